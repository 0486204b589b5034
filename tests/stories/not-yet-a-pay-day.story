# Five payments teach nothing: the letter leaves when it may.
paid-on 2026-04-27 2026-05-25 2026-06-25 2026-07-27 2026-08-25
invoice INV-1 due 2026-11-10 10,000.00
2026-11-20 run
  reminder email 10,000.00 accepted until 2026-11-30
