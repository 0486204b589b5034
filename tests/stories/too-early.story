# The reminder goes three days after the due date.
invoice INV-1 due 2026-08-31 5,000.00
2026-09-02 run
  nothing: too-early
  next 2026-09-03
2026-09-03 run
  reminder email 5,000.00 accepted until 2026-09-14
