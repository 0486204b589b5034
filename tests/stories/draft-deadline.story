# A draft whose printed deadline is today gives no time any more.
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run
  reminder email 20,000.00 accepted until 2026-07-16
2026-07-20 run
  reminder email 20,000.00 accepted until 2026-07-30
2026-08-10 run
  credit-warning email 20,000.00 drafted until 2026-08-17
2026-08-14 run
  nothing: reserved
2026-08-17 run
  gone L2026-000003: replaced by L2026-000003-2: its deadline 2026-08-17 does not lie ahead any more
  credit-warning email 20,000.00 drafted until 2026-08-24
  waits since 2026-08-10
