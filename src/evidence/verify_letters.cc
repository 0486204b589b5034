// Letters: each is what its events and its frozen facts say.
#include <algorithm>

#include "casefile/letter_events.h"
#include "desk/frozen.h"
#include "evidence/letter_story.h"
#include "evidence/search.h"
#include "ledger/case_key.h"
#include "planning/approval.h"
#include "store/states.h"

namespace dunmail {
namespace {

std::string day_or_none(const std::optional<Date>& day) { return day ? iso(*day) : "none"; }

bool before_leaving(LetterState state) {
  using enum LetterState;
  return state == drafted || state == held || state == approved || state == refused;
}

class Letter {
 public:
  /// `events` must live until it is verified.
  Letter(Search& search, const LetterRow& row, const std::vector<Event>& events)
      : s_(search), row_(row), events_(events), story_(story_of(row.id, events)) {}

  void verify() {
    for (const std::string& each : changed_since_drafted(row_, events_)) s_.find(row_.id, each);
    of_its_case();
    if (story_.events.empty()) return;
    s_.look(row_.id, "frozen facts", [&] { as_frozen(); });
    if (story_.drafted) as_drafted(told::Drafted::read(*story_.drafted));
    state();
    approval();
    if (story_.attempted) as_attempted(told::Attempted::read(*story_.attempted));
    answer();
    s_.look(row_.id, "claims", [&] { claims(); });
    if (row_.channel == "post") {
      s_.look(row_.id, "the places of letters in batches", [&] { stack(); });
      s_.look(row_.id, "tracking numbers", [&] { posting(); });
    }
  }

 private:
  template <class... A>
  void find(fmt::format_string<A...> what, A&&... args) {
    s_.find(row_.id, fmt::format(what, std::forward<A>(args)...));
  }

  void differs(const char* what, const std::string& is, const std::string& told) {
    if (is != told) find("its {} is \"{}\", its case file says \"{}\"", what, is, told);
  }

  /// It took the place of a letter of a higher tier, and goes on where that one stood.
  bool is_lowered() const { return row_.occasion.find(":lowered-") != std::string::npos; }

  void of_its_case() {
    const CaseWords words = case_words(row_.case_id);
    if (row_.debtor_id != words.debtor) find("its debtor is {}, its case is {}", row_.debtor_id, row_.case_id);
    if (row_.currency.code() != words.currency)
      find("its currency is {}, its case is {}", row_.currency.code(), row_.case_id);
  }

  void as_frozen() try {
    if (row_.facts.empty()) return find("what it says is gone");
    const LetterFacts facts = facts_of(row_);
    if (facts.total != row_.amount) find("its sum is {}, its frozen facts say {}", row_.amount, facts.total);
    if (facts.date != row_.day) find("its day is {}, its frozen facts say {}", iso(row_.day), iso(facts.date));
    if (facts.deadline != row_.deadline)
      find("its last day is {}, its frozen facts say {}", day_or_none(row_.deadline), day_or_none(facts.deadline));
    if (facts.number != row_.number) find("its number is {}, its frozen facts say {}", row_.number, facts.number);
  } catch (const std::exception&) {  // whatever they are instead
    find("its frozen facts cannot be read");
  }

  void as_drafted(const told::Drafted& told) {
    differs("drafter", row_.drafted_by, story_.drafted->by);
    if (!told.run.empty()) differs("run", row_.run_id, told.run);
    if (told.rule) differs("rule", row_.rule, *told.rule);
    if (is_lowered()) return;  // it waits since the one that was lowered
    // A letter of before has none, and counts from its own day.
    if (told.since ? row_.since != *told.since : row_.since != story_.drafted->day && row_.since != row_.day)
      find("it waits since {}, its case file says {}", iso(row_.since), iso(told.since.value_or(story_.drafted->day)));
  }

  void state() {
    if (before_leaving(row_.state) && story_.left)
      find("is {}, and its case file says that it left", word(row_.state));
    else if (!story_.states.empty() && !story_.states.contains(row_.state))
      find("is {}, and its case file does not say so: it says {}", word(row_.state), word(*story_.states.begin()));
  }

