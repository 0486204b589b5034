# Less than was asked for: a letter at once with the rest, the tier is kept.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-11 pay 4,000.00 INV-1
2026-09-14 run
  short-payment email 6,000.00 accepted until 2026-09-21
# One letter a payment is enough. The interval starts again from that letter, and its own time is kept.
2026-09-21 run
  nothing: deadline-running
# That letter was ignored: faster, 5 working days.
2026-09-22 run
  reminder email 6,000.00 accepted until 2026-10-08
  pace 0.5
