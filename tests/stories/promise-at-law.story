# What the lawyer's letter named is promised, and not paid: the invoice that fell due later begins with a reminder of its
# own, for nobody promised it.
policy court-and-reminder
invoice INV-1 due 2026-08-31 60,000.00
invoice INV-2 due 2026-09-21 3,000.00
2026-09-07 run
  reminder email 60,000.00 accepted until 2026-09-14
2026-09-15 run
  lawyers-letter email 60,000.00 drafted until 2026-09-22
2026-09-15 approve 周律师
  sent 1, cancelled 0
2026-09-17 promise 2026-09-23 60,000.00
2026-09-30 run
  nothing: sent-already
  reminder email 3,000.00 accepted until 2026-10-08
