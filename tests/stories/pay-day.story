# It pays on the 25th: the letter waits for two working days before, three days at most.
debtor pay-day 25
invoice INV-1 due 2026-11-10 10,000.00
2026-11-20 run
  nothing: interval
  next 2026-11-23
2026-11-23 run
  reminder email 10,000.00 accepted until 2026-12-03
