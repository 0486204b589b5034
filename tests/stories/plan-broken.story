# A plan breaks at its first missed date, here the second of three: said once, the later date falls away, the next tier opens.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 plan 2026-11-10:3000,2026-11-20:3000,2026-11-30:4000
2026-11-03 run
  payment-plan email 10,000.00 accepted
2026-11-10 pay 3,000.00
2026-11-11 run
  nothing: promise
# Friday the 20th, and Monday is the day of grace.
2026-11-23 run
  nothing: promise
2026-11-24 run
  broken-promise email 7,000.00 accepted until 2026-11-30
  pace 0.5
2026-11-24 promises
  2026-11-10 3,000.00 kept 3,000.00
  2026-11-20 3,000.00 broken 0.00
  2026-11-30 4,000.00 void 0.00
# The void date is no second broken promise; the letter of the 24th ran out unanswered (x0.5).
2026-12-01 run
  credit-warning email 7,000.00 drafted until 2026-12-08
  pace 0.25
