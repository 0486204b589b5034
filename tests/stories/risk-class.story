# Where the policy writes to risky debtors only, one of low risk is left to the telephone.
policy risky
debtor risk-class low
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  nothing: risk-class
