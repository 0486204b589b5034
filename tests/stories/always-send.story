# The last tier goes on, five working days apart, as long as the caps let it.
policy always
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
2026-09-15 run
  reminder email 10,000.00 accepted until 2026-09-22
2026-09-23 run
  reminder email 10,000.00 accepted until 2026-09-30
2026-10-12 run
  reminder email 10,000.00 accepted until 2026-10-19
