# A letter that came back was proven after all, and another had gone in its place: that is one reminder, not two ignored ones.
contact payer 王芳 wang@debtor.example
contact finance 李强 li@debtor.example
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17 to 王芳 wang@debtor.example
2026-09-08 bounced
2026-09-08 run
  reminder email 10,000.00 accepted until 2026-09-18 to 李强 li@debtor.example
2026-09-09 delivered L2026-000001
2026-10-12 run
  reminder email 10,000.00 accepted until 2026-10-22 to 李强 li@debtor.example
