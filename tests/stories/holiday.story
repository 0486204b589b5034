# Nothing leaves on a public holiday; on a Saturday a reminder may.
invoice INV-1 due 2026-09-25 10,000.00
2026-10-01 run
  nothing: interval
  next 2026-10-08
2026-10-08 run
  reminder email 10,000.00 accepted until 2026-10-19
