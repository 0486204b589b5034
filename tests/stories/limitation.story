# Due on 31 March 2023, and nothing interrupted it in three years (PRC Civil Code 188): a lawyer's letter comes too late.
# The warning that did arrive came after the end, and brings nothing back.
contact payer pay@debtor.example
contact owner boss@debtor.example
invoice INV-1 due 2023-03-31 100,000.00
2026-09-01 run
  reminder email 100,000.00 accepted until 2026-09-11 to 王芳 pay@debtor.example
2026-09-14 run
  reminder email 100,000.00 accepted until 2026-09-24 to 王芳 pay@debtor.example
2026-09-28 run
  credit-warning email 100,000.00 drafted until 2026-10-08 to 李强 boss@debtor.example
2026-09-28 approve
  sent 1, cancelled 0
2026-10-20 delivered
2026-10-20 run
  nothing: limitation
