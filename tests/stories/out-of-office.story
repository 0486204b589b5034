# An automatic reply defers the next letter to the day it names; it is no answer, and the pace stays what silence made it.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-15 auto-reply 2026-09-21
2026-09-18 run
  nothing: interval
  pace 0.5
  next 2026-09-21
2026-09-21 run
  reminder email 10,000.00 accepted until 2026-10-08
