invoice INV-1 due 2026-08-31 10,000.00 blocked
2026-09-07 run
  nothing: invoice-block
