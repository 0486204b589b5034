# One letter a contract. Two that leave on one day are one contact; the next waits three days for both.
policy by-contract
invoice INV-1 due 2026-08-31 10,000.00 contract HT-1
invoice INV-2 due 2026-08-31 7,000.00 contract HT-2
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
  reminder email 7,000.00 accepted until 2026-09-14
invoice INV-3 due 2026-09-05 2,000.00 contract HT-3
2026-09-08 run
  nothing: interval
  nothing: sent-already
2026-09-10 run
  reminder email 2,000.00 accepted until 2026-09-17
  nothing: sent-already
# What falls short is asked for by its own contract only.
2026-09-11 pay 4,000.00 INV-1
2026-09-14 run
  short-payment email 6,000.00 accepted until 2026-09-21
  nothing: sent-already
