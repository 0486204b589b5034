# 22 December and ten days: 1 January 2027, a Friday and a holiday in every year; Monday the 4th, and three working days more.
# The year itself has no rows: letters go all the same, on its working days as far as they are known.
invoice INV-1 due 2026-12-10 8,000.00
2026-12-22 run
  reminder email 8,000.00 accepted until 2027-01-07
2027-01-18 run
  reminder email 8,000.00 accepted until 2027-02-02
