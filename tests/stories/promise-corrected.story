# A promise that is corrected on its own day, to that day: the first is renewed, and the break of the second is told.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-24
2026-09-09 promise 2026-09-09
2026-09-10 run
  nothing: promise
2026-09-11 run
  broken-promise email 8,000.00 accepted until 2026-09-16
2026-09-11 promises
  2026-09-09 8,000.00 broken 0.00
  2026-09-24 8,000.00 renewed 0.00
