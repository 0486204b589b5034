# The final demand is for the segment wholesale only.
policy choosy
debtor kind large-enterprise
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
2026-09-21 run
  credit-warning email 10,000.00 accepted until 2026-09-28
2026-10-12 run
  nothing: segment
