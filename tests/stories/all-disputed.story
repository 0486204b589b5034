# All of it is disputed: no letter goes, and after thirty days the worklist asks what became of the dispute.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 dispute INV-1
2026-10-08 alerts
  no alert
2026-10-09 alerts
  dispute-stands since 2026-09-08
2026-10-20 run
  nothing: disputed
  next none
2026-10-21 pay 10,000.00 INV-1
2026-10-21 alerts
  no alert
