# Of two invoices one is paid whole: the other has no remainder, and its letter's deadline runs. Then a part of it comes, and
# the letter asks for what is left of that one.
invoice INV-1 due 2026-08-31 10,000.00
invoice INV-2 due 2026-08-31 500.00
2026-09-07 run
  reminder email 10,500.00 accepted until 2026-09-17
2026-09-11 pay 500.00 INV-2
2026-09-14 run
  nothing: deadline-running
2026-09-14 pay 4,000.00 INV-1
2026-09-15 run
  short-payment email 6,000.00 accepted until 2026-09-22
