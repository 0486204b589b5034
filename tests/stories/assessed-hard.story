# The assessment says harden: the second reminder is skipped, and the ladder goes on after the first one's deadline.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-10 reason oversight
2026-09-18 assess no deliberate can-but-will-not insincere high harden
2026-09-20 run
  credit-warning email 10,000.00 drafted until 2026-09-28
