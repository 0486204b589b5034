# In mainland China seven days from the letter.
policy notice
invoice INV-1 due 2026-08-31 60,000.00
2026-09-07 run
  lawyers-letter email 60,000.00 drafted until 2026-09-14
