# An ignored letter means a call; once it is logged nobody is asked again, until the next letter is ignored.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-17 tasks
  no task
2026-09-18 tasks
  call ignored-letter since 2026-09-18
2026-09-18 run
  reminder email 10,000.00 accepted until 2026-09-28
2026-09-18 call no-answer
2026-09-18 tasks
  no task
# Two days of grace after the second deadline, and the interval ends in the October holidays.
2026-09-29 tasks
  call ignored-letter since 2026-09-29 until 2026-10-08
2026-09-29 call wrong-number
2026-09-29 tasks
  call ignored-letter since 2026-09-29 until 2026-10-08
2026-09-30 call reached
2026-09-30 tasks
  no task
