# Softened: a warning still comes, a lawyer's letter does not, until an assessment says otherwise.
contact payer pay@debtor.example
contact owner boss@debtor.example
invoice INV-1 due 2026-03-31 60,000.00
2026-04-07 run
  reminder email 60,000.00 accepted until 2026-04-17 to 王芳 pay@debtor.example
2026-04-20 run
  reminder email 60,000.00 accepted until 2026-04-30 to 王芳 pay@debtor.example
2026-05-06 run
  credit-warning email 60,000.00 drafted until 2026-05-13 to 李强 boss@debtor.example
2026-05-06 approve
  sent 1, cancelled 0
2026-05-07 delivered
2026-05-10 assess yes short-of-cash cannot sincere uncertain soften
2026-06-10 run
  nothing: track
2026-06-12 assess no deliberate can-but-will-not insincere high harden
2026-06-12 run
  lawyers-letter email 60,000.00 drafted until 2026-06-22 to 李强 boss@debtor.example
