# Without a calendar of the debtor's country nobody knows a working day from a holiday.
debtor country FR
invoice INV-1 due 2026-08-31 5,000.00
2026-09-07 run
  nothing: calendar
