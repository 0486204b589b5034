# The warning is for large enterprises only; a small business gets no letter above the reminder.
policy choosy
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
2026-10-12 run
  nothing: debtor-kind
