# Two promises: the first breaks on its own day, and the second is kept all the same. While one stands nothing is demanded; but
# somebody calls about the one that broke, and when the other is over the letter speaks of the right one.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-10 4,000.00
2026-11-03 promise 2026-11-20 6,000.00
2026-11-09 pay 3,000.00
# Tuesday the 10th and one working day of grace.
2026-11-11 run
  nothing: promise
2026-11-12 run
  nothing: promise
  pace 0.5
2026-11-12 promises
  2026-11-10 4,000.00 broken 3,000.00
  2026-11-20 6,000.00 open 0.00
2026-11-12 tasks
  call broken-promise since 2026-11-12 until 2026-11-13
2026-11-19 pay 6,000.00
2026-11-23 run
  thanks email 1,000.00 accepted
  pace 0.75
2026-11-23 promises
  2026-11-10 4,000.00 broken 3,000.00
  2026-11-20 6,000.00 kept 6,000.00
# On the next working day: the letter of thanks keeps no demand waiting. And once.
2026-11-24 run
  broken-promise email 1,000.00 accepted until 2026-11-30
2026-11-30 run
  nothing: deadline-running
