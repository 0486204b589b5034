# Two reminders must go unanswered before the warning; one of them was answered.
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run
  reminder email 20,000.00 accepted until 2026-07-16
2026-07-20 run
  reminder email 20,000.00 accepted until 2026-07-30
2026-07-28 reply
2026-08-20 run
  nothing: not-ignored
