# A payment plan: one letter with its dates, no demand while it is kept, and thanks when the last date is.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 plan 2026-11-10:4000,2026-11-20:6000
2026-11-03 run
  payment-plan email 10,000.00 accepted
2026-11-04 run
  nothing: promise
2026-11-10 pay 4,000.00
2026-11-11 run
  nothing: promise
2026-11-11 promises
  2026-11-10 4,000.00 kept 4,000.00
  2026-11-20 6,000.00 open 0.00
2026-11-20 pay 6,000.00
2026-11-20 run
  thanks email 0.00 accepted
2026-11-23 run
  nothing: not-due
