# Money of the promised day that the ledger told only after the break: the promise was kept.
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-08 promise 2026-09-21 5,000.00
2026-09-08 run
  promise-confirmation email 8,000.00 accepted
2026-09-23 run
  broken-promise email 8,000.00 accepted until 2026-09-28
2026-09-21 pay 5,000.00 INV-1
2026-09-24 promises
  2026-09-21 5,000.00 kept 5,000.00
