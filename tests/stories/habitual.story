# Five invoices before this one, each paid 20 days late: a habit. One reminder instead of two comes before the warning.
paid-before 5 20
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
  next 2026-09-20
# The warning waits for its two days of grace, as ever; its own deadline moves behind mid-autumn (25 to 27 September).
2026-09-18 run
  nothing: deadline-running
  next 2026-09-20
2026-09-20 run
  credit-warning email 10,000.00 drafted until 2026-09-28
