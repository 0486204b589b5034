# In Germany seven days; the reminder before it has put the debtor in default (BGB 286).
policy notice
debtor locale de
debtor country DE
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  lawyers-letter email 60,000.00 drafted until 2026-09-14
