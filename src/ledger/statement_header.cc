#include "ledger/statement_header.h"

#include <algorithm>

#include "base/text.h"
#include "ledger/statement_words.h"

namespace dunmail {
namespace {

constexpr std::size_t rows_before_header = 60;

/// "交易金额（元）" is 交易金额, and "Betrag (EUR)" is Betrag; but "金额(收入)" is not 金额, nor "Soll/Haben" Soll:
/// what stands behind is then a direction.
struct HeaderWord {
  std::string full;
  std::string base;
  Direction of_base = Direction::unknown, behind = Direction::unknown;

  explicit HeaderWord(std::string_view cell) : full(plain_word(cell)) {
    std::size_t begin = full.find_first_not_of("([/");
    if (begin == full.npos) begin = full.size();
    const std::size_t end = full.find_first_of("([/", begin);
    base = full.substr(begin, end == full.npos ? end : end - begin);
    base.erase(base.find_last_not_of(")]") + 1);
    of_base = direction_of_column(base);
    if (end == full.npos) return;
    std::string word;
    for (const char c : full.substr(end) + "/") {
      if (std::string_view("()[]/").find(c) == std::string_view::npos) {
        word += c;
        continue;
      }
      if (behind == Direction::unknown) behind = direction_of_column(word);
      word.clear();
    }
  }

  /// Whether the words behind the base change nothing of it.
  bool is_base() const { return behind == Direction::unknown || behind == of_base; }
  bool is(const HeaderWord& name) const {
    return full == name.full || (base == name.base && is_base() && name.is_base());
  }
};

std::optional<BankHeader> header_of(const std::vector<std::string>& row, const BankProfile& profile) {
  BankHeader out;
  out.row = row;
  std::vector<HeaderWord> words;
  for (const std::string& cell : row) words.emplace_back(cell);
  std::map<std::string, std::vector<std::size_t>> named;  // of each name of ours: where, or the row's size
  for (const auto& [ours, theirs] : profile.columns)
    for (const std::string& name : theirs) {
      const HeaderWord wanted(name);
      const auto found = std::find_if(words.begin(), words.end(),
                                      [&](const HeaderWord& w) { return !w.full.empty() && w.is(wanted); });
      const auto where = static_cast<std::size_t>(found - words.begin());
      named[ours].push_back(where);
      if (found == words.end()) continue;
      auto& columns = out.at[ours];
      if (std::find(columns.begin(), columns.end(), where) != columns.end()) continue;
      columns.push_back(where);
      if (ours == "text" || columns.size() == 1) ++out.found;
    }
  // A pair has one place in both lists of the profile ("贷方金额" and "借方金额"); else the first of each is taken.
  const auto &in = named["in"], &outgoing = named["out"];
  for (std::size_t i = 0; i < std::min(in.size(), outgoing.size()); ++i)
    if (in[i] < row.size() && outgoing[i] < row.size() && in[i] != outgoing[i])
      out.pairs.emplace_back(in[i], outgoing[i]);
  if (out.pairs.empty() && out.has("in") && out.has("out") && out.at["in"].front() != out.at["out"].front())
    out.pairs.emplace_back(out.at["in"].front(), out.at["out"].front());
  // Either both directions have a column, or one amount; and a profile that tells direction by a word needs that
  // column.
  const bool sums = !out.pairs.empty() || (out.has("amount") && (out.has("flag") || !profile.columns.contains("flag")));
  if (!out.has("date") || !sums) return std::nullopt;
  return out;
}

Result<std::string> from_utf16(std::string_view bytes, bool big, const std::string& file) {
  std::u16string units;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(big ? a << 8 | b : b << 8 | a);
  }
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t c = units[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000)
      c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    if (c >= 0xD800 && c < 0xE000)
      return Problem{file, "the text is not valid UTF-16", "nothing of this file was taken"};
    append_utf8(out, c);
  }
  return out;
}

/// An IBAN, or eight figures and more, blanks, dashes and stars among them. Not a day, and not a sum.
bool is_account(std::string_view text) {
  for (const char* form : {"D.M.Y", "D.M.y", "Y-M-D", "Y/M/D", "D/M/Y", "D-M-Y"})
    if (parse_date(text, form)) return false;
  if (text.find_first_not_of("0123456789*xX -/ABCDEFGHIJKLMNOPQRSTUVWYZ") != text.npos) return false;
  const std::string plain = plain_account(text);
  const auto letters =
      std::count_if(plain.begin(), plain.end(), [](char c) { return c >= 'A' && c <= 'Z' && c != 'X'; });
  const bool iban = plain.size() >= 15 && plain.find_first_of("0123456789") == 2;
  return plain.size() >= 8 && (iban || letters == 0);
}

