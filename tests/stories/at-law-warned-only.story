# A lawyer's letter names what the letter below it named. What fell due since has its own reminder first.
policy court-and-reminder
invoice INV-1 due 2026-08-31 60,000.00
invoice INV-2 due 2026-09-14 3,000.00
2026-09-07 run
  reminder email 60,000.00 accepted until 2026-09-14
2026-09-15 run
  lawyers-letter email 60,000.00 drafted until 2026-09-22
2026-09-15 approve 周律师
  sent 1, cancelled 0
2026-09-18 run
  nothing: legal-freeze
  reminder email 3,000.00 accepted until 2026-09-23
