#include "letters/sample_letter.h"

namespace dunmail {
namespace {

Currency currency(std::string_view code) { return *Currency::find(code); }

void add_item(LetterFacts& f, std::string invoice, std::string contract, Date issued, Date due, std::int64_t open,
              std::int64_t disputed = 0) {
  f.items.push_back({std::move(invoice), std::move(contract), issued, due, days_between(due, f.date), open + disputed,
                     open, disputed});
  f.total += open;
  f.disputed += disputed;
}

LetterFacts chinese() {
  LetterFacts f;
  f.locale = "zh-CN";
  f.number = "启明函〔2026〕217号";
  f.date = make_date(2026, 11, 21);
  f.deadline = make_date(2026, 12, 8);
  f.currency = currency("CNY");
  f.creditor = {"main",
                "上海启明精密部件有限公司",
                {"张江路88号", "201203", "上海市", "上海市", "CN"},
                "+86 21 5555 0100",
                "+86 21 5555 0199",
                "ar@qiming.example",
                "www.qiming.example",
                {"统一社会信用代码 91310000MA1FL00017", "法定代表人 陆振华"},
                {"上海启明精密部件有限公司", "中国工商银行上海张江支行", "1001 2345 0920 0123 456", "", ""},
                "",
                "",
                true};
  f.signatory = {
      "陈静", "信用管理部经理", "负责应收账款事宜，有权商定付款安排", "+86 21 5555 0123", "chen.jing@qiming.example",
      ""};
  f.debtor = {"D-10023",
              "杭州临溪机械有限公司",
              "small-business",
              "zh-CN",
              {"文一路1号", "310012", "杭州市", "浙江省", "CN"},
              "",
              "",
              "",
              "",
              {},
              ""};
  f.addressee = {"D-10023",           "王建国", "财务部经理", "finance", "先生", "wang@linxi.example", "+8657155550101",
                 "+86 571 5555 0100", ""};
  add_item(f, "FP-2026-1001", "QM-2026-031", make_date(2026, 8, 1), make_date(2026, 8, 31), 9500000);
  add_item(f, "FP-2026-1042", "QM-2026-031", make_date(2026, 9, 3), make_date(2026, 10, 3), 8804000);
  add_item(f, "FP-2026-1077", "QM-2026-044", make_date(2026, 9, 20), make_date(2026, 10, 20), 3200000);
  return f;
}

LetterFacts taiwanese() {
  LetterFacts f = chinese();
  f.locale = "zh-TW";
  f.number = "啟字第1150217號";
  f.currency = currency("TWD");
  f.creditor = {"tw",
                "啟明精密股份有限公司",
                {"信義路五段7號", "110", "臺北市", "", "TW"},
                "+886 2 5555 0100",
                "+886 2 5555 0199",
                "ar@qiming-tw.example",
                "",
                {"統一編號 12345675"},
                {"啟明精密股份有限公司", "臺灣銀行信義分行", "054-001-123456", "", ""},
                "",
                "",
                false};
  f.signatory = {"林雅婷", "信用管理部經理", "負責應收帳款事宜", "+886 2 5555 0123", "lin@qiming-tw.example", ""};
  f.debtor = {"D-20007",
              "高雄永順工業股份有限公司",
              "small-business",
              "zh-TW",
              {"中山二路100號", "806", "高雄市", "", "TW"},
              "",
              "",
              "",
              "",
              {},
              ""};
  f.addressee = {"D-20007", "張志明", "財務部經理", "finance", "先生", "chang@yongshun.example", "+88675550101",
                 "",        ""};
  return f;
}

LetterFacts english() {
  LetterFacts f = chinese();
  f.locale = "en";
  f.number = "QP-2026-0217";
  f.currency = currency("GBP");
  f.creditor = {"uk",
                "Qiming Precision (UK) Ltd",
                {"12 Harbour Road", "BS1 4RN", "Bristol", "", "GB"},
                "+44 117 496 0100",
                "",
                "accounts@qiming-uk.example",
                "www.qiming-uk.example",
                {"Registered in England no. 01234567", "Registered office: 12 Harbour Road, Bristol"},
                {"Qiming Precision (UK) Ltd", "Example Bank plc, Bristol", "20-00-00 12345678", "", ""},
                "",
                "",
                false};
  f.signatory = {"Sarah Clarke",
                 "Credit Manager",
                 "authorised to agree payment plans",
                 "+44 117 496 0123",
                 "s.clarke@qiming-uk.example",
                 ""};
  f.debtor = {"D-30011",
              "Hallam & Sons Engineering Ltd",
              "small-business",
              "en",
              {"4 Mill Lane", "S1 2AB", "Sheffield", "", "GB"},
              "",
              "",
              "",
              "",
              {},
              ""};
  f.addressee = {"D-30011", "Thomas Hallam",           "Finance Director", "finance",
                 "Mr",      "t.hallam@hallam.example", "+441144960101",    "",
                 ""};
  return f;
}

LetterFacts german() {
  LetterFacts f = chinese();
  f.locale = "de";
  f.number = "2026-000217";
  f.currency = currency("EUR");
  f.creditor = {
      "de",
      "Qiming Präzisionsteile GmbH",
      {"Hafenstraße 12", "20457", "Hamburg", "", "DE"},
      "+49 40 5555 0100",
      "+49 40 5555 0199",
      "buchhaltung@qiming.example",
      "www.qiming.example",
      {"Sitz Hamburg, Amtsgericht Hamburg HRB 123456", "Geschäftsführerin Dr. Lena Hoffmann", "USt-IdNr. DE123456789"},
      {"Qiming Präzisionsteile GmbH", "Commerzbank Hamburg", "", "DE89370400440532013000", "COBADEFFXXX"},
      "",
      "",
      false};
  f.signatory = {"Markus Brandt",    "Leiter Forderungsmanagement", "berechtigt, Zahlungspläne zu vereinbaren",
                 "+49 40 5555 0123", "m.brandt@qiming.example",     ""};
  f.debtor = {"D-40003",
              "Maschinenbau Weber GmbH & Co. KG",
              "small-business",
              "de",
              {"Industriestraße 4", "70565", "Stuttgart", "", "DE"},
              "",
              "",
              "",
              "",
              {},
              ""};
  f.addressee = {"D-40003",  "Katharina von der Heide", "Leiterin Rechnungswesen", "finance",
                 "Frau Dr.", "k.heide@weber.example",   "+497115550101",           "",
                 ""};
  f.rf_reference = "RF65INV20250001";
  return f;
}

LawFirmFacts law_firm(const std::string& locale) {
  LawFirmFacts firm;
  firm.engaged = make_date(2026, 11, 2);
  if (locale == "zh-CN") {
    firm.firm = "上海明诚律师事务所", firm.registration = "23101201010123456";
    firm.lawyer = "周正", firm.licence = "13101201510234567";
    firm.address = {"南京西路1号", "200041", "上海市", "上海市", "CN"};
    firm.phone = "+86 21 5555 0188", firm.email = "zhou@mingcheng.example";
  } else if (locale == "zh-TW") {
    firm.firm = "明誠法律事務所", firm.registration = "北市律登字第0123號";
    firm.lawyer = "周正義", firm.licence = "108臺檢證字第12345號";
    firm.address = {"忠孝東路四段1號", "106", "臺北市", "", "TW"};
    firm.phone = "+886 2 5555 0188", firm.email = "chou@mingcheng-tw.example";
  } else if (locale == "en") {
    firm.firm = "Mercer Lloyd LLP", firm.registration = "SRA 000123";
    firm.lawyer = "Anne Mercer", firm.licence = "SRA 000456";
    firm.address = {"3 College Green", "BS1 5TA", "Bristol", "", "GB"};
    firm.phone = "+44 117 496 0188", firm.email = "a.mercer@mercer.example";
  } else {
    firm.firm = "Brandner Rechtsanwälte PartG mbB", firm.registration = "Rechtsanwaltskammer Hamburg";
    firm.lawyer = "Dr. Julia Brandner", firm.licence = "Rechtsanwältin, RAK Hamburg 12345";
    firm.address = {"Neuer Wall 5", "20354", "Hamburg", "", "DE"};
    firm.phone = "+49 40 5555 0188", firm.email = "brandner@brandner.example";
  }
  return firm;
}

/// A debtor's name that suits its kind.
void name_debtor(LetterFacts& f) {
  if (f.debtor.kind == "individual") {
    f.debtor.name = f.addressee.name;
    f.addressee.position.clear();
  } else if (f.debtor.kind == "public-body") {
    f.debtor.name = f.locale == "zh-CN"   ? "杭州市临溪区第一人民医院"
                    : f.locale == "zh-TW" ? "高雄市立永順醫院"
                    : f.locale == "en"    ? "Hallamshire District Council"
                                          : "Stadtwerke Neckartal, Eigenbetrieb";
  } else if (f.debtor.kind == "large-enterprise" && f.locale == "zh-CN") {
    f.debtor.name = "华东重型装备集团股份有限公司";
  }
}

}  // namespace

LetterFacts sample_letter(const std::string& locale, const std::string& kind, const std::string& debtor_kind) {
  LetterFacts f = locale == "zh-TW" ? taiwanese() : locale == "en" ? english() : locale == "de" ? german() : chinese();
  f.kind = kind;
  f.debtor.kind = debtor_kind;
  name_debtor(f);
  const bool chinese_text = locale.starts_with("zh");
  if (kind != "reminder" && kind != "pre-due-notice") {
    const auto numbered = [&](const char* serial) {
      return std::string(f.number).replace(f.number.find("217"), 3, serial);
    };
    f.earlier.push_back({"reminder", numbered("131"), make_date(2026, 9, 10), make_date(2026, 9, 24)});
    f.earlier.push_back({"credit-warning", numbered("168"), make_date(2026, 10, 12), make_date(2026, 10, 26)});
  }
  if (kind == "credit-warning") f.earlier.pop_back();
  if (kind == "pre-due-notice") {
    f.date = make_date(2026, 8, 15);
    f.deadline.reset();
    for (ItemFacts& item : f.items) item.days_overdue = days_between(item.due, f.date);
  }
  if (kind == "lawyers-letter") {
    f.deadline = make_date(2027, 1, 4);
    f.number = locale == "zh-CN"   ? "（2026）沪明诚律函字第118号"
               : locale == "zh-TW" ? "明誠律字第1150118號"
               : locale == "en"    ? "AM/2026/0118"
                                   : "118/26 BR";
    f.law_firm = law_firm(locale);
  }
  if (kind == "short-payment" || kind == "broken-promise" || kind == "promise-confirmation")
    f.promise = PromiseFacts{5000000, kind == "promise-confirmation" ? make_date(2026, 12, 1) : make_date(2026, 11, 15),
                             make_date(2026, 11, 5)};
  if (kind == "payment-plan") {
    const std::int64_t part = f.total / 3;
    f.plan = {
        {make_date(2026, 12, 15), part}, {make_date(2027, 1, 15), part}, {make_date(2027, 2, 15), f.total - 2 * part}};
    f.promise = PromiseFacts{part, f.plan[0].day, make_date(2026, 11, 20), 0, true};
  }
  if (kind == "short-payment")
    f.payment = PaymentFacts{3000000, make_date(2026, 11, 16), "20261116-0042", {{f.items.front().invoice, 3000000}}};
  if (kind == "thanks") {
    f.payment = PaymentFacts{f.total, make_date(2026, 11, 20), "20261120-0017"};
    f.items.clear();
    f.total = 0;
  }
  if (kind == "charges") {
    const std::string last = f.earlier.back().number, first = f.earlier.front().number;
    const Date due = f.items.front().due;
    f.claims = {{"fee", f.items[0].invoice, first, make_date(2026, 9, 10), make_date(2026, 9, 10),
                 make_date(2026, 9, 10), 4000},
                {"interest", f.items[0].invoice, last, make_date(2026, 10, 12), due + Days(1), make_date(2026, 10, 12),
                 123450}};
    f.total = f.earlier_charges = 127450;
    f.items.clear();
  }
  if (kind == "dispute-acknowledgement") {
    f.items[1].disputed = 1200000;
    f.items[1].open -= 1200000;
    f.total -= 1200000;
    f.disputed = 1200000;
    f.dispute = DisputeFacts{f.items[1].invoice, "quality",
                             chinese_text ? "到货检验12件不合格" : "12 parts failed the incoming inspection", 1200000,
                             make_date(2026, 11, 10)};
  }
  return f;
}

}  // namespace dunmail
