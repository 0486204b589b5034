contact payer no-position pay@debtor.example
debtor address none
invoice INV-1 due 2026-08-31 10,000.00
2026-09-07 run
  nothing: no-contact
