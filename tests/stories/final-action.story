# The last letter ran out unanswered: stopping supply is proposed, and two persons must agree.
policy stop
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-14
2026-09-14 run
  nothing: sent-already
2026-09-15 run
  nothing: propose-stop-supply
  next none
2026-09-15 decide stop-supply 李敏
  1 of 2
2026-09-16 decide stop-supply 李敏
  李敏 has said so already, on 2026-09-15
2026-09-16 decide stop-supply 王总
  2 of 2
2026-09-17 run
  nothing: propose-stop-supply
