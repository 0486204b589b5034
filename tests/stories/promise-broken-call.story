# The day after a promise is broken somebody calls; a new promise ends that, and its own day is watched.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-09 promise 2026-09-18
2026-09-17 tasks
  no task
2026-09-18 tasks
  call promise-due since 2026-09-18 until 2026-09-18
2026-09-21 run
  broken-promise email 8,000.00 accepted until 2026-09-28
2026-09-21 tasks
  call broken-promise since 2026-09-21 until 2026-09-22
2026-09-22 call reached
2026-09-22 promise 2026-09-29
2026-09-22 tasks
  no task
# It has broken one: called two days before the next.
2026-09-27 tasks
  call promise-due since 2026-09-27 until 2026-09-29
