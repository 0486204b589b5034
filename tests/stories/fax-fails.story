# The e-mail comes back, the fax goes the same day; the fax fails, and the post takes over. Sunday the 20th is worked.

contact payer gone@debtor.example +8657155550123
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 bounced
2026-09-08 run
  reminder fax 10,000.00 accepted until 2026-09-18
2026-09-09 bounced
2026-09-09 run
  reminder post 10,000.00 accepted until 2026-09-20
