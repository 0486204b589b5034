# A lawyer's letter to a company in Britain gives 14 days (Practice Direction, Pre-Action Conduct).
policy notice
debtor locale en
debtor country GB
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  lawyers-letter email 60,000.00 drafted until 2026-09-21
