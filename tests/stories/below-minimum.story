# Above the reminder's minimum, below the credit warning's: the tier falls one down, and there it was said already.
invoice INV-1 due 2026-06-30 500.00
2026-07-06 run
  reminder email 500.00 accepted until 2026-07-16
2026-07-20 run
  reminder email 500.00 accepted until 2026-07-30
2026-08-20 run
  nothing: below-minimum
invoice INV-2 due 2026-07-31 600.00
2026-08-21 run
  credit-warning email 1,100.00 drafted until 2026-08-28
