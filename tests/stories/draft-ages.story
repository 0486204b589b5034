# Five working days after it was drafted nobody has approved it: the next plan writes it anew, under its number.
policy patient
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run     # a Monday
  reminder email 20,000.00 drafted until 2026-07-27
2026-07-13 run     # the fifth working day
  nothing: reserved
2026-07-14 run
  gone L2026-000001: replaced by L2026-000001-2: it was drafted on 2026-07-06, more than 5 working days ago
  reminder email 20,000.00 drafted until 2026-08-03
  waits since 2026-07-06
2026-07-15 approve
  sent 1, cancelled 0
2026-07-16 run
  nothing: deadline-running
