# A payment that arrives before a person approves the draft stops the letter, and the next plan takes the draft away.
invoice INV-1 due 2026-08-31 5,000.00
2026-09-07 run
  reminder email 5,000.00 accepted until 2026-09-17
2026-09-18 run
  reminder email 5,000.00 accepted until 2026-09-28
2026-10-08 run
  credit-warning email 5,000.00 drafted until 2026-10-15
2026-10-08 pay 5,000.00 INV-1
2026-10-08 approve
  held: INV-1 is settled
  sent 0, cancelled 0
2026-10-09 run
  gone L2026-000003: INV-1 is settled; nothing is overdue
  nothing: not-due
  next none
