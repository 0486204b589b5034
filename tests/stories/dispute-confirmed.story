# A dispute is acknowledged the same day, also where nothing is left to demand; a hold stops even that.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 dispute INV-1
2026-09-08 hold 2026-09-08
2026-09-08 run
  nothing: hold
2026-09-09 run
  dispute-acknowledgement email 0.00 accepted
2026-09-10 run
  nothing: disputed
