// Field :86:, which every bank fills in its own way.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "ledger/statement_mt940.h"

namespace dunmail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string joined(std::string_view lines) {
  std::string out(lines);
  std::erase(out, '\n');
  return std::string(trim(out));
}

void set_reference(std::string& where, std::string_view value) {
  const std::string text = joined(value), plain = lower_ascii(text);
  if (!text.empty() && plain != "notprovided" && plain != "nonref") where = text;
}

// Purpose of a transfer as the German Banking Industry Committee marks it within ?20 to ?29 and ?60 to ?63.
constexpr std::array<std::string_view, 16> sepa_marks{"EREF", "KREF", "MREF", "BREF", "RREF", "CRED", "DEBT", "COAM",
                                                      "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC",  "DDAT", "PURP"};

/// Where a mark such as "SVWZ+" begins at or behind `from`; the mark itself in `which`. A mark begins a line or follows
/// a blank, so that "XSVWZ+" is none.
std::size_t next_mark(std::string_view text, std::size_t from, std::string_view& which) {
  std::size_t best = text.npos;
  for (const std::string_view mark : sepa_marks)
    for (std::size_t at = text.find(mark, from); at != text.npos && at < best; at = text.find(mark, at + 1)) {
      const std::size_t end = at + mark.size();
      if (end < text.size() && text[end] == '+' && (at == 0 || text[at - 1] == '\n' || text[at - 1] == ' ')) {
        best = at;
        which = mark;
        break;
      }
    }
  return best;
}

void read_purpose(std::string_view text, BankEntry& e) {
  std::string_view mark;
  std::size_t at = next_mark(text, 0, mark);
  std::string free(trim(text.substr(0, at)));
  std::string customer;
  while (at != text.npos) {
    const std::string_view this_mark = mark;
    const std::size_t begin = at + mark.size() + 1;
    at = next_mark(text, begin, mark);
    const std::string_view value = trim(text.substr(begin, at == text.npos ? at : at - begin));
    if (this_mark == "SVWZ")
      free += (free.empty() ? "" : "\n") + std::string(value);
    else if (this_mark == "EREF")
      set_reference(e.end_to_end, value);
    else if (this_mark == "KREF")
      set_reference(customer, value);
    else if (this_mark == "ABWA")
      e.on_behalf_of = joined(value);
    else if (this_mark == "IBAN" && e.payer_account.empty())
      e.payer_account = plain_account(value);
  }
  // The customer's own reference, where the payer gave the payment none.
  if (e.end_to_end.empty()) e.end_to_end = std::move(customer);
  e.text = std::move(free);
}

/// "166?00...?20...": three digits and any mark that is neither letter nor digit, which then divides the subfields.
bool read_subfields(std::string_view lines, BankEntry& e) {
  // A subfield may be broken anywhere, even between its mark and its number.
  std::string text(lines);
  std::erase(text, '\n');
  if (text.size() < 6 || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2])) return false;
  const char mark = text[3];
  if (std::isalnum(static_cast<unsigned char>(mark)) || mark == ' ' || mark == '/' ||
      static_cast<unsigned char>(mark) >= 0x80)
    return false;
  if (!is_digit(text[4]) || !is_digit(text[5])) return false;
  const std::string_view code = std::string_view(text).substr(0, 3);
  // Returned direct debits and returned transfers by their business transaction code.
  for (const std::string_view returned : {"108", "109", "159", "181", "182", "183", "184"})
    if (code == returned) e.reversal = true;
  std::string purpose, name;
  for (std::size_t at = 3; at + 2 < text.size();) {
    const int number = (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    std::size_t end = at + 3;
    // A mark that no number follows is a character of the text.
    while (end < text.size() &&
           !(text[end] == mark && end + 2 < text.size() && is_digit(text[end + 1]) && is_digit(text[end + 2])))
      ++end;
    const std::string_view value = std::string_view(text).substr(at + 3, end - at - 3);
    if ((number >= 20 && number <= 29) || (number >= 60 && number <= 63))
      purpose += (purpose.empty() ? "" : "\n") + std::string(value);
    else if (number == 31)
      e.payer_account = plain_account(value);
    else if (number == 32 || number == 33)
      name += value;
    at = end;
  }
  e.payer = std::string(trim(name));
  read_purpose(purpose, e);
  return true;
}

// SWIFT's code words, and those of Dutch, Belgian and Austrian banks.
constexpr std::array<std::string_view, 30> code_words{"ACCW", "ADDR", "BENM", "BIC",  "CNTP", "CREF", "CSID", "EREF",
                                                      "IBAN", "ID",   "INST", "IREF", "ISDT", "KREF", "MARF", "NAME",
                                                      "NRTX", "ORDP", "PREF", "PURP", "REMI", "RTRN", "SVCL", "TRTP",
                                                      "ULTB", "ULTC", "ULTD", "OCMT", "CHGS", "SUBN"};

