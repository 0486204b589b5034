# Who promises after an automatic reply is there: the promise is confirmed the same day, and only demands wait.
invoice INV-1 due 2026-10-23 10,000.00
2026-11-02 run
  reminder email 10,000.00 accepted until 2026-11-12
2026-11-03 auto-reply 2026-11-16
2026-11-04 promise 2026-11-20 10,000.00
2026-11-04 run
  promise-confirmation email 10,000.00 accepted
