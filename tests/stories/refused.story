# A letter that a person took out is not proposed again before ten working days are over, or before its figures change.
policy credit-first
invoice INV-1 due 2026-08-31 8,000.00
2026-09-07 run
  reminder email 8,000.00 drafted until 2026-09-14
2026-09-07 refuse 李敏
2026-09-08 run
  nothing: refused
  next 2026-09-20
2026-09-09 pay 1,000.00 INV-1
2026-09-10 run
  reminder email 7,000.00 drafted until 2026-09-17
2026-09-10 refuse 李敏
2026-09-11 run
  nothing: refused
2026-09-11 release
2026-09-14 run
  reminder email 7,000.00 drafted until 2026-09-21
