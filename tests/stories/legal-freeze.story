# After a lawyer's letter nothing follows by the calendar alone; what the debtor says opens the ladder again.
policy court
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  nothing: legal-notice
2026-09-08 decide legal-notice 周律师
  1 of 1
2026-09-08 run
  lawyers-letter email 60,000.00 drafted until 2026-09-15
2026-09-08 approve 周律师
  sent 1, cancelled 0
2026-10-12 run
  nothing: legal-freeze
2026-10-13 reply
2026-10-20 run
  lawyers-letter email 60,000.00 drafted until 2026-10-27
