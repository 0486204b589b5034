# It came back the next day: it does not count as sent, and the post takes over at once.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 bounced
2026-09-08 run
  reminder post 10,000.00 accepted until 2026-09-18
