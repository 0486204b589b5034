# When all of a cycle is settled, the next begins at the debtor's habit and not at the old pace: an answer about a paid invoice
# delays no reminder about another.
invoice INV-1 due 2026-08-31 10,000.00
invoice INV-2 due 2026-09-14 3,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 reply
2026-09-15 pay 10,000.00 INV-1
# Answered: 15 working days for INV-1. INV-2 is another matter, and three days overdue on the 17th.
2026-09-17 run
  reminder email 3,000.00 accepted until 2026-09-28
