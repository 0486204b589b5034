#!/usr/bin/env python3
"""Makes samples/bank: three statements for the sample ledger. samples/make_bank.py writes them, --check compares."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent / "bank"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def creditor_reference(text):
    """ISO 11649."""
    body = "".join(c for c in text.upper() if c in ALPHABET)
    digits = "".join(str(ALPHABET.index(c)) for c in body + "RF00")
    return f"RF{98 - int(digits) % 97:02}{body}"


def entry(amount, reference, name, iban, text="", rf="", direction="CRDT", reversal=False):
    structured = f"<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{rf}</Ref></CdtrRefInf></Strd>" if rf else ""
    free = f"<Ustrd>{text}</Ustrd>" if text else ""
    return f"""      <Ntry>
        <Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{"<RvslInd>true</RvslInd>" if reversal else ""}<Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-11-23</Dt></BookgDt><ValDt><Dt>2026-11-23</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
        <NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties><RmtInf>{free}{structured}</RmtInf></TxDtls></NtryDtls>
      </Ntry>
"""


def balance(code, amount, day):
    return f"""      <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
"""


def camt():
    entries = (entry("44605.44", "FRA-0001", "Brennhof Maschinenbau GmbH &amp; Co. KG", "DE02120300000000202051", rf=creditor_reference("INV-2026-0868"))
               + entry("16465.00", "FRA-0002", "Beteiligungskontor Nord AG", "DE02500105170137075030", "Zahlung fuer Tischlerei, Rechnung INV 2026/0308")
               + entry("1315.66", "FRA-0003", "Koelln-Vahrenbrueck Handelsgesellschaft", "DE02100500000054540402", "Ihre Rechnung vom Juli"))
    # 10000.00 + 44605.44 + 16465.00 + 1315.66 = 72386.10
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n  <BkToCstmrStmt>\n    <GrpHdr><MsgId>YUNFAN-1</MsgId><CreDtTm>2026-11-23T18:00:00+01:00</CreDtTm></GrpHdr>\n'
            "    <Stmt>\n      <Id>2026-231</Id><CreDtTm>2026-11-23T18:00:00+01:00</CreDtTm>\n      <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
            + balance("OPBD", "10000.00", "2026-11-20") + balance("CLBD", "72386.10", "2026-11-23") + entries
            + "    </Stmt>\n  </BkToCstmrStmt>\n</Document>\n").encode()


def mt940():
    # 72386.10 + 500.00 + 1630.00 - 44605.44 = 29910.66
    return """:20:STARTUMS
:25:37040044/0532013000
:28C:00232/001
:60F:C261123EUR72386,10
:61:2611241124CR500,00N051NONREF//FRA-0004
:86:166?00SEPA-GUTSCHRIFT?20SVWZ+Teilzahlung INV-2026-0?21710, Rest folgt?31DE0212
0300000000202051?32Brennhof Maschinenbau GmbH?33 und Co. KG
:61:2611241124CR1630,00N051NONREF//FRA-0005
:86:166?00SEPA-GUTSCHRIFT?20SVWZ+Moebel?31DE02200505501015871393?32Tischlerei Lueders
feld e.K.
:61:2611241124RC44605,44N051NONREF//FRA-0006
:86:159?00RUECKUEBERWEISUNG?20SVWZ+Rueckgabe FRA-0001?31DE02120300000000202051?32Brenn
hof Maschinenbau GmbH?33 und Co. KG
:62F:C261124EUR29910,66
-
""".encode()


def csv():
    rows = [
        "账户明细查询,,,,,,,", "账号：,4345 0000 1234 5678,,币种：,人民币,,,",
        "交易日期,借方发生额（支取）,贷方发生额（收入）,余额,对方户名,对方账号,摘要,交易流水号",
        '2026-11-23,,"174,850.80","1,174,850.80",西宁璟邦环保科技股份有限公司,\t6222021001116245702,货款,SH20261123001',
        '2026-11-23,,"62,480.00","1,237,330.80",哈尔滨禹致园林绿化有限公司,\t6228480031234567,发票号ＩＮＶ－２０２６－０７８４货款,SH20261123002',
        '2026-11-23,,"50,000.00","1,287,330.80",呼和浩特市昱启家具厂（普通合伙）,\t6217001234567,付INV-2026-0751部分货款,SH20261123003',
        '2026-11-23,,"320,000.00","1,607,330.80",义乌沐野供应链管理股份有限公司,\t6225000011112222,INV20260629,SH20261123004',
        '2026-11-23,,"7,777.77","1,615,108.57",张伟,\t6214830000000001,转账,SH20261123005',
        '2026-11-23,35.00,,"1,615,073.57",中国银行,,手续费,SH20261123006',
        '合计,35.00,"615,108.57",,,,,',
    ]
    return ("\r\n".join(rows) + "\r\n").encode("gb18030")


def main(arguments):
    wrong = 0
    for name, content in {"eur-2026-11-23.camt053.xml": camt(), "eur-2026-11-24.sta": mt940(), "cny-2026-11-23.csv": csv()}.items():
        path = ROOT / name
        if arguments == ["--check"]:
            if not path.exists() or path.read_bytes() != content:
                print(f"{path} is not what {pathlib.Path(__file__).name} writes", file=sys.stderr)
                wrong = 1
        else:
            ROOT.mkdir(exist_ok=True)
            path.write_bytes(content)
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
