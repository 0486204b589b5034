# The oldest invoice drives. When it is paid, the next one drives from where it stands.
invoice INV-1 due 2026-07-31 10,000.00
2026-08-10 run
  reminder email 10,000.00 accepted until 2026-08-20
2026-08-24 run
  reminder email 10,000.00 accepted until 2026-09-03
invoice INV-2 due 2026-08-31 7,000.00
2026-09-07 run
  credit-warning email 17,000.00 drafted until 2026-09-14
2026-09-07 approve
  sent 1, cancelled 0
2026-09-08 pay 10,000.00 INV-1
# INV-2 was in the credit warning, so it stands there; INV-1 was paid whole, and nothing of INV-2: that is no remainder.
2026-09-11 run
  nothing: deadline-running
invoice INV-3 due 2026-09-15 2,000.00
2026-09-12 pay 7,000.00 INV-2
# INV-3 was in no letter: it starts at the bottom.
2026-09-28 run
  reminder email 2,000.00 accepted until 2026-10-08
