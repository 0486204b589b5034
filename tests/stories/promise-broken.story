# Broken: a letter on the next working day, the goodwill of the promise is gone, faster, and the next tier is open.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-18
# Friday the 18th and one working day of grace: Sunday the 20th is worked this year.
2026-09-20 run
  nothing: promise
2026-09-21 run
  broken-promise email 8,000.00 accepted until 2026-09-28
  pace 0.5
2026-10-08 run
  credit-warning email 8,000.00 drafted until 2026-10-15
