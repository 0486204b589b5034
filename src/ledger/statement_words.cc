#include "ledger/statement_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <span>
#include <unordered_map>

#include "base/text.h"

namespace dunmail {
namespace {

using Words = std::span<const std::string_view>;

// Those that stand for nothing else in a bank's table, whatever the column is called.
constexpr auto telling_in = std::to_array<std::string_view>(
    {"收",   "收入", "收方",   "贷",       "贷方", "贷记",    "来账",     "来帐",  "转入",    "汇入",
     "进账", "cr",   "credit", "credited", "crdt", "eingang", "incoming", "haben", "moneyin", "paidin"});
constexpr auto telling_out = std::to_array<std::string_view>(
    {"支",   "支出", "付方",  "借",      "借方", "借记",    "往账",     "往帐", "转出",     "汇出",
     "出账", "dr",   "debit", "debited", "dbit", "ausgang", "outgoing", "soll", "moneyout", "paidout"});
// Those that say it only in a column which is there to say it: "D" may be a day, "Gutschrift" a kind of entry.
constexpr auto other_in =
    std::to_array<std::string_view>({"收款",    "收到",     "存入",       "入",         "进",       "h",
                                     "c",       "in",       "+",          "gutschrift", "einnahme", "zahlungseingang",
                                     "deposit", "received", "inflow",     "eingang",    "ein",      "zugang",
                                     "zufluss", "kommend",  "einzahlung", "erhalten",   "e",        "credited"});
constexpr auto other_out = std::to_array<std::string_view>(
    {"付",         "付款",       "付出",     "支取",        "取出",      "出",      "s",
     "d",          "out",        "-",        "lastschrift", "belastung", "ausgabe", "zahlungsausgang",
     "withdrawal", "sent",       "outflow",  "ausgang",     "aus",       "abgang",  "abfluss",
     "gehend",     "auszahlung", "gesendet", "a",           "debited"});
constexpr auto neither =
    std::to_array<std::string_view>({"不计收支", "不计", "中性交易", "其他", "其它", "/", "neutral"});

constexpr auto direction_headers =
    std::to_array<std::string_view>({"收支", "收/支", "借贷", "借/贷", "收付", "收/付", "来往标志", "往来标志",
                                     "交易方向", "资金流向", "方向", "进出"});
constexpr auto latin_direction_headers = std::to_array<std::string_view>({"s/h",
                                                                          "h/s",
                                                                          "soll/haben",
                                                                          "haben/soll",
                                                                          "sollhaben",
                                                                          "d/c",
                                                                          "c/d",
                                                                          "dc",
                                                                          "dr/cr",
                                                                          "cr/dr",
                                                                          "drcr",
                                                                          "debit/credit",
                                                                          "credit/debit",
                                                                          "+/-",
                                                                          "-/+",
                                                                          "vorzeichen",
                                                                          "creditdebit",
                                                                          "debitcredit",
                                                                          "direction",
                                                                          "in/out",
                                                                          "sign",
                                                                          "s/h-kennzeichen",
                                                                          "soll-/haben-kennzeichen",
                                                                          "credit/debitindicator",
                                                                          "debit/creditindicator",
                                                                          "richtung",
                                                                          "zahlungsrichtung",
                                                                          "geldrichtung",
                                                                          "transactiondirection",
                                                                          "moneydirection",
                                                                          "ein/aus",
                                                                          "eingang/ausgang",
                                                                          "zugang/abgang",
                                                                          "e/a",
                                                                          "creditdebitindicator"});

constexpr auto booked = std::to_array<std::string_view>(
    {"gebucht",    "umsatzgebucht", "verbucht",   "abgeschlossen", "ausgeführt", "erledigt", "booked",
     "book",       "posted",        "completed",  "complete",      "cleared",    "settled",  "executed",
     "success",    "successful",    "succeeded",  "done",          "processed",  "ok",       "paid",
     "final",      "成功",          "交易成功",   "支付成功",      "转账成功",   "处理成功", "退款成功",
     "已入账",     "已入帐",        "入账",       "已记账",        "记账",       "已完成",   "完成",
     "交易完成",   "正常",          "已到账",     "已收款",        "已收钱",     "已转账",   "已支付",
     "已存入零钱", "提现已到账",    "对方已收钱", "充值完成"});
constexpr auto announced = std::to_array<std::string_view>({"vorgemerkt",
                                                            "umsatzvorgemerkt",
                                                            "vorgemerkterumsatz",
                                                            "vormerkung",
                                                            "offen",
                                                            "angekündigt",
                                                            "inbearbeitung",
                                                            "ausstehend",
                                                            "schwebend",
                                                            "geplant",
                                                            "erwartet",
                                                            "nichtgebucht",
                                                            "nochnichtgebucht",
                                                            "pending",
                                                            "pdng",
                                                            "processing",
                                                            "inprocess",
                                                            "inprogress",
                                                            "authorised",
                                                            "authorized",
                                                            "unbooked",
                                                            "notbooked",
                                                            "notyetbooked",
                                                            "notposted",
                                                            "unposted",
                                                            "uncleared",
                                                            "scheduled",
                                                            "expected",
                                                            "onhold",
                                                            "held",
                                                            "submitted",
                                                            "initiated",
                                                            "announced",
                                                            "preannounced",
                                                            "pre-announced",
                                                            "awaitingapproval",
                                                            "未入账",
                                                            "未入帐",
                                                            "未记账",
                                                            "处理中",
                                                            "待处理",
                                                            "待入账",
                                                            "待记账",
                                                            "预授权",
                                                            "预入账",
                                                            "在途",
                                                            "冻结",
                                                            "等待付款",
                                                            "待付款",
                                                            "待确认",
                                                            "确认中",
                                                            "待复核",
                                                            "待审核",
                                                            "待授权",
                                                            "审核中",
                                                            "已受理",
                                                            "受理中",
                                                            "已提交",
                                                            "交易中",
                                                            "支付中",
                                                            "进行中",
                                                            "等待确认收货"});
constexpr auto failed = std::to_array<std::string_view>(
    {"fehlgeschlagen", "abgelehnt", "storniert", "zurückgewiesen", "nichtausgeführt", "abgebrochen",
     "geschlossen",    "ungültig",  "failed",    "failure",        "declined",        "rejected",
     "refused",        "denied",    "reversed",  "reverted",       "returned",        "cancelled",
     "canceled",       "void",      "voided",    "closed",         "expired",         "unsuccessful",
     "失败",           "交易失败",  "支付失败",  "转账失败",       "处理失败",        "已关闭",
     "交易关闭",       "关闭",      "已撤销",    "撤销",           "已取消",          "取消",
     "交易取消",       "已拒绝",    "拒绝",      "作废",           "已作废",          "已退回",
     "已冲正",         "未成功",    "不成功",    "交易异常",       "已全额退款",      "对方已退还"});
// Within a cell of a column that is there to tell the state.
constexpr auto announced_stems = std::to_array<std::string_view>(
    {"vorgemerk", "pending", "nichtgebucht", "notbooked", "未入账", "未记账", "处理中", "待"});
constexpr auto failed_stems =
    std::to_array<std::string_view>({"fehlgeschlag", "abgelehnt", "stornier", "fail", "declin", "reject", "revers",
                                     "cancel", "失败", "关闭", "撤销", "未成功", "退回"});

// A sum's label in Chinese holds one of these ("人民币合计"); in other languages a word of it is one.
constexpr auto count_marks = std::to_array<std::string_view>({"笔数", "anzahl", "count", "number"});
constexpr auto opening_marks = std::to_array<std::string_view>(
    {"期初", "承前", "上期余额", "上日余额", "昨日余额", "anfangssaldo", "saldovortrag", "opening", "brought"});
constexpr auto closing_marks =
    std::to_array<std::string_view>({"余额", "结余", "过次", "期末", "saldo", "endsaldo", "schlusssaldo", "tagessaldo",
                                     "kontostand", "balance", "carried", "übertrag"});
constexpr auto sum_marks = std::to_array<std::string_view>(
    {"合计", "总计", "小计", "共计", "累计", "总额", "汇总", "总收入", "总支出", "本页", "本期", "summe", "gesamt",
     "gesamtsumme", "zwischensumme", "total", "totals", "subtotal", "sum"});

bool is_one(std::string_view word, Words words) { return std::find(words.begin(), words.end(), word) != words.end(); }
bool holds_one(std::string_view text, Words words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return text.find(word) != text.npos; });
}
bool holds_one(std::string_view text, std::initializer_list<std::string_view> words) {
  return holds_one(text, Words(words.begin(), words.size()));
}

