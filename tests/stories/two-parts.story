# Two parts of one account: a draft of one does not keep a stale draft of the other as it is, and both are not sent on one day.
policy court-and-credit
invoice INV-1 due 2026-08-31 60,000.00
invoice INV-2 due 2026-09-28 3,000.00
2026-09-07 run
  reminder email 60,000.00 drafted until 2026-09-14
2026-09-07 approve
  sent 1, cancelled 0
2026-09-15 run
  lawyers-letter email 60,000.00 drafted until 2026-09-22
2026-09-15 approve 周律师
  sent 1, cancelled 0
2026-09-28 reply
2026-10-09 run
  lawyers-letter email 60,000.00 drafted until 2026-10-16
  nothing: interval
2026-10-12 run
  nothing: reserved
  reminder email 3,000.00 drafted until 2026-10-19
# Neither was approved: both are written anew.
2026-10-26 run
  gone L2026-000003: replaced by L2026-000003-2: its deadline 2026-10-16 does not lie ahead any more
  gone L2026-000004: replaced by L2026-000004-2: its deadline 2026-10-19 does not lie ahead any more
  lawyers-letter email 60,000.00 drafted until 2026-11-02
  waits since 2026-10-09
  reminder email 3,000.00 drafted until 2026-11-02
  waits since 2026-10-12
2026-10-27 approve 周律师
  sent 1, cancelled 0
2026-10-28 send
  sent 0, cancelled 0
2026-10-30 send
  sent 1, cancelled 0
