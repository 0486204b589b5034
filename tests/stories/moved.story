# The ledger has another address since the draft, since the approval: the letter does not go to the old one.
policy credit-first
contact payer 王芳 wang@debtor.example
contact finance 李强 li@debtor.example
invoice INV-1 due 2026-09-21 8,000.00
2026-09-28 run
  reminder email 8,000.00 drafted until 2026-10-08 to 王芳 wang@debtor.example
2026-09-29 address 文三路2号
2026-09-29 approve
  held: the debtor has another address since it was drafted: 文三路2号, 310012, 杭州市, 浙江省, CN
  sent 0, cancelled 0
2026-09-29 run
  gone L2026-000001: replaced by L2026-000001-2: the debtor's name or address changed
  reminder email 8,000.00 drafted until 2026-10-08 to 王芳 wang@debtor.example
  waits since 2026-09-28
2026-10-01 approve
  sent 0, cancelled 0
2026-10-02 reached 王芳 new@debtor.example
2026-10-08 send
  sent 0, cancelled 1
2026-10-08 run
  reminder email 8,000.00 drafted until 2026-10-15 to 王芳 new@debtor.example
2026-10-08 approve
  sent 1, cancelled 0
# What comes back from the former address condemns that one.
2026-10-09 reached 王芳 newest@debtor.example
2026-10-10 bounced
2026-10-10 run
  reminder email 8,000.00 drafted until 2026-10-19 to 王芳 newest@debtor.example
# Who guards the gate now gets no letter that was written to the payer.
2026-10-12 role 王芳 gatekeeper
2026-10-12 approve
  held: 王芳 has the role gatekeeper since it was drafted
  sent 0, cancelled 0
