#include "ledger/statement_mt940.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "ledger/statement_totals.h"

namespace dunmail {
namespace {

struct Unusable {
  Problem problem;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

struct Field {
  std::string tag;    ///< "61", "60F"
  std::string value;  ///< lines divided by '\n'
  std::size_t line = 0;
};

/// Nobody writes down the encoding of an MT940 file. What is not UTF-8 is Latin-1, unless its high bytes come in pairs,
/// as those of Chinese banks do.
std::string to_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!first_bad_utf8(bytes)) return std::string(bytes);
  std::size_t high = 0, alone = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) continue;
    const bool pair = i + 1 < bytes.size() && static_cast<unsigned char>(bytes[i + 1]) >= 0x80;
    high += pair ? 2 : 1;
    alone += pair ? 0 : 1;
    if (pair) ++i;
  }
  if (alone * 4 < high)
    if (auto text = from_gb18030(bytes)) return std::move(*text);
  return from_latin1(bytes);
}

/// ":61:" or ":60F:" at the start of a line: its length, or 0.
std::size_t tag_length(std::string_view line) {
  if (line.size() < 4 || line[0] != ':' || !is_digit(line[1]) || !is_digit(line[2])) return 0;
  if (line[3] == ':') return 4;
  return line.size() > 4 && is_capital(line[3]) && line[4] == ':' ? 5 : 0;
}

/// The fields of all messages, one after the other; an envelope's braces and the final "-" are passed over.
template <class Take>
void each_field(std::string_view text, const Take& take) {
  std::optional<Field> open;
  const auto begins = [&](Field next) {
    if (open) take(*open);
    open = std::move(next);
  };
  std::size_t number = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (line.starts_with("{")) {
      const auto block = line.find("{4:");
      begins({"", "", number});
      if (block == line.npos) continue;
      line.remove_prefix(block + 3);
    }
    if (line == "-" || line.starts_with("-}")) {
      begins({"", "", number});
      continue;
    }
    if (const std::size_t length = tag_length(line)) {
      begins({std::string(line.substr(1, length - 2)), std::string(line.substr(length)), number});
    } else if (open && !open->tag.empty() && !line.empty()) {
      open->value += '\n';
      open->value += line;
    }
  }
  if (open) take(*open);
}

class Mt940 {
 public:
  explicit Mt940(const std::string& file) : file_(file) {}

  Result<Statements> read(std::string_view bytes) {
    const std::string text = to_text(bytes);
    try {
      each_field(text, [&](const Field& field) {
        line_ = field.line;
        take(field);
      });
      close();
    } catch (const Unusable& u) {
      return u.problem;
    }
    if (statements_.empty())
      return Problem{file_, "the file holds no statement: no field :25: and :60F:", "is it MT940?"};
    return std::move(statements_);
  }

 private:
  [[noreturn]] void unusable(std::string message, std::string hint = "nothing of this file was taken") const {
    throw Unusable{{fmt::format("{}:{}", file_, line_), std::move(message), std::move(hint)}};
  }
  void remark(std::string message, std::string hint = {}) {
    now().remarks.push_back({fmt::format("{}:{}", file_, line_), std::move(message), std::move(hint)});
  }
  Statement& now() {
    if (!open_) unusable("an entry or balance stands before any :20: or :25:", "is the beginning of the file missing?");
    return statements_.back();
  }

  void take(const Field& f) {
    const std::string first(trim(std::string_view(f.value).substr(0, f.value.find('\n'))));
    if (f.tag == "20") return start();
    if (f.tag == "25" || f.tag == "25P") {
      if (!open_) start();
      now().account = account_of(first);
    } else if (f.tag == "28C" || f.tag == "28") {
      now().id = first;
    } else if (f.tag == "60F" || f.tag == "60M") {
      now().opening = balance(first);
      now().currency = now().opening->amount.currency;
    } else if (f.tag == "34F" && now().currency == Currency()) {
      if (const auto found = Currency::find(first.substr(0, 3))) {
        now().currency = *found;
        now().partial = interim_ = true;
      }
    } else if (f.tag == "61") {
      entry(f);
      details_ = true;
      return;
    } else if (f.tag == "86" && details_) {
      details(f.value);
    } else if (f.tag == "90D" || f.tag == "90C") {
      said(f.tag, first);
    } else if (f.tag == "62F" || f.tag == "62M") {
      now().closing = balance(first);
      if (now().opening && now().closing->amount.currency != now().currency)
        unusable(fmt::format(":{}: is in {}, the opening balance in {}", f.tag, now().closing->amount.currency.code(),
                             now().currency.code()));
    }
    details_ = false;
  }

