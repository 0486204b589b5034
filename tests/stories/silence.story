# The warning's delivery is not proven, so nothing follows. 45 days after the last call somebody is told.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-18 run
  reminder email 10,000.00 accepted until 2026-09-28
2026-10-08 run
  credit-warning email 10,000.00 drafted until 2026-10-15
2026-10-08 approve
  sent 1, cancelled 0
2026-10-19 tasks
  call ignored-letter since 2026-10-16
2026-10-19 call no-answer
2026-12-03 tasks
  no task
2026-12-04 tasks
  alert silence since 2026-12-04
# On hold it rests on purpose.
2026-12-04 hold 2026-12-31
2026-12-20 tasks
  no task
2026-12-21 release
2026-12-21 tasks
  no task
# 45 days after it was released.
2027-02-05 tasks
  alert silence since 2027-02-05
