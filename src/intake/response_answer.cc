#include "intake/response_answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/debtor_events.h"
#include "casefile/mail_events.h"
#include "casefile/standing.h"
#include "ledger/arrears.h"
#include "tracking/reply.h"

namespace dunmail {
namespace {

constexpr int answers_at_most = 40;  // to one letter; more are no answers

class Recorder {
 public:
  Recorder(World& world, const LetterRow& letter, const LetterFacts& facts, const DebtorAnswer& answer, Date today)
      : world_(world),
        letter_(letter),
        facts_(facts),
        answer_(answer),
        today_(today),
        input_(world.case_of(letter)),
        standing_(standing_of(input_.events)),
        arrears_(arrears_of(input_.account, standing_.disputed_amounts(), today)) {}

  Taken take() {
    const std::string& what = answer_.what;
    if (what == "received") return put(told::Replied{.what = "received"});
    if (what == "balance")
      return put(told::Acknowledged{.invoice = "",
                                    .written = false,
                                    .note = "the amounts of " + facts_.number + " were confirmed on the response page",
                                    .amount = facts_.total});
    if (what == "promise") return promise();
    if (what == "dispute") return dispute();
    if (what == "paid") return paid();
    if (what == "contact")
      return put(told::Replied{.what = "wrong-contact", .text = answer_.text},
                 "somebody else is responsible: " + answer_.text);
    throw Error(ErrorKind::internal, "response page", "no answer is called " + what);
  }

  /// As words for a person.
  void take_as_words() {
    std::string said = answer_.what;
    if (answer_.amount > 0) said += " " + grouped(answer_.amount, letter_.currency.digits());
    if (answer_.day) said += " by " + iso(*answer_.day);
    if (!answer_.invoice.empty()) said += " of " + answer_.invoice;
    if (!answer_.text.empty()) said += ": " + answer_.text;
    put(told::Replied{.what = "nothing", .text = said}, "said on the response page: " + said);
  }

 private:
  /// The whole sum is what the letter asked for, or what is left of it: nobody promises what was paid meanwhile.
  Taken promise() {
    const std::int64_t whole = arrears_.demand > 0 ? std::min(facts_.total, arrears_.demand) : facts_.total;
    const told::Promised said{
        .amount = answer_.amount > 0 ? answer_.amount : whole, .due = *answer_.day, .written = false, .note = ""};
    if (known(said)) return Taken::again;
    if (standing_.open_promise()) {
      take_as_words();  // a person decides about another day
      return Taken::promise_open;
    }
    return put(said);
  }

  Taken dispute() {
    std::int64_t open = 0;
    for (const ArrearsLine& line : arrears_.lines)
      if (line.is_of(answer_.invoice)) open = checked_add(open, line.open);
    if (open == 0 || answer_.amount > open) return Taken::not_open;
    return put(told::Disputed{answer_.invoice, answer_.amount > 0 ? answer_.amount : open, answer_.type, answer_.text});
  }

  Taken paid() {
    told::Replied said{.what = "paid", .reference = answer_.reference};
    if (!answer_.upload.empty()) said.upload = world_.store.keep(answer_.upload, answer_.media_type);
    return put(std::move(said), "paid already: " + answer_.reference);
  }

  bool from_page(const Event& e) const { return e.letter_id == letter_.id && e.by == response_page_actor; }

  /// A form that was sent twice, by a nervous finger or a reloaded page. What was said on another day is said anew.
  template <class Said>
  bool known(const Said& what) const {
    return std::any_of(input_.events.begin(), input_.events.end(), [&](const Event& e) {
      if (!from_page(e) || e.kind != Said::kind || e.day != today_) return false;
      Said said = Said::read(e);
      said.page.reset();
      said.mail.clear();
      return said == what;
    });
  }

  /// `inbox`: what a person has to look at, or empty.
  template <class Said>
  Taken put(Said said, const std::string& inbox = {}) {
    if (known(said)) return Taken::again;
    if (std::count_if(input_.events.begin(), input_.events.end(), [&](const Event& e) { return from_page(e); }) >=
        answers_at_most)
      return Taken::too_many;
    if constexpr (std::is_same_v<Said, told::Replied>)
      if (!inbox.empty()) said.mail = put_before_people(said, inbox);
    said.page = told::Page{answer_.source, answer_.agent};
    if (answer_.said) said.page->said = iso(*answer_.said);
    world_.record_next(input_, today_, letter_.id, said, response_page_actor);
    return Taken::recorded;
  }

  /// As a message that came back: the inbox is where people look. Its text stands below the headers, so that nothing a
  /// debtor types is ever read as one.
  std::string put_before_people(const told::Replied& answer, const std::string& said) {
    MailRow row;
    row.day = today_;
    row.at = iso(world_.now());
    row.kind = "reply";
    row.sender = response_page_actor;
    row.subject = "response page, " + letter_.id;
    row.letter_id = letter_.id;
    row.case_id = letter_.case_id;
    row.debtor_id = letter_.debtor_id;
    row.matched_by = "response page";
    row.state = MailState::open;
    row.reason = "said on the response page";
    Suggestion suggestion;
    suggestion.meaning = answer.what;
    suggestion.evidence = said;
    suggestion.reference = answer.reference.value_or("");
    suggestion.upload = answer.upload;
    row.suggestions = suggestions_text({suggestion});
    row.upload = answer.upload;
    const std::string bytes = fmt::format(
        "From: \"{}\" <response-page@localhost>\r\nSubject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
        "charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nX-Event: {}/{}\r\n\r\n{}\r\n",
        row.sender, row.subject, letter_.id, input_.events.size() + 1, said);
    row.size = static_cast<std::int64_t>(bytes.size());
    row.document = world_.store.keep(bytes, "message/rfc822");
    world_.store.add(row);
    return row.id;
  }

  World& world_;
  const LetterRow& letter_;
  const LetterFacts& facts_;
  const DebtorAnswer& answer_;
  Date today_;
  CaseInput input_;
  Standing standing_;
  Arrears arrears_;
};

}  // namespace

Taken take_answer(World& world, const LetterRow& letter, const LetterFacts& facts, const DebtorAnswer& answer,
                  Date today) {
  Taken taken = Taken::again;
  world.store.transaction([&] { taken = Recorder(world, letter, facts, answer, today).take(); });
  return taken;
}

void put_before_people(World& world, const LetterRow& letter, const LetterFacts& facts, const DebtorAnswer& answer,
                       Date today) {
  world.store.transaction([&] { Recorder(world, letter, facts, answer, today).take_as_words(); });
}

}  // namespace dunmail
