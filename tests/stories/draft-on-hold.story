# On hold a draft stays as it is; afterwards it has aged, and gives way. What is promised is confirmed, and not demanded.
policy patient
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run
  reminder email 20,000.00 drafted until 2026-07-27
2026-07-07 hold 2026-07-20
2026-07-20 run
  nothing: hold
2026-07-21 run
  gone L2026-000001: replaced by L2026-000001-2: it was drafted on 2026-07-06, more than 5 working days ago
  reminder email 20,000.00 drafted until 2026-08-10
  waits since 2026-07-06
2026-07-22 promise 2026-07-30
2026-07-22 approve
  held: a payment is promised for 2026-07-30
  sent 0, cancelled 0
2026-07-23 run
  gone L2026-000001-2: a payment is promised for 2026-07-30
  nothing: promise
