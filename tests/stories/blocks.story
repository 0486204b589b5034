# The customer's block beats everything.
debtor blocked 破产重整
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  nothing: customer-block
  next none
