# To a person in Britain it gives 30 days (Pre-Action Protocol for Debt Claims).
policy notice
debtor kind individual
debtor locale en
debtor country GB
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  lawyers-letter email 60,000.00 drafted until 2026-10-07
