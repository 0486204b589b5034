# A promise with an exact day makes everything wait; kept, the pace slows down.
invoice INV-1 due 2026-08-31 8,000.00
invoice INV-2 due 2026-09-10 3,000.00
2026-09-14 run
  reminder email 11,000.00 accepted until 2026-09-24
2026-09-16 promise 2026-09-30 8,000.00
2026-09-28 run
  nothing: promise
2026-09-29 pay 8,000.00 INV-1
# Answered within five days (x1.5) and kept (x1.5). INV-2 drives now, and it has had its first reminder: 10 x 2.25 = 23
# working days, for the rest that was never promised.
2026-10-08 run
  thanks email 3,000.00 accepted
  pace 2.25
  next 2026-10-21
2026-10-21 run
  reminder email 3,000.00 accepted until 2026-11-02