  void start() {
    close();
    statements_.emplace_back();
    open_ = true;
    interim_ = false;
    details_ = false;
  }

  void close() {
    if (!open_) return;
    Statement& s = statements_.back();
    open_ = false;
    if (!s.closing && !interim_) {
      throw Unusable{
          {fmt::format("{}:{}", file_, line_),
           fmt::format("statement {} is cut off: it has no closing balance (:62F:)", s.id.empty() ? s.account : s.id),
           "nothing of this file was taken; fetch it again from the bank"}};
    }
    s.format = "mt940";
    for (const auto& [line, sums] : said_) {
      StatementTotals rows;
      for (const BankEntry& e : s.entries) rows.add(e);
      if (auto wrong = rows.check(sums, fmt::format("{}:{}", file_, line))) s.remarks.push_back(std::move(*wrong));
    }
    said_.clear();
    complete(s, file_);
  }

  /// ":90C:12EUR1234,56", the number and the sum of an interim report's credits.
  void said(const std::string& tag, std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    const auto currency = Currency::find(text.substr(0, 3));
    const auto minor = currency ? exact_minor(text.substr(3), *currency, ',') : Result<std::int64_t>(Problem{});
    if (!minor) return;
    TotalSaid sums{":" + tag + ":", *currency, {}, {}, {}};
    (tag == "90C" ? sums.in : sums.out) = *minor;
    said_.emplace_back(line_, std::move(sums));
  }

  /// "37040044/0532013000", "DE89370400440532013000EUR": IBAN or account without the currency behind it.
  static std::string account_of(std::string_view text) {
    std::string out = plain_account(text);
    // The account's number without its leading zeros; behind the bank's it ends the IBAN with them.
    const auto slash = text.find('/');
    if (slash == 8 && out.size() > 8 && out.size() < 18 && out.find_first_not_of("0123456789") == out.npos)
      out.insert(8, 18 - out.size(), '0');
    if (out.size() > 15 && Currency::find(std::string_view(out).substr(out.size() - 3)) &&
        is_digit(out[out.size() - 4]))
      out.resize(out.size() - 3);
    return out;
  }

  Money amount(std::string_view text, Currency currency) const {
    const char mark = text.find(',') == text.npos ? '.' : ',';
    const auto minor = exact_minor(text, currency, mark);
    if (!minor) unusable(minor.problem().message);
    return {*minor, currency};
  }

  /// "C261120EUR1234,56"
  Balance balance(std::string_view text) const {
    if (text.size() < 11 || (text[0] != 'C' && text[0] != 'D'))
      unusable("\"" + printable(text) + "\" is not a balance", "such as C261120EUR1234,56");
    const auto currency = Currency::find(text.substr(7, 3));
    if (!currency) unusable("\"" + printable(text.substr(7, 3)) + "\" is not a currency of ISO 4217");
    Balance out{amount(text.substr(10), *currency), {}};
    bool moved = false;
    out.day = day(text.substr(1, 6), moved);
    if (text[0] == 'D') out.amount.minor = -out.amount.minor;
    return out;
  }

  /// YYMMDD. Banks that reckon thirty days a month write 30 February: its last day is meant, and `moved` set.
  Date day(std::string_view text, bool& moved) const {
    if (text.size() != 6 || !std::all_of(text.begin(), text.end(), is_digit))
      unusable("\"" + printable(text) + "\" is not a date", "YYMMDD is meant");
    const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const int year = number(0) + (number(0) >= 80 ? 1900 : 2000), month = number(2), d = number(4);
    const std::chrono::year_month_day asked{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                            std::chrono::day(static_cast<unsigned>(d))};
    if (asked.ok()) return Date(asked);
    if (!asked.month().ok() || d < 1 || d > 31)
      unusable("\"" + printable(text) + "\" is not a date", "YYMMDD is meant");
    moved = true;
    return Date(asked.year() / asked.month() / std::chrono::last);
  }

  /// MMDD beside a full day: in December and January of two different years.
  Date booking_day(std::string_view text, Date value) {
    const auto of_value = civil(value);
    const int month = (text[0] - '0') * 10 + (text[1] - '0');
    int year = static_cast<int>(of_value.year());
    const int apart = month - static_cast<int>(static_cast<unsigned>(of_value.month()));
    if (apart > 6) --year;
    if (apart < -6) ++year;
    bool moved = false;
    const Date out = day(fmt::format("{:02}{}", year % 100, text), moved);
    if (moved) remark(fmt::format("the booking day {} does not exist; {} is taken", text, iso(out)));
    return out;
  }