Direction of_word(std::string_view word, bool telling_only) {
  if (is_one(word, telling_in) || (!telling_only && is_one(word, other_in))) return Direction::in;
  if (is_one(word, telling_out) || (!telling_only && is_one(word, other_out))) return Direction::out;
  if (is_one(word, neither) && (!telling_only || word != "/")) return Direction::neither;
  return Direction::unknown;
}

bool ascii_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
}

/// "贷cr", "收入(cr)", "d - debit": the words, where the script changes or something else stands between them.
std::vector<std::string> words_of(std::string_view plain) {
  std::vector<std::string> out;
  int last = 0;
  for (const char c : plain) {
    const int kind = static_cast<unsigned char>(c) >= 0x80 ? 2 : ascii_letter(c) ? 1 : 0;
    if (kind != 0 && kind != last) out.emplace_back();
    if (kind != 0) out.back() += c;
    last = kind;
  }
  return out;
}

Direction direction(std::string_view cell, bool telling_only) {
  const std::string plain = plain_word(cell);
  if (plain.empty()) return Direction::unknown;
  if (const Direction whole = of_word(plain, telling_only); whole != Direction::unknown) return whole;
  Direction out = Direction::unknown;
  for (const std::string& word : words_of(plain)) {
    const Direction one = of_word(word, telling_only);
    if (one == Direction::unknown || (out != Direction::unknown && one != out)) return Direction::unknown;
    out = one;
  }
  return out;
}