std::string without_currency(std::string account) {
  const bool iban = account.size() > 15 && account[account.size() - 4] >= '0' && account[account.size() - 4] <= '9';
  if (iban && Currency::find(std::string_view(account).substr(account.size() - 3))) account.resize(account.size() - 3);
  return account;
}

/// The account in front of what else stands in the cell: "4345 0000 1234 5678 人民币", "DE89... (EUR)".
std::string account_in(std::string_view text) {
  while (!text.empty()) {
    if (is_account(text)) return without_currency(plain_account(text));
    const auto blank = text.find_last_of(" \t(");
    if (blank == text.npos) return {};
    text = trim(text.substr(0, blank));
  }
  return {};
}

/// What stands behind a label, its colon and a remark in brackets; a null view where the label is but the beginning of
/// a longer word.
std::string_view behind_label(std::string_view cell) {
  std::string_view rest = trim(cell);
  const bool apart = rest.size() < cell.size() || rest.empty();
  for (const auto& [opens, closes] : {std::pair<std::string_view, std::string_view>{"(", ")"}, {"（", "）"}})
    if (const auto end = rest.find(closes); rest.starts_with(opens) && end != rest.npos)
      rest = trim(rest.substr(end + closes.size()));
  const std::string_view bare = rest;
  for (const std::string_view colon : {":", "："})
    if (rest.starts_with(colon)) rest = trim(rest.substr(colon.size()));
  const auto next = static_cast<unsigned char>(rest.empty() ? '0' : rest[0]);
  const bool letter = next >= 0x80 || (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z');
  return letter && !apart && rest.size() == bare.size() && bare.size() == cell.size() ? std::string_view()
         : rest.empty()                                                               ? ""
                                                                                      : rest;
}

}  // namespace

std::string_view bank_cell(std::string_view cell) {
  cell = trim(cell);
  if (cell.starts_with("=\"") && cell.ends_with('"') && cell.size() > 2) cell = cell.substr(2, cell.size() - 3);
  if (cell.starts_with('\'') || cell.starts_with('`')) cell.remove_prefix(1);
  return trim(cell);
}

Result<std::string> bank_text(const std::string& bytes, const BankProfile& profile, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    return from_utf16(bytes, bytes[0] == '\xFE', file);
  if (profile.encoding == "latin-1" && first_bad_utf8(bytes)) return from_latin1(bytes);
  const Encoding encoding = profile.encoding == "utf-8"     ? Encoding::utf8
                            : profile.encoding == "gb18030" ? Encoding::gb18030
                                                            : Encoding::automatic;
  return to_utf8_text(bytes, encoding, file);
}

std::optional<FoundHeader> find_header(std::string_view text, const BankProfile& profile) {
  const std::string delimiters = profile.delimiter ? std::string(1, profile.delimiter) : ",;\t|";
  for (const char delimiter : delimiters) {
    FoundHeader out;
    out.delimiter = delimiter;
    CsvReader reader(text, delimiter);
    std::vector<std::string> row;
    while (out.before.size() < rows_before_header && reader.next(row)) {
      if (auto header = header_of(row, profile)) {
        out.header = std::move(*header);
        out.line = reader.line();
        return out;
      }
      out.before.push_back(row);
    }
  }
  return std::nullopt;
}

std::string labelled_account(const std::vector<std::vector<std::string>>& before,
                             const std::vector<std::string>& labels) {
  for (const auto& row : before)
    for (std::size_t i = 0; i < row.size(); ++i)
      for (const std::string& label : labels) {
        std::string_view cell = bank_cell(row[i]);
        if (!cell.starts_with(label)) continue;
        cell.remove_prefix(label.size());
        cell = behind_label(cell);
        if (cell.data() == nullptr) continue;
        if (cell.empty() && i + 1 < row.size()) cell = bank_cell(row[i + 1]);
        if (std::string account = account_in(cell); !account.empty()) return account;
      }
  return {};
}

}  // namespace dunmail
