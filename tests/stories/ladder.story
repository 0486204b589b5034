# Reminder, second reminder, credit warning, lawyer's letter: one tier at a time, however old the debt.
# Reminders go to whoever pays; the warning and the lawyer's letter to whoever decides, here the owner.
contact payer pay@debtor.example
contact owner boss@debtor.example
invoice INV-1 due 2026-03-31 60,000.00
invoice INV-2 due 2026-04-30 40,000.00

# Five months late, and still the first letter is a reminder.
2026-09-01 run
  reminder email 100,000.00 accepted until 2026-09-11 to 王芳 pay@debtor.example
  pace 1
# Its deadline runs: nothing.
2026-09-07 run
  nothing: deadline-running
# Ignored: faster. The base of 10 working days becomes 5, so the deadline's end decides.
2026-09-14 run
  reminder email 100,000.00 accepted until 2026-09-24 to 王芳 pay@debtor.example
  pace 0.5
# 24 September is a Thursday; two days of grace, then mid-autumn: the 25th to the 27th are holidays.
2026-09-26 run
  nothing: deadline-running
2026-09-28 run
  credit-warning email 100,000.00 drafted until 2026-10-08 to 李强 boss@debtor.example
  pace 0.25
2026-09-28 approve
  sent 1, cancelled 0
# Without proof that the warning arrived there is no lawyer's letter, ever.
2026-10-20 run
  nothing: not-proven
2026-10-20 delivered
2026-10-20 run
  lawyers-letter email 100,000.00 drafted until 2026-10-27 to 李强 boss@debtor.example
# The scheduler drafted it and may not approve it.
2026-10-20 approve scheduler
  held: scheduler drafted it and may not approve it
  sent 0, cancelled 0
2026-10-20 approve 周律师
  sent 1, cancelled 0
# Then nothing follows until something new happens.
2026-11-20 run
  nothing: legal-freeze
