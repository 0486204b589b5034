# One of two reminders was answered, and nothing was paid: a third goes out, and two unanswered ones open the warning.
invoice INV-1 due 2026-06-30 10,000.00
2026-07-06 run
  reminder email 10,000.00 accepted until 2026-07-16
2026-07-07 reply
2026-07-27 run
  reminder email 10,000.00 accepted until 2026-08-06
2026-08-14 run
  reminder email 10,000.00 accepted until 2026-08-24
2026-09-04 run
  credit-warning email 10,000.00 drafted until 2026-09-11
