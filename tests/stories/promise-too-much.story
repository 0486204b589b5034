# More was promised than was owed, and all that was owed came: what was promised is not owed any more, so it is kept.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-20 12,000.00
2026-11-19 pay 10,000.00
2026-11-20 run
  thanks email 0.00 accepted
  pace 2.25
2026-11-24 run
  nothing: not-due
  pace 2.25
