# A second plan takes the place of the first: what the first had for its dates breaks nothing.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 plan 2026-11-10:5000,2026-11-20:5000
2026-11-06 plan 2026-11-13:4000,2026-11-27:6000
  replaces the plan of 2026-11-03
2026-11-06 run
  payment-plan email 10,000.00 accepted
2026-11-12 run
  nothing: promise
2026-11-12 promises
  2026-11-10 5,000.00 void 0.00
  2026-11-20 5,000.00 void 0.00
  2026-11-13 4,000.00 open 0.00
  2026-11-27 6,000.00 open 0.00
2026-11-13 pay 10,000.00
2026-11-16 run
  thanks email 0.00 accepted
