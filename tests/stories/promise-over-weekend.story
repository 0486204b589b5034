# The grace after a promised day is of working days: promised for a Friday, it is kept until Monday, and broken on Tuesday.
invoice INV-1 due 2026-10-01 8,000.00
2026-10-12 run
  reminder email 8,000.00 accepted until 2026-10-22
2026-10-13 promise 2026-10-23
2026-10-14 run
  promise-confirmation email 8,000.00 accepted
2026-10-15 run
  nothing: promise
  next 2026-10-27
2026-10-26 run
  nothing: promise
2026-10-27 run
  broken-promise email 8,000.00 accepted until 2026-11-02
