# A payment that arrives between approval and hand-off stops the letter.
invoice INV-1 due 2026-08-31 5,000.00
2026-09-07 run
  reminder email 5,000.00 accepted until 2026-09-17
2026-09-18 run
  reminder email 5,000.00 accepted until 2026-09-28
2026-10-08 run
  credit-warning email 5,000.00 drafted until 2026-10-15
2026-10-08 pay 5,000.00 INV-1
2026-10-08 approve
  sent 0, cancelled 1
2026-10-09 run
  nothing: not-due
  next none
