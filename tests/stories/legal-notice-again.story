# Legal staff hear of each cycle's lawyer's letter before it is drafted.
policy court-with-notice
invoice INV-1 due 2026-08-31 60,000.00
invoice INV-2 due 2026-09-21 3,000.00
2026-09-07 run
  reminder email 60,000.00 accepted until 2026-09-14
2026-09-15 run
  nothing: legal-notice
2026-09-17 run
  lawyers-letter email 60,000.00 drafted until 2026-09-24
2026-09-17 approve 周律师
  sent 1, cancelled 0
2026-09-24 run
  nothing: legal-freeze
  reminder email 3,000.00 accepted until 2026-09-29
2026-10-12 run
  nothing: legal-freeze
  nothing: legal-notice
2026-10-14 run
  nothing: legal-freeze
  lawyers-letter email 3,000.00 drafted until 2026-10-21
