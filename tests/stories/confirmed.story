# A promise is confirmed the same day although it stops every demand, a day after the reminder, and once (docs/dunning.md, 6).
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
2026-09-08 promise 2026-09-21
2026-09-08 run
  promise-confirmation email 8,000.00 accepted
2026-09-09 run
  nothing: promise
2026-09-21 pay 8,000.00 INV-1
2026-09-22 run
  thanks email 0.00 accepted
2026-09-23 run
  nothing: not-due
