# Less than [charges] pursue_from is given up by an event, and nobody hears of it again.
policy with-fee
invoice INV-1 due 2026-08-31 3,000.00
2026-09-07 run
  reminder email 3,020.00 accepted until 2026-09-17
2026-09-10 pay 3,000.00 INV-1
2026-09-18 run
  nothing: charges-waived
2026-09-21 run
  nothing: not-due
