"""The debtors that were made to show something; make_samples.py adds the crowd around them.

A case: its id, what it shows (a line of story.md), and what is special about it. `invoices` are (days overdue on the
ledger's day, amount[, options]); negative: days until due. `payments` are (number of the invoice in the case or None
for "no invoice named", amount, days ago). `contacts` are (role, what) with what = email, fax, email+fax, none,
no-position, or a dict with fields of contacts.csv. What is left out is made up as for any other debtor.
"""

FULL = [("payer", "email"), ("finance", "email+fax"), ("owner", "email"), ("legal", "email")]

CASES = [
    # The walk-through's people
    dict(id="D0001", kind="large-enterprise", contacts=FULL, risk="medium", invoices=[(45, "128600.00"), (12, "46250.80"), (-25, "52310.00")],
         shows="the whole ladder: reminder, second reminder, credit warning, lawyer's letter, as nothing is answered"),
    dict(id="D0002", kind="small-business", contacts=FULL, risk="high", invoices=[(38, "84200.00"), (20, "15735.50")],
         shows="the short way up: record a promise, let it break; the broken-promise letter follows the next working day, then the credit warning without a second reminder"),
    dict(id="D0003", kind="small-business", contacts=FULL, invoices=[(33, "62480.00"), (26, "41900.00")],
         shows="a dispute on one of two invoices: the letter goes on with the other one"),
    dict(id="D0004", kind="small-business", invoices=[(29, "23760.00")], shows="a dispute on the only invoice: nothing is sent until it is settled"),
    dict(id="D0005", kind="large-enterprise", invoices=[(52, "310500.00"), (8, "97420.35")], shows="a hold until a day, by name and with a reason"),
    dict(id="D0006", kind="small-business", contacts=FULL, invoices=[(24, "58800.00")],
         shows="pays half after the reminder (later/payments-2026-11-30.csv): a short-payment letter with the new amount"),
    dict(id="D0007", kind="small-business", invoices=[(17, "36900.00")], shows="pays all between plan and send (later/payments-2026-11-23.csv): the hand-off cancels it"),
    dict(id="D0008", kind="small-business", contacts=FULL, invoices=[(41, "74150.00")], shows="answers soon: record a response, and the interval grows"),

    # What holds a letter back
    dict(id="D0009", kind="small-business", blocked="破产重整,债权已申报", invoices=[(210, "486000.00")], shows="customer block: nothing is sent, whatever is overdue"),
    dict(id="D0010", kind="small-business", invoices=[(35, "18400.00", dict(blocked="等待红字发票")), (15, "9260.00", dict(blocked="质量异议处理中"))],
         shows="every overdue invoice is blocked"),
    dict(id="D0011", kind="small-business", invoices=[(44, "27300.00", dict(blocked="合同变更未签署")), (30, "33120.00"), (9, "12080.00")],
         shows="one blocked invoice: the letter leaves it out"),
    dict(id="D0012", kind="small-business", invoices=[(70, "20000.00"), (14, "8000.00")], payments=[(0, "30000.00", 6)],
         shows="paid one invoice twice over: the credit covers what else is overdue"),
    dict(id="D0013", kind="small-business", invoices=[(60, "15000.00"), (14, "9000.00")], payments=[(0, "17500.00", 11)], shows="an overpayment: the letter asks for the rest less the credit"),
    dict(id="D0014", kind="small-business", invoices=[(40, "86.40")], shows="below the least amount of a reminder"),
    dict(id="D0015", kind="small-business", invoices=[(75, "640.00")], shows="enough for reminders, never for a credit warning"),
    dict(id="D0016", kind="small-business", invoices=[(1, "22500.00")], shows="one day overdue: too early for a reminder"),
    dict(id="D0017", kind="small-business", invoices=[(0, "14300.00")], shows="due on the day itself: not overdue"),
    dict(id="D0018", kind="large-enterprise", contacts=FULL, invoices=[(-18, "265000.00"), (-19, "31200.00"), (-50, "88000.00")], shows="two invoices in the window of the pre-due notice, one too far off"),
    dict(id="D0019", kind="small-business", invoices=[(-18, "720.00")], shows="in the window, but too small for a notice"),
    dict(id="D0020", kind="small-business", invoices=[(-40, "51000.00")], shows="nothing to do yet; explain names the day of the notice"),

    # Whom and how
    dict(id="D0021", kind="small-business", contacts=[], invoices=[(30, "19800.00")], shows="no contact at all"),
    dict(id="D0022", kind="small-business", contacts=[("payer", "no-position")], invoices=[(30, "26400.00")], shows="a contact without position: a letter must name one"),
    dict(id="D0023", kind="small-business", contacts=[("payer", "fax")], invoices=[(30, "31850.00")], shows="fax only: the reminder goes by fax, what is more serious goes by post"),
    dict(id="D0024", kind="small-business", contacts=[("owner", "none")], invoices=[(30, "44000.00")], shows="neither e-mail nor fax: by post"),
    dict(id="D0025", kind="small-business", contacts=[("payer", "none")], address=None, invoices=[(30, "12600.00")], shows="neither e-mail, fax nor address: held"),
    dict(id="D0026", kind="small-business", contacts=[("gatekeeper", "email")], invoices=[(30, "17400.00")], shows="only an assistant is known: letters do not go to gatekeepers"),
    dict(id="D0027", kind="large-enterprise", contacts=[("legal", "email")], invoices=[(30, "93000.00")], shows="only the debtor's lawyer is known: no addressee for a reminder"),
    dict(id="D0028", kind="small-business", contacts=[("payer", dict(email="no-such-user@example.net")), ("finance", "fax")], invoices=[(36, "29500.00")],
         shows="an address made to bounce: the next letter goes another way"),
    dict(id="D0029", kind="small-business", pay_days="28", invoices=[(27, "38200.00")], shows="pays on the 28th: the letter moves to two working days before"),
    dict(id="D0030", kind="large-enterprise", pay_days="10 25", invoices=[(22, "157000.00")], shows="two pay-days a month"),

    # Characters
    dict(id="D0031", name="浙江𠮷野食品有限公司", kind="small-business", contacts=[("payer", dict(name="沈喆", email="shenzhe.jiye@example.com"))],
         invoices=[(31, "48360.00")], shows="𠮷 (U+20BB7) in the company's name, 喆 in the person's"),
    dict(id="D0032", name="山东犇腾畜牧机械有限公司", kind="small-business", contacts=[("payer", dict(name="王㛃", honorific="女士", email="wangjie.benteng@example.com")), ("owner", dict(name="李堃", honorific="先生", email="likun.benteng@example.com"))],
         invoices=[(31, "75240.00")], shows="犇, 㛃 (U+36C3) and 堃"),
    dict(id="D0033", name="西安𰻝𰻝面餐饮管理有限公司", kind="small-business", invoices=[(31, "13900.00")], shows="𰻝 (U+30EDD) is in no font: the letter is held and the code point named"),
    dict(id="D0034", name="内蒙古自治区呼和浩特市澜岳农牧业产业化综合开发与冷链物流供应链管理服务(集团)股份有限公司呼和浩特经济技术开发区第二分公司", kind="large-enterprise",
         invoices=[(48, "231000.00")], shows="a very long name: it breaks over lines in the address and in the mail's header"),
    dict(id="D0035", name="上海*砚禾*[广告]_传媒_`设计`#有限公司", kind="small-business", invoices=[(31, "21900.00")], shows="Markdown in the name: printed as it stands"),
    dict(id="D0036", name="北京A&B{{品牌}}<策划>../(中国)有限公司", kind="small-business", invoices=[(31, "34700.00")], shows="an ampersand, mustache, HTML, a path and brackets in the name"),
    dict(id="D0037", name="杭州\"老砚\",茶业有限公司", kind="small-business", invoices=[(31, "9800.00")], shows="quotes and a comma in the name"),
    dict(id="D0038", kind="large-enterprise", street="浦东新区世纪大道5555号\n衡屿大厦A座18层", contacts=[("payer", dict(name="欧阳浩然", honorific="先生", email="ouyanghaoran.hengyu@example.com"))],
         invoices=[(34, "402000.00")], shows="a street of two lines; a family name of two characters"),

    # Amounts and dates
    dict(id="D0039", kind="large-enterprise", contacts=FULL, many=64, shows="64 overdue invoices: the table runs over pages"),
    dict(id="D0040", kind="large-enterprise", contacts=FULL, invoices=[(95, "10000400.08"), (64, "8765432.10")], shows="millions, with zeros in between, for the amount in words"),
    dict(id="D0041", kind="small-business", invoices=[(400, "68000.00"), (310, "24500.00")], shows="400 days overdue and never written to: it starts with a reminder all the same"),
    dict(id="D0042", kind="small-business", invoices=[(1178, "156000.00")], shows="limitation ran out on 2026-08-31, three years after the due date: no lawyer's letter any more"),
    dict(id="D0043", kind="small-business", invoices=[(1035, "91000.00")], shows="limitation ends on 2027-01-21: a proven demand starts it anew"),
    dict(id="D0044", kind="small-business", invoices=[(58, "40000.00"), (28, "25000.00")], payments=[(None, "52000.00", 4)], shows="a payment without an invoice number: the oldest is paid, 13,000.00 of the next one is left"),
    dict(id="D0045", kind="small-business", invoices=[(49, "90000.00")], payments=[(0, "35000.00", 20), (0, "15000.00", 3)], shows="two part payments, 40,000.00 left"),
    dict(id="D0046", kind="large-enterprise", invoices=[(30, "65000.00"), (30, "18250.00", dict(currency="USD"))], shows="two currencies: two cases, two letters"),

    # Kinds and languages
    dict(id="D0047", name="苏州市虎丘区砚禾街道办事处", kind="public-body", invoices=[(55, "128000.00")], shows="a public body"),
    dict(id="D0048", name="陈堃", kind="individual", contacts=[("owner", dict(name="陈堃", honorific="先生", position="经营者", email="chenkun@example.org"))], invoices=[(42, "6800.00")], shows="a natural person"),
    dict(id="D0049", name="义乌市稠城街道棠野五金商行", kind="individual", invoices=[(26, "3450.00")], shows="a sole trader's shop"),
    dict(id="D0050", name="Brightwater (Suzhou) Precision Optics Co., Ltd.", kind="large-enterprise", locale="en", street="工业园区现代大道88号",
         contacts=[("payer", dict(name="Helen Zhao", honorific="Ms", position="Head of Accounts Payable", email="helen.zhao@example.com"))],
         invoices=[(32, "214000.00")], shows="a foreign-owned company in China: letters in English, amounts in CNY"),
]

# Outside China
FOREIGN = {
    "D2001": "an ampersand in the name; D2001 to D2020 are German, EUR",
    "D3001": "British, GBP; the crowd of British debtors is D3001 to D3010",
    "D3002": "an apostrophe and an ampersand in the name",
    "D3011": "United States, USD; D3011 to D3020",
    "D1001": "Taiwanese, zh-TW and TWD (D1001 to D1012); their row names the calendar of mainland China (an empty one would be that of Taiwan, tw)",
}
# A country that no calendar names.
AUSTRIAN = dict(id="D2021", name="Almtaler Holzbau GmbH", kind="small-business", locale="de", country="AT", street="Sägewerkgasse 8", postcode="5020", city="Salzburg", region="", currency="EUR",
                contacts=[("payer", dict(name="Leopold Gruber", honorific="Herr", position="Leitung Buchhaltung", email="leopold.gruber@example.org"))],
                invoices=[(39, "7420.00")], shows="Austria: its days and deadlines are those of config/calendars/at.toml")
