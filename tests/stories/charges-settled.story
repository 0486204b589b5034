# Who pays what the last letter demanded, its fee included, owes nothing: no later letter, no credit. The fee is asked for once a
# tier and invoice, stands apart in the next letter, and is not asked for again.
policy with-fee
invoice INV-1 due 2026-08-31 3,000.00
2026-09-07 run
  reminder email 3,020.00 accepted until 2026-09-17
2026-09-21 run
  reminder email 3,020.00 accepted until 2026-10-08
2026-09-28 pay 3,020.00
2026-10-12 run
  nothing: not-due
