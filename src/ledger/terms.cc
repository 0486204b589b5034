#include "ledger/terms.h"

#include <string>
#include <vector>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr int longest = 3650;

/// "30 EOM+10" -> "30", "eom", "+", "10".
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  auto end = [&] {
    if (!word.empty()) out.push_back(word);
    word.clear();
  };
  for (const char c : lower_ascii(text)) {
    if (c == ' ' || c == '+') end();
    if (c == '+') out.emplace_back("+");
    if (c != ' ' && c != '+') word += c;
  }
  end();
  return out;
}

std::optional<int> number(const std::string& word) {
  if (word.empty() || word.size() > 4 || word.find_first_not_of("0123456789") != word.npos) return std::nullopt;
  const int value = std::stoi(word);
  return value <= longest ? std::optional(value) : std::nullopt;
}

/// Takes the words from the front; what it cannot take stays.
class Phrase {
 public:
  explicit Phrase(std::vector<std::string> words) : words_(std::move(words)) {}

  bool take(std::string_view word) {
    if (at_ == words_.size() || words_[at_] != word) return false;
    ++at_;
    return true;
  }
  std::optional<int> take_days() {
    const auto days = at_ < words_.size() ? number(words_[at_]) : std::nullopt;
    if (!days) return std::nullopt;
    ++at_;
    if (!take("days")) take("day");
    return days;
  }
  bool done() const { return at_ == words_.size(); }

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

Date month_end(Date day) {
  const auto c = civil(day);
  return Date(std::chrono::year_month_day_last{c.year(), std::chrono::month_day_last{c.month()}});
}

}  // namespace

Result<Terms> read_terms(std::string_view text) {
  const Problem bad{"", "\"" + std::string(text) + "\" is not a term of payment",
                    "write 30, 30 eom, eom+10, or 60 from acceptance; other words go into the profile, [words.terms]"};
  Phrase phrase(words_of(text));
  Terms out;
  phrase.take("net");
  const auto days = phrase.take_days();
  out.days = days.value_or(0);
  out.end_of_month = phrase.take("eom");
  if (!days && !out.end_of_month) return bad;
  if (phrase.take("+")) {
    const auto more = out.end_of_month ? phrase.take_days() : std::nullopt;
    if (!more) return bad;
    out.days_after = *more;
  }
  if (phrase.take("from")) {
    if (phrase.take("delivery"))
      out.from = Terms::From::delivery;
    else if (phrase.take("acceptance"))
      out.from = Terms::From::acceptance;
    else if (!phrase.take("invoice"))
      return bad;
  }
  if (!phrase.done()) return bad;
  return out;
}

Result<Date> due_day(const Terms& terms, const TermsDates& dates) {
  std::optional<Date> from = dates.issued;
  if (terms.from == Terms::From::delivery) from = dates.delivered;
  if (terms.from == Terms::From::acceptance) from = dates.accepted;
  if (!from) {
    const std::string column = terms.from == Terms::From::delivery ? "delivered_date" : "accepted_date";
    return Problem{"", "the terms count from a day that the row does not give",
                   "fill in " + column + ", or leave the invoice out until that day is known"};
  }
  Date due = *from + Days(terms.days);
  if (terms.end_of_month) due = month_end(due) + Days(terms.days_after);
  return due;
}

}  // namespace dunmail
