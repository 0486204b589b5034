# What a lawyer's letter named rests; an invoice that falls due later begins at the lowest tier, with a pace of its own.
policy court-and-reminder
invoice INV-1 due 2026-08-31 60,000.00
invoice INV-2 due 2026-09-21 3,000.00
2026-09-07 run
  reminder email 60,000.00 accepted until 2026-09-14
2026-09-15 run
  lawyers-letter email 60,000.00 drafted until 2026-09-22
2026-09-15 approve 周律师
  sent 1, cancelled 0
2026-09-24 run
  nothing: legal-freeze
  reminder email 3,000.00 accepted until 2026-09-29
# Ignored: 5 working days instead of 10, with the Mid-Autumn and National Day holidays between.
2026-10-09 run
  nothing: legal-freeze
  lawyers-letter email 3,000.00 drafted until 2026-10-16
