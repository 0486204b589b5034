# A break that nobody spoke of within broken_promise_days (14) is no news any more: the ladder speaks.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-18 8,000.00
2026-09-09 run
  promise-confirmation email 8,000.00 accepted
2026-09-20 hold 2026-10-12
2026-09-21 run
  nothing: hold
2026-10-13 run
  credit-warning email 8,000.00 drafted until 2026-10-20
