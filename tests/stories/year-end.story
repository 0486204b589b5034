# Before Chinese New Year smaller sums are asked for, and the intervals are shorter (docs/dunning.md, 9).
policy year-end
invoice INV-1 due 2026-11-10 60.00
2026-11-30 run
  nothing: below-minimum
2026-12-01 run
  reminder email 60.00 accepted until 2026-12-11
# Answered the next day: 15 working days, in the campaign 8 of them, which end on the 11th. So the deadline decides.
2026-12-02 reply
2026-12-11 run
  nothing: deadline-running
  pace 1.5
  next 2026-12-12
2026-12-12 run
  reminder email 60.00 accepted until 2026-12-22
