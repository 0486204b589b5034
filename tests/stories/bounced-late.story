# The first reminder came back after the second had left: what follows has a number of its own, and does not stand still behind it.
contact payer 王芳 wang@debtor.example
contact finance 李强 li@debtor.example
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17 to 王芳 wang@debtor.example
2026-09-29 run
  reminder email 10,000.00 accepted until 2026-10-09 to 王芳 wang@debtor.example
2026-09-30 bounced L2026-000001
2026-10-26 run
  reminder email 10,000.00 accepted until 2026-11-05 to 李强 li@debtor.example