/// A mark of three bytes or more is Chinese and stands anywhere; a Latin one is a word for itself.
bool is_marked(const std::string& plain, const std::vector<std::string>& words, Words marks) {
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    if (static_cast<unsigned char>(mark[0]) >= 0xE0) return plain.find(mark) != plain.npos;
    return std::find(words.begin(), words.end(), mark) != words.end();
  });
}

}  // namespace

std::string plain_word(std::string_view text) {
  std::string out;
  for (const char32_t c : to_utf32(trim(text))) {
    if (c <= ' ' || c == 0xA0 || c == 0x3000 || c == '"' || c == '*') continue;
    // Full-width forms lie at a fixed distance from ASCII.
    const char32_t narrow = c > 0xFF00 && c < 0xFF5F ? c - 0xFEE0 : c;
    if (narrow < 0x80)
      out += static_cast<char>(std::tolower(static_cast<int>(narrow)));
    else
      append_utf8(out, narrow);
  }
  return out;
}

Direction direction_word(std::string_view cell) { return direction(cell, false); }
Direction telling_direction(std::string_view cell) { return direction(cell, true); }

bool tells_directions(std::string_view header) {
  const std::string plain = plain_word(header);
  if (is_one(plain, latin_direction_headers)) return true;
  // "收支金额" is a sum.
  return plain.size() <= 40 && holds_one(plain, direction_headers) && !holds_one(plain, {"额", "笔数", "余额"});
}

Direction direction_of_column(std::string_view header) {
  std::string plain = plain_word(header);
  for (const std::string_view what : {"发生金额", "发生额", "交易金额", "金额", "amount", "betrag", "额"})
    if (plain.size() > what.size() && plain.ends_with(what)) {
      plain.resize(plain.size() - what.size());
      break;
    }
  return of_word(plain, false);
}

Booking booking_word(std::string_view cell) {
  constexpr std::size_t longest = 60;
  if (cell.empty() || cell.size() > longest) return Booking::unsaid;
  static const auto table = [] {
    std::unordered_map<std::string_view, Booking> out;
    for (const std::string_view word : booked) out[word] = Booking::booked;
    for (const std::string_view word : announced) out[word] = Booking::announced;
    for (const std::string_view word : failed) out[word] = Booking::failed;
    return out;
  }();
  const std::string plain = plain_word(cell);
  auto found = table.find(plain);
  // "Vorgemerkt (Kartenzahlung)"
  if (found == table.end()) found = table.find(std::string_view(plain).substr(0, plain.find_first_of("(,;")));
  return found == table.end() ? Booking::unsaid : found->second;
}

Booking booking_within(std::string_view cell) {
  if (const Booking whole = booking_word(cell); whole != Booking::unsaid) return whole;
  const std::string plain = plain_word(cell);
  if (holds_one(plain, failed_stems)) return Booking::failed;
  if (holds_one(plain, announced_stems)) return Booking::announced;
  return holds_one(plain, {"gebucht", "booked", "成功", "已入账"}) ? Booking::booked : Booking::unsaid;
}

Booking booking_title(std::string_view title) {
  constexpr std::size_t longest = 60;
  if (title.size() > longest) return Booking::unsaid;
  const std::string plain = plain_word(title);
  if (holds_one(plain, {"nichtgebucht", "notbooked", "notyetbooked", "unbooked", "未入账", "未记账", "待入账"}))
    return Booking::announced;
  const bool waits = holds_one(plain, {"vorgemerkte", "pendingtransactions", "pendingpayments", "pendingentries"});
  const bool is_booked =
      holds_one(plain, {"gebuchte", "bookedtransactions", "postedtransactions", "completedtransactions", "已入账"});
  if (waits == is_booked) return Booking::unsaid;
  return waits ? Booking::announced : Booking::booked;
}

TotalRow total_row(std::string_view label) {
  constexpr std::size_t longest = 120;
  if (label.empty() || label.size() > longest) return TotalRow::none;
  const std::string plain = plain_word(label);
  std::vector<std::string> words;  // of the label itself, whose blanks divide them
  std::string word;
  for (const char c : lower_ascii(label) + " ") {
    if (ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (is_marked(plain, words, count_marks)) return TotalRow::count;
  if (is_marked(plain, words, opening_marks)) return TotalRow::opening;
  if (is_marked(plain, words, sum_marks)) return TotalRow::sum;
  return is_marked(plain, words, closing_marks) ? TotalRow::closing : TotalRow::none;
}

}  // namespace dunmail
