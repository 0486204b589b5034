# The e-mail came back, and so did the letter by post: nobody can be written to until an address is mended.
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  reminder email 10,000.00 accepted until 2026-09-17
2026-09-08 bounced
2026-09-08 run
  reminder post 10,000.00 accepted until 2026-09-18
2026-09-16 bounced
2026-09-16 run
  nothing: no-contact
2026-09-29 run
  nothing: no-contact
