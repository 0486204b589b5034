# What was agreed in time and written down after the run had called the promise broken: the break is taken back.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-10 10,000.00
2026-11-03 run
  promise-confirmation email 10,000.00 accepted
2026-11-12 run
  broken-promise email 10,000.00 accepted until 2026-11-17
2026-11-11 promise 2026-11-24 10,000.00
2026-11-13 promises
  2026-11-10 10,000.00 renewed 0.00
  2026-11-24 10,000.00 open 0.00
