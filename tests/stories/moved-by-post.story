# A letter by post that comes back condemns the address that it bore, however it is written, and no other.
contact payer
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder post 10,000.00 accepted until 2026-09-17
2026-09-08 address 文三路2号
2026-09-16 bounced
2026-09-16 run
  reminder post 10,000.00 accepted until 2026-09-28
2026-09-17 address 文三路 1 号
2026-09-29 run
  nothing: no-contact
2026-09-30 address 文三路2号
2026-09-30 bounced
2026-10-09 run
  nothing: no-contact
2026-10-10 address 文三路3号
2026-10-10 run
  reminder post 10,000.00 accepted until 2026-10-20
