# An answer without payment or promise: 15 working days instead of 10.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 reply
2026-09-21 run
  nothing: interval
  pace 1.5
  next 2026-09-28
2026-09-28 run
  reminder email 10,000.00 accepted until 2026-10-08
