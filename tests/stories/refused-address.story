# The relay refuses the address: fax takes over the same day, then post.
contact payer dead@debtor.example +8657155550123
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 refuses dead@debtor.example
2026-09-07 run
  reminder email 10,000.00 rejected until 2026-09-17
  reminder fax 10,000.00 accepted until 2026-09-17
