invoice INV-1 due 2026-08-31 10,000.00
2026-09-04 hold 2026-09-20
2026-09-07 run
  nothing: hold
  next 2026-09-21
2026-09-08 release
2026-09-08 run
  reminder email 10,000.00 accepted until 2026-09-18
2026-09-09 hold
2026-10-20 run
  nothing: hold
  next none
