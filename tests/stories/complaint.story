# A complaint closes e-mail for the case: the next letter goes by fax, and nothing goes by e-mail again.
contact payer pay@debtor.example +8657155550123
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 complaint
2026-09-18 run
  reminder fax 10,000.00 accepted until 2026-09-28
2026-10-08 run
  credit-warning post 10,000.00 drafted until 2026-10-15
