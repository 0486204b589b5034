# A plan may take in what is not due yet: then its letter is about all of it.
invoice INV-1 due 2026-10-23 10,000.00
invoice INV-2 due 2026-11-25 5,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 plan 2026-11-10:10000,2026-12-15:5000
2026-11-03 run
  payment-plan email 15,000.00 accepted
2026-11-10 pay 10,000.00
# INV-2 is overdue by now, and its date is the plan's.
2026-12-01 run
  nothing: promise
