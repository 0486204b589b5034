# It has paid on the 25th, or when the bank works again, six times: the letter waits until two working days before.
paid-on 2026-03-25 2026-04-27 2026-05-25 2026-06-25 2026-07-27 2026-08-25
invoice INV-1 due 2026-11-10 10,000.00
2026-11-20 run
  nothing: interval
  next 2026-11-23
2026-11-23 run
  reminder email 10,000.00 accepted until 2026-12-03
