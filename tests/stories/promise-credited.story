# A credit note takes back what was promised the same day: nobody is told that he will pay nothing. What is disputed is not
# confirmed as promised either, and the dispute is acknowledged.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 promise 2026-11-20 10,000.00
2026-11-03 credit-note 10,000.00 INV-1
2026-11-03 run
  nothing: not-due
2026-11-04 run
  nothing: not-due
invoice INV-2 due 2026-11-03 3,000.00
2026-11-05 promise 2026-11-24 3,000.00
2026-11-05 dispute INV-2
2026-11-05 run
  dispute-acknowledgement email 0.00 accepted
2026-11-06 run
  nothing: promise
