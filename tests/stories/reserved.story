# A letter that waits for its approval reserves what it demands: a second run proposes nothing.
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run
  reminder email 20,000.00 accepted until 2026-07-16
2026-07-20 run
  reminder email 20,000.00 accepted until 2026-07-30
2026-08-10 run
  credit-warning email 20,000.00 drafted until 2026-08-17
2026-08-11 run
  nothing: reserved
