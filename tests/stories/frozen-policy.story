# The policy that wrote the first letter of a cycle stays until it is over, though the debtor changed its segment.
policy everybody
policy export
debtor segment export
invoice INV-1 due 2026-08-31 10,000.00
# Five days by the policy for export: Saturday the 12th, so Monday.
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
debtor segment home
# Still five days; Sunday the 20th is worked this year. The policy for everybody gives seven.
2026-09-15 run
  reminder email 10,000.00 accepted until 2026-09-20
2026-09-21 pay 10,000.00 INV-1
invoice INV-2 due 2026-09-25 3,000.00
# A new cycle: seven days, from a Tuesday.
2026-10-13 run
  reminder email 3,000.00 accepted until 2026-10-20
