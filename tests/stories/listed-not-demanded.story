# What is within its grace of five days, or not due, is listed, and none of it is demanded.
policy listing
invoice INV-1 due 2026-08-31 10,000.00
invoice INV-2 due 2026-09-03 5,000.00
invoice INV-3 due 2026-10-31 1,000.00
2026-09-04 run
  nothing: too-early
  next 2026-09-06
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
  listed INV-2 0.00, INV-3 0.00
