# Letters go out by contract, but what the debtor says is about the account: it is confirmed once, the same day, and not once a contract.
policy by-contract-confirmed
invoice INV-1 due 2026-08-31 10,000.00 contract HT-1
invoice INV-2 due 2026-08-31 7,000.00 contract HT-2
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
  reminder email 7,000.00 accepted until 2026-09-14
2026-09-08 promise 2026-09-21
2026-09-08 run
  promise-confirmation email 17,000.00 accepted
  nothing: promise
2026-09-09 run
  nothing: promise
2026-09-21 pay 10,000.00 INV-1
2026-09-21 pay 7,000.00 INV-2
2026-09-22 run
  thanks email 0.00 accepted
2026-09-23 run
  nothing: not-due
