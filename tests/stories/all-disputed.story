invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 dispute INV-1
2026-10-20 run
  nothing: disputed
  next none
