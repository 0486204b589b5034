# A promise of what is at law, while later debt is due: the part at law tells of its break, and the later debt does not.
contact payer pay@debtor.example
contact owner boss@debtor.example
invoice INV-1 due 2026-03-31 60,000.00
invoice INV-3 due 2026-10-19 3,000.00
2026-09-01 run
  reminder email 60,000.00 accepted until 2026-09-11 to 王芳 pay@debtor.example
2026-09-14 run
  reminder email 60,000.00 accepted until 2026-09-24 to 王芳 pay@debtor.example
2026-09-28 run
  credit-warning email 60,000.00 drafted until 2026-10-08 to 李强 boss@debtor.example
2026-09-28 approve
  sent 1, cancelled 0
2026-10-12 delivered
2026-10-13 run
  lawyers-letter email 60,000.00 drafted until 2026-10-20 to 李强 boss@debtor.example
2026-10-13 approve 周律师
  sent 1, cancelled 0
2026-10-26 run
  nothing: legal-freeze
  reminder email 3,000.00 accepted until 2026-11-05 to 王芳 pay@debtor.example
2026-10-28 promise 2026-11-02 60,000.00
2026-10-28 run
  promise-confirmation email 63,000.00 accepted to 王芳 pay@debtor.example
  nothing: promise
2026-11-04 run
  broken-promise email 60,000.00 drafted until 2026-11-09 to 王芳 pay@debtor.example
  nothing: deadline-running
