# A hold keeps an approved letter back, with its approval and its number; when it is over the letter leaves, dated anew where its
# day went by.
policy credit-first
invoice INV-1 due 2026-09-21 8,000.00
2026-09-30 run
  reminder email 8,000.00 drafted until 2026-10-08
2026-10-01 approve
  sent 0, cancelled 0
2026-10-02 hold
2026-10-08 send
  sent 0, cancelled 0
2026-10-08 release
2026-10-08 send
  sent 1, cancelled 0
2026-10-09 run
  nothing: deadline-running
