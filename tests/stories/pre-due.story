# 15 to 20 days before the due date, once.
invoice INV-1 due 2026-03-31 10,000.00
2026-03-10 run
  nothing: not-due
  next 2026-03-11
2026-03-11 run
  pre-due-notice email 10,000.00 accepted
2026-03-13 run
  nothing: not-due
2026-04-03 run
  reminder email 10,000.00 accepted until 2026-04-13
