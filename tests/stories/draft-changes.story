# A draft that asks for another sum than is owed gives way on the next day; when all is paid, nothing waits any more.
policy patient
invoice INV-1 due 2026-06-30 20,000.00
2026-07-06 run
  reminder email 20,000.00 drafted until 2026-07-27
2026-07-07 pay 5,000.00 INV-1
2026-07-07 run
  gone L2026-000001: replaced by L2026-000001-2: INV-1: 15,000.00, was 20,000.00
  reminder email 15,000.00 drafted until 2026-07-27
  waits since 2026-07-06
2026-07-08 run
  nothing: reserved
invoice INV-2 due 2026-07-01 700.00
2026-07-09 run
  gone L2026-000001-2: replaced by L2026-000001-3: INV-2 joins it
  reminder email 15,700.00 drafted until 2026-07-29
  waits since 2026-07-06
2026-07-10 pay 15,700.00
2026-07-10 run
  gone L2026-000001-3: INV-1 is settled; INV-2 is settled; nothing is overdue
  nothing: not-due
