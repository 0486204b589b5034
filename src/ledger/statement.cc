#include "ledger/statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/digest.h"
#include "base/text.h"

namespace dunmail {
namespace {

/// Blanks and line breaks fall where a format puts them; without them two formats write the same text.
std::string without_blanks(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) > ' ') out += c;
  return out;
}

std::string key_of(const BankEntry& e) {
  const std::string what = tells_apart(e.bank_reference) ? "reference\n" + e.bank_reference
                                                         : fmt::format("{}\n{}\n{}\n{}", e.end_to_end, e.payer_account,
                                                                       without_blanks(e.payer), without_blanks(e.text));
  const char* kind = e.failed ? "failed\n" : e.pending ? "announced\n" : "";
  return kind +
         fmt::format("{}\n{}\n{} {}\n{}", e.account, iso(e.booked), e.amount.minor, e.amount.currency.code(), what);
}

void check_balance(Statement& s, const std::string& file) {
  if (!s.opening || !s.closing || s.partial) return;
  if (s.opening->amount.currency != s.closing->amount.currency) return;
  std::int64_t sum = s.opening->amount.minor;
  for (const BankEntry& e : s.entries) {
    if (e.pending || e.failed) continue;
    if (e.amount.currency != s.opening->amount.currency) return;
    sum = checked_add(sum, e.amount.minor);
  }
  if (sum == s.closing->amount.minor) return;
  const int digits = s.opening->amount.currency.digits();
  s.remarks.push_back(
      {file,
       fmt::format("statement {}: the opening balance {} and the entries make {}, the closing balance says {}",
                   s.id.empty() ? s.account : s.id, grouped(s.opening->amount.minor, digits), grouped(sum, digits),
                   grouped(s.closing->amount.minor, digits)),
       "is an entry missing? compare with the bank"});
}

}  // namespace

bool tells_apart(std::string_view reference) {
  return reference.size() >= 4 && reference != "NONREF" && reference.find_first_not_of("0-/ ") != reference.npos;
}

std::string entry_id(const BankEntry& e, int nth) {
  return "BE-" + sha256_hex(fmt::format("{}\n{}", key_of(e), nth)).substr(0, 16);
}

bool is_named_by_its_fields(const BankEntry& entry) {
  constexpr int equal_at_most = 1000;
  BankEntry booked = entry, announced = entry;
  booked.pending = false;
  announced.pending = true;
  for (int nth = 0; nth < equal_at_most; ++nth)
    if (entry_id(booked, nth) == entry.id || entry_id(announced, nth) == entry.id) return true;
  return false;
}

void complete(Statement& s, const std::string& file) {
  std::map<std::string, int> seen;  // by the name that the first of a kind has: it is shorter than what it is made of
  for (BankEntry& e : s.entries) {
    if (e.account.empty()) e.account = s.account;
    e.id = entry_id(e, 0);
    if (const int nth = seen[e.id]++; nth > 0) e.id = entry_id(e, nth);
  }
  check_balance(s, file);
}

Result<std::int64_t> exact_minor(std::string_view text, Currency currency, char mark) {
  text = trim(text);
  const auto point = text.find(mark);
  if (point != text.npos) {
    const std::size_t most = point + 1 + static_cast<std::size_t>(currency.digits());
    while (text.size() > most && text.ends_with('0')) text.remove_suffix(1);
    if (text.size() == point + 1) text.remove_suffix(1);
  }
  auto minor = parse_minor(text, currency.digits(), mark);
  // Far below what 64 bits hold, so that sums of many entries fit as well.
  constexpr std::int64_t largest = 1'000'000'000'000'000;
  if (minor && (*minor > largest || *minor < -largest))
    return Problem{"", fmt::format("the amount {} is too large to be meant", printable(text)), ""};
  return minor;
}

std::string plain_account(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*') out += c;
  }
  return out;
}

bool same_account(std::string_view a, std::string_view b) {
  return a == b || (std::min(a.size(), b.size()) >= 8 && (a.ends_with(b) || b.ends_with(a)));
}

Result<StatementFormat> statement_format(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0"))
    return Problem{file, "this is a spreadsheet or an archive", "unpack it, or save the sheet as CSV (UTF-8)"};
  if (bytes.starts_with("%PDF")) return Problem{file, "this is a PDF", "ask the bank for camt.053, MT940 or CSV"};
  // UTF-16 shows by its mark, or by the zero beside '<'.
  for (const std::string_view utf16 : {std::string_view("\xFF\xFE<\0", 4), std::string_view("\xFE\xFF\0<", 4),
                                       std::string_view("<\0", 2), std::string_view("\0<", 2)})
    if (bytes.starts_with(utf16)) return StatementFormat::camt;
  const std::string_view begin = trim(bytes.substr(0, 4096));
  if (begin.empty()) return Problem{file, "the file is empty", ""};
  if (begin.starts_with('<')) return StatementFormat::camt;
  if (begin.starts_with("{1:") || begin.starts_with(":20:") || begin.find("\n:20:") != begin.npos ||
      begin.find("\r:20:") != begin.npos)
    return StatementFormat::mt940;
  return StatementFormat::csv;
}

std::string from_latin1(std::string_view bytes) {
  static constexpr std::array<char16_t, 32> marks{0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                  0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? marks[byte - 0x80] : byte);
  }
  return out;
}

}  // namespace dunmail
