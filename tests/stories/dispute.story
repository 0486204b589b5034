# The disputed part waits, the undisputed part goes on.
invoice INV-1 due 2026-08-31 10,000.00
invoice INV-2 due 2026-09-01 6,000.00
2026-09-07 run
  reminder email 16,000.00 accepted until 2026-09-17
2026-09-08 dispute INV-1 4,000.00
2026-09-09 dispute INV-2
# Answered on the first day: slower, 15 working days.
2026-09-18 run
  nothing: interval
  pace 1.5
  next 2026-09-28
2026-09-28 run
  reminder email 6,000.00 accepted until 2026-10-08
2026-09-29 settled INV-2
# An answer a day after the deadline does not undo the silence until it: 1.5 x 0.5. INV-2 was in the first reminder.
2026-10-09 dispute INV-1
# The acknowledgement goes at once, restarts no interval and keeps no demand waiting.
2026-10-12 run
  dispute-acknowledgement email 6,000.00 accepted
  pace 0.75
  next 2026-10-14
2026-10-14 run
  reminder email 6,000.00 accepted until 2026-10-26
