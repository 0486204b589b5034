# A credit that covers the invoice of two reminders leaves the new one, and that one starts at the foot of the ladder.
invoice INV-0 due 2026-10-15 1,000.00
invoice INV-1 due 2026-08-31 500.00
2026-09-07 run
  reminder email 500.00 accepted until 2026-09-17
2026-09-21 run
  reminder email 500.00 accepted until 2026-10-08
invoice INV-2 due 2026-11-15 3,000.00
2026-11-16 pay 1,700.00 INV-0
2026-11-20 run
  reminder email 2,800.00 accepted until 2026-11-30
