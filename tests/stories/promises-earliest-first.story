# What comes goes to the promise that is due first, whichever was recorded first; what is left over goes to the next.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-20 6,000.00
2026-11-03 promise 2026-11-10 4,000.00
2026-11-09 pay 5,000.00
2026-11-09 promises
  2026-11-10 4,000.00 open 4,000.00
  2026-11-20 6,000.00 open 1,000.00
2026-11-12 run
  thanks email 5,000.00 accepted
2026-11-12 promises
  2026-11-10 4,000.00 kept 4,000.00
  2026-11-20 6,000.00 open 1,000.00
2026-11-19 pay 5,000.00
2026-11-20 run
  thanks email 0.00 accepted