  void approval() {
    std::optional<std::string> why;
    if (!row_.document.empty()) {
      s_.need_document(row_.document, row_.id);
      why = not_as_approved(row_, events_);
      if (story_.approved) differs("approver", row_.approved_by, story_.approved->by);
    } else if (!row_.approved_by.empty()) {
      find("{} is said to have approved it, and nothing is there that was approved", row_.approved_by);
    }
    if (!why) why = not_as_drafted(row_, events_);
    if (why) s_.find(row_.id, *why);
  }

  /// An attempt that was not begun is told, and not counted.
  void as_attempted(const told::Attempted& told) {
    if (row_.attempts != told.attempt && row_.attempts != told.attempt - 1)
      find("it counts {} attempts, its case file {}", row_.attempts, told.attempt);
    if (told.message_id.empty()) return;
    differs("Message-ID", row_.message_id, told.message_id);
    if (!row_.message_date || !story_.first_approved || is_lowered()) return;
    // It is dated when it is looked at between its approval and its first attempt; the clock may have been set since
    // the one or before the other, by a year.
    constexpr auto apart = std::chrono::hours(48);
    const Instant dated = *row_.message_date;
    const auto [from, to] = std::minmax({story_.first_approved->at, story_.first_attempted->at});
    if (dated < from - apart || dated > to + apart)
      find("its mail is dated {}, it was approved at {} and tried first at {}", iso(dated),
           iso(story_.first_approved->at), iso(story_.first_attempted->at));
  }

  void answer() {
    if (!story_.said || story_.settled) return;
    const auto said = told::RouteSaid::read(*story_.said);
    const std::string text = said.text.value_or("");
    if (row_.receipt.find(text) == std::string::npos) differs("receipt", row_.receipt, text);
  }

  /// What it asks for beside the invoices. Events of before name fees by invoice, and no claims.
  void claims() {
    const auto kept = s_.rows.claims_of_letter(row_.id);
    const auto told = story_.drafted ? told::Drafted::read(*story_.drafted).claims : std::vector<std::string>();
    const bool of_before = story_.drafted && story_.drafted->data.contains("fees");
    for (const KeptClaim& claim : kept) {
      if (!of_before && std::find(told.begin(), told.end(), claim.id) == told.end())
        s_.find("claim " + claim.id, "no event tells of it, and " + row_.id + " is said to ask for it");
      const std::string day = story_.asserted ? iso(story_.asserted->day) : "";
      if (claim.asserted != day)
        s_.find("claim " + claim.id,
                fmt::format("it stands since {}, the case file of {} says {}",
                            claim.asserted.empty() ? "no day" : claim.asserted, row_.id, day.empty() ? "no day" : day));
    }
    if (!story_.asserted) return;
    for (const std::string& id : told)
      if (std::none_of(kept.begin(), kept.end(), [&](const KeptClaim& claim) { return claim.id == id; }))
        s_.find("claim " + id, "it is gone, and " + row_.id + " asks for it");
  }

  void stack() {
    const auto place = s_.rows.place_in_stack(row_.id);
    const std::string is = place ? fmt::format("{}/{}", place->first, place->second) : "";
    if (!story_.stack.empty() && is != story_.stack)
      find("its place is {}, its case file says {}", is.empty() ? "in no batch" : is, story_.stack);
    const auto told = story_.attempted ? told::Attempted::read(*story_.attempted) : told::Attempted();
    if (place && (told.batch != place->first || told.sequence != place->second))
      find("its place is {}, and its case file does not say so", is);
  }

  void posting() {
    const auto row = s_.world.store.posting(row_.id);
    const std::string tracking = row ? row->tracking : "", day = row ? row->delivered_on : "";
    differs("tracking number", tracking, story_.tracking);
    if (tracking == story_.tracking) differs("day of delivery", day, story_.delivered_on);
  }

  Search& s_;
  const LetterRow& row_;
  const std::vector<Event>& events_;
  const LetterStory story_;
};

}  // namespace

void verify_letters(Search& s) {
  s.look("database", "letters", [&] {
    s.rows.each_name("letter", [&](const std::string& id) {
      ++s.out.letters;
      s.step();
      s.look(id, "letters", [&] {
        if (const auto row = s.world.store.letter(id)) Letter(s, *row, s.events_of(row->case_id)).verify();
      });
    });
  });
}

}  // namespace dunmail
