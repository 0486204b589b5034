# Legal staff hear of the first lawyer's letter two working days before it is drafted, or take note sooner.
policy court
invoice INV-1 due 2026-08-31 60,000.00
# A Monday.
2026-09-07 run
  nothing: legal-notice
  next 2026-09-09
2026-09-08 run
  nothing: legal-notice
2026-09-09 run
  lawyers-letter email 60,000.00 drafted until 2026-09-16
