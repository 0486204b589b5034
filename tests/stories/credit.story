# What was paid beyond the invoice that the payer named covers the next one, until somebody says what it is for.
invoice INV-0 due 2026-08-28 1,000.00
invoice INV-1 due 2026-08-31 5,000.00
2026-09-01 pay 6,000.00 INV-0
2026-09-07 run
  nothing: credit
