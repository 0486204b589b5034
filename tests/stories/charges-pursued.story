# The invoices are paid, the fees are not: they are asked for once, when the printed deadline is over, by a letter of their own.
policy with-fee
invoice INV-1 due 2026-08-31 3,000.00
invoice INV-2 due 2026-08-31 2,000.00
2026-09-07 run
  reminder email 5,040.00 accepted until 2026-09-17
2026-09-10 pay 3,000.00 INV-1
2026-09-10 pay 2,000.00 INV-2
2026-09-11 run
  nothing: deadline-running
2026-09-18 run
  charges email 40.00 accepted until 2026-10-08
2026-10-12 run
  nothing: charges-asked
