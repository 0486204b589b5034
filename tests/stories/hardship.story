# A flood. An answer within five days makes the pace 1.5, the soft track multiplies again: 10 x 1.5 x 1.5 = 22.5, so 23
# working days after Monday 7 September. September has 17 left (Sunday the 20th is worked, Friday the 25th is not), October
# 8 and 9, Saturday 10 (worked), 12, 13, 14 are the other six. Without the flood: 15 working days, 28 September.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-09 reply
2026-09-09 reason hardship
2026-09-18 run
  nothing: interval
  pace 1.5
  next 2026-10-14
