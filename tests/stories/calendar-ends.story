# The Chinese calendar ends with 2026. From 22 December on a reminder's ten days run into a year of which only the holidays of
# fixed date are known: its deadline is set on those, three working days later, and no letter waits for the announcement.
invoice INV-1 due 2026-12-10 8,000.00
2026-12-21 run
  reminder email 8,000.00 accepted until 2026-12-31