  /// ":61:2611201120CR1234,56NTRFREF//BANKREF"
  void entry(const Field& f) {
    std::string_view rest = std::string_view(f.value).substr(0, f.value.find('\n'));
    const auto bad = [&](const char* what) {
      unusable(fmt::format(":61: {} in \"{}\"", what, printable(std::string_view(f.value).substr(0, 60))));
    };
    if (now().currency == Currency())
      unusable("an entry stands before the opening balance (:60F:), which tells the currency");
    BankEntry e;
    e.line = f.line;
    bool moved = false;
    if (rest.size() < 8) bad("is cut off");
    e.value = e.booked = day(rest.substr(0, 6), moved);
    if (moved)
      remark(fmt::format("the value day {} does not exist; {} is taken", rest.substr(0, 6), iso(e.value)),
             "banks that reckon 30 days a month write 30 February");
    rest.remove_prefix(6);
    // The entry date may be left out, or be blanks or zeros in its place.
    if (rest.starts_with("0000")) {
      rest.remove_prefix(4);
    } else if (rest.size() > 4 && std::all_of(rest.begin(), rest.begin() + 4, is_digit)) {
      e.booked = booking_day(rest.substr(0, 4), e.value);
      rest.remove_prefix(4);
    }
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    const bool credit = direction(rest, e, bad);
    const std::size_t digits = std::min(rest.find_first_not_of("0123456789,."), rest.size());
    if (digits == 0) bad("has no amount");
    e.amount = amount(rest.substr(0, digits), now().currency);
    if (!credit) e.amount.minor = -e.amount.minor;
    rest.remove_prefix(digits);
    references(rest, e);
    const auto second = f.value.find('\n');
    if (second != f.value.npos) e.text = std::string(trim(std::string_view(f.value).substr(second + 1)));
    now().entries.push_back(std::move(e));
  }

  /// C, D, RC, RD, EC, ED. Behind it may stand the third letter of the currency: in "CR1234,56" the R is that of EUR,
  /// and only R before C or D means a reversal.
  template <class Bad>
  bool direction(std::string_view& rest, BankEntry& e, const Bad& bad) const {
    bool reversed = false;
    if (rest.size() > 1 && (rest[0] == 'R' || rest[0] == 'E') && (rest[1] == 'C' || rest[1] == 'D')) {
      reversed = rest[0] == 'R', e.pending = rest[0] == 'E';
      rest.remove_prefix(1);
    }
    if (rest.empty() || (rest[0] != 'C' && rest[0] != 'D')) bad("has neither C nor D");
    e.reversal = reversed;
    const bool credit = (rest[0] == 'C') != reversed;
    rest.remove_prefix(1);
    if (!rest.empty() && is_capital(rest[0])) rest.remove_prefix(1);
    return credit;
  }

  /// "NTRFREF//BANKREF": type, the customer's reference, the bank's.
  static void references(std::string_view rest, BankEntry& e) {
    if (rest.size() < 4) return;
    rest.remove_prefix(4);
    const auto slashes = rest.find("//");
    const std::string_view ours = trim(rest.substr(0, slashes));
    // "KREF+" says that the reference stands in :86:.
    if (ours != "NONREF" && ours != "KREF+" && ours != "EREF+") e.end_to_end = ours;
    if (slashes == rest.npos) return;
    const std::string_view theirs = trim(rest.substr(slashes + 2));
    if (theirs != "NONREF" && theirs != "KREF+" && theirs != "EREF+") e.bank_reference = theirs;
  }

  void details(std::string_view value) {
    BankEntry& e = now().entries.back();
    const std::string more = std::move(e.text), customer = e.end_to_end;
    e.text.clear();
    read_mt940_details(value, e);
    if (e.text.empty()) e.text = more;
    // The customer's reference of :61: may be the only place where the number stands.
    if (!customer.empty() && e.end_to_end != customer) e.text += "\n" + customer;
  }

  const std::string& file_;
  Statements statements_;
  std::size_t line_ = 1;
  std::vector<std::pair<std::size_t, TotalSaid>> said_;
  bool open_ = false, interim_ = false, details_ = false;
};

}  // namespace

Result<Statements> read_mt940(std::string_view bytes, const std::string& file) {
  try {
    return Mt940(file).read(bytes);
  } catch (const Error& e) {
    return e.problem();
  }
}

}  // namespace dunmail
