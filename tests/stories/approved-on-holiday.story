# Approved on a holiday: it is dated for the next day on which it may leave, leaves then, and gives its seven days from there.
policy credit-first
invoice INV-1 due 2026-09-21 8,000.00
2026-09-30 run
  reminder email 8,000.00 drafted until 2026-10-08
2026-10-01 approve 李敏
  sent 0, cancelled 0
2026-10-02 send
  sent 0, cancelled 0
2026-10-08 send
  sent 1, cancelled 0
2026-10-09 run
  nothing: deadline-running
  next 2026-10-16
