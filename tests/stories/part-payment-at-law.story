# In the time that the lawyer's letter gives, legal staff approve the letter about the remainder as well.
invoice INV-1 due 2026-03-31 60,000.00
2026-09-01 run
  reminder email 60,000.00 accepted until 2026-09-11
2026-09-14 run
  reminder email 60,000.00 accepted until 2026-09-24
2026-09-28 run
  credit-warning email 60,000.00 drafted until 2026-10-08
2026-09-28 approve
  sent 1, cancelled 0
2026-10-20 delivered
2026-10-20 run
  lawyers-letter email 60,000.00 drafted until 2026-10-27
2026-10-20 approve 周律师
  sent 1, cancelled 0
2026-10-23 pay 20,000.00 INV-1
2026-10-23 run
  short-payment email 40,000.00 drafted until 2026-10-30
