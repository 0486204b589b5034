# Away for months: the letter waits for fourteen days and no longer.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-15 auto-reply 2026-12-31
2026-09-18 run
  nothing: interval
  next 2026-09-29
2026-09-29 run
  reminder email 10,000.00 accepted until 2026-10-09
