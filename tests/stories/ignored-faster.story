# Nobody answered by the printed day: 5 working days instead of 10, so the deadline alone decides.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-17 run
  nothing: deadline-running
  next 2026-09-18
2026-09-18 run
  reminder email 10,000.00 accepted until 2026-09-28
  pace 0.5
