# The claim can be enforced until 2 December 2026. A letter of the 20th gives its ten days before that, one that waited for
# the pay-day would not: it does not wait.
debtor pay-day 25
invoice INV-1 due 2023-12-02 10,000.00
2026-11-20 run
  reminder email 10,000.00 accepted until 2026-11-30
