# A later promise of the same money, agreed on the first one's day of grace, renews it: the first is neither kept nor broken,
# and the demand is silent until the new day and its grace are over.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-10 10,000.00
2026-11-03 run
  promise-confirmation email 10,000.00 accepted
2026-11-11 promise 2026-11-24 10,000.00
2026-11-12 run
  promise-confirmation email 10,000.00 accepted
2026-11-17 run
  nothing: promise
2026-11-17 promises
  2026-11-10 10,000.00 renewed 0.00
  2026-11-24 10,000.00 open 0.00
# Tuesday the 24th and one working day.
2026-11-25 run
  nothing: promise
2026-11-26 run
  broken-promise email 10,000.00 accepted until 2026-12-01
2026-11-26 promises
  2026-11-10 10,000.00 renewed 0.00
  2026-11-24 10,000.00 broken 0.00
