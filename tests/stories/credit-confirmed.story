# What the confirmation of a promise lists is less by the credit, and by that once.
invoice INV-0 due 2026-08-28 1,000.00
invoice INV-1 due 2026-10-31 5,000.00
2026-09-01 pay 1,400.00 INV-0
2026-09-07 promise 2026-10-30 4,600.00
2026-09-07 run
  promise-confirmation email 4,600.00 accepted
