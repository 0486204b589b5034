# A debt that comes in older than the reminder is meant for stays with a person: no tier starts in the middle.
policy choosy
invoice INV-1 due 2026-06-01 10,000.00
2026-09-07 run
  nothing: too-late
