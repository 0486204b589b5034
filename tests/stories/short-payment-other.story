# A payment that names an invoice which no letter asked for is no answer to the letter.
invoice INV-1 due 2026-08-31 10,000.00
invoice INV-2 due 2026-09-30 500.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-11 pay 500.00 INV-2
2026-09-14 run
  nothing: deadline-running
