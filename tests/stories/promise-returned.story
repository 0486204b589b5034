# The payment that kept a promise comes back: the promise is open again, and breaks on its own day.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-20 10,000.00
2026-11-09 pay 10,000.00
2026-11-11 run
  thanks email 0.00 accepted
2026-11-13 returned 1 10,000.00
2026-11-13 promises
  2026-11-20 10,000.00 open 0.00
2026-11-16 run
  nothing: promise
2026-11-24 run
  broken-promise email 10,000.00 accepted until 2026-11-30
