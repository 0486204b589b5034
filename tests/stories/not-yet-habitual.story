# Four late invoices are no habit yet: the second reminder comes first.
paid-before 4 20
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-18 run
  reminder email 10,000.00 accepted until 2026-09-28
