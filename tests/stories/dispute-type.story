# A complaint about quality worth 2,000: that part waits, the rest is demanded (docs/dunning.md, 8).
invoice INV-1 due 2026-08-31 10,000.00
2026-09-01 reason quality
2026-09-01 dispute INV-1 2,000.00 quality
2026-09-01 run
  dispute-acknowledgement email 8,000.00 accepted
2026-09-07 run
  reminder email 8,000.00 accepted until 2026-09-17
