# Two payments for what the letter asked: the letter about the rest names both.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-08 pay 1,000.00 INV-1
2026-09-09 pay 500.00 INV-1
2026-09-10 run
  short-payment email 6,500.00 accepted until 2026-09-17
