# More was promised than was owed, and all of it came: kept. A later invoice gets its own reminder, and no word of a promise.
invoice INV-1 due 2026-08-31 4,000.00
invoice INV-2 due 2026-10-30 5,000.00
2026-09-07 run
  reminder email 4,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-14 4,050.00
2026-09-14 pay 4,000.00 INV-1
2026-09-16 run
  thanks email 0.00 accepted
2026-11-03 run
  reminder email 5,000.00 accepted until 2026-11-13
