# In Taiwan seven days; the demand interrupts limitation only if suit follows within six months (Civil Code 130).
policy notice
debtor locale zh-TW
debtor country TW
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  lawyers-letter email 60,000.00 drafted until 2026-09-14
