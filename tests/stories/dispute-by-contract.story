# A dispute about one contract is acknowledged once; the other contract is asked for as before.
policy by-contract-confirmed
invoice INV-1 due 2026-08-31 10,000.00 contract HT-1
invoice INV-2 due 2026-08-31 7,000.00 contract HT-2
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
  reminder email 7,000.00 accepted until 2026-09-14
2026-09-08 dispute INV-1 10,000.00 quality
2026-09-08 run
  dispute-acknowledgement email 7,000.00 accepted
  nothing: disputed
  nothing: sent-already