/// The next "/WORD/" of the table; `word` is set to it.
std::size_t next_code(std::string_view text, std::size_t from, std::string_view& word) {
  for (std::size_t at = text.find('/', from); at != text.npos; at = text.find('/', at + 1)) {
    const std::size_t end = text.find('/', at + 1);
    if (end == text.npos) return end;
    word = text.substr(at + 1, end - at - 1);
    if (std::find(code_words.begin(), code_words.end(), word) != code_words.end()) return at;
  }
  return text.npos;
}

/// "USTD//text/" and "STRD/CUR/9550.../" below /REMI/.
void read_remittance(std::string_view value, BankEntry& e) {
  if (value.starts_with("USTD/")) value = trim(value.substr(value.starts_with("USTD//") ? 6 : 5));
  if (value.starts_with("STRD/")) {
    value.remove_prefix(5);
    const auto slash = value.find('/');
    e.reference = joined(slash == value.npos ? value : value.substr(slash + 1));
    while (e.reference.ends_with('/')) e.reference.pop_back();
  }
  while (value.ends_with('/')) value.remove_suffix(1);
  e.text += (e.text.empty() ? "" : "\n") + std::string(trim(value));
}

/// "NL08ABNA.../ABNANL2A/Name/City".
void read_counterparty(std::string_view value, BankEntry& e) {
  const auto parts = split(value, '/');
  if (!parts.empty() && e.payer_account.empty()) e.payer_account = plain_account(parts[0]);
  if (parts.size() > 2 && e.payer.empty()) e.payer = joined(parts[2]);
}

/// What the payer sent before exchange and charges: "USD2853,12".
void read_original(std::string_view value, BankEntry& e) {
  while (value.ends_with('/')) value.remove_suffix(1);
  const auto currency = Currency::find(value.substr(0, 3));
  if (!currency) return;
  const auto minor = exact_minor(value.substr(3), *currency, ',');
  if (minor && *minor > 0 && !(*currency == e.amount.currency && *minor == e.amount.minor))
    e.instructed = {*minor, *currency};
}

/// Words of one line: the lines below it are text that the payer wrote, whatever the bank put in between.
bool is_of_one_line(std::string_view word) {
  constexpr std::array<std::string_view, 8> words{"OCMT", "CHGS", "BIC", "TRTP", "PURP", "NRTX", "ISDT", "ORDP"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

void add_text(BankEntry& e, std::string_view more) {
  more = trim(more);
  if (!more.empty()) e.text += (e.text.empty() ? "" : "\n") + std::string(more);
}

bool read_code_words(std::string_view lines, BankEntry& e) {
  std::string_view word;
  std::size_t at = next_code(lines, 0, word);
  if (at == lines.npos) return false;
  std::string before(trim(lines.substr(0, at)));
  while (at != lines.npos) {
    const std::string_view this_word = word;
    const std::size_t begin = at + word.size() + 2;
    // The slash that ends a value may begin the next word.
    at = next_code(lines, begin == 0 ? 0 : begin - 1, word);
    if (at != lines.npos && at < begin) at = next_code(lines, begin, word);
    std::string_view value = trim(lines.substr(begin, at == lines.npos ? at : at - begin));
    const auto line = is_of_one_line(this_word) ? value.find('\n') : value.npos;
    // A name that fills its line goes on in the next one.
    constexpr std::size_t full_line = 33;
    if (line != value.npos && !(this_word == "ORDP" && line >= full_line)) {
      add_text(e, value.substr(line));
      value = trim(value.substr(0, line));
    }
    if (this_word == "REMI")
      read_remittance(value, e);
    else if (this_word == "EREF")
      set_reference(e.end_to_end, value);
    else if (this_word == "KREF" && e.end_to_end.empty())
      set_reference(e.end_to_end, value);
    else if (this_word == "OCMT")
      read_original(value, e);
    else if (this_word == "CNTP")
      read_counterparty(value, e);
    else if (this_word == "IBAN" && e.payer_account.empty())
      e.payer_account = plain_account(value);
    else if ((this_word == "NAME" || this_word == "ORDP") && e.payer.empty() && !value.empty())
      e.payer = joined(value);
    else if (this_word == "ULTD")
      e.on_behalf_of = joined(value);
    else if (this_word == "RTRN")
      e.reversal = true, e.text += (e.text.empty() ? "" : "\n") + std::string(value);
  }
  while (e.payer.ends_with('/')) e.payer.pop_back();
  if (!before.empty()) e.text = e.text.empty() ? before : before + "\n" + e.text;
  return true;
}

}  // namespace

void read_mt940_details(std::string_view lines, BankEntry& e) {
  if (read_subfields(lines, e) || read_code_words(lines, e)) return;
  e.text = std::string(trim(lines));
}

}  // namespace dunmail
