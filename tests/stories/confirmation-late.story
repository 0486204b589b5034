# A promise whose day has gone by is not confirmed any more; what comes next about it is that it was broken.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-09
2026-09-10 run
  nothing: promise
2026-09-11 run
  broken-promise email 8,000.00 accepted until 2026-09-16
