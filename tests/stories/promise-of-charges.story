# A promise is about all that was owed when it was made: who pays the invoice and not the fee has not kept it.
policy with-fee
invoice INV-1 due 2026-08-31 3,000.00
2026-09-07 run
  reminder email 3,020.00 accepted until 2026-09-17
2026-09-08 promise 2026-09-14 3,020.00
2026-09-14 pay 3,000.00 INV-1
2026-09-14 promises
  2026-09-14 3,020.00 open 3,000.00
2026-09-21 run
  nothing: charges-waived
2026-09-21 promises
  2026-09-14 3,020.00 broken 3,000.00
