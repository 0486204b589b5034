#include "planning/edit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/letter_events.h"
#include "casefile/people_events.h"
#include "desk/frozen.h"
#include "desk/letter_facts.h"
#include "desk/person.h"
#include "desk/sent_mark.h"
#include "desk/who_did.h"
#include "planning/approval.h"
#include "planning/approve.h"
#include "planning/response_link.h"

namespace dunmail {
namespace {

constexpr std::size_t longest_extra = 300;  // characters; a longer text is a letter of its own

class Editor {
 public:
  Editor(World& world, const EditOrder& order)
      : world_(world), order_(order), by_(order.by.empty() ? "" : known_person(world.settings, order.by, "by")) {}

  Edited run() {
    check_order();
    world_.store.transaction([&] {
      read();
      if (order_.hold || order_.drop)
        take_out();
      else if (order_.lower)
        lower();
      else
        change();
    });
    return std::move(out_);
  }

 private:
  /// Within the transaction: a letter that left a moment ago is not changed any more.
  void read() {
    auto row = world_.store.letter(order_.letter_id);
    if (!row) throw Error(ErrorKind::usage, "edit", "there is no letter " + order_.letter_id);
    row_ = std::move(*row);
    need_seen(world_, row_, order_.seen);
    if (row_.state != LetterState::drafted && row_.state != LetterState::held && row_.state != LetterState::approved)
      throw Error(ErrorKind::usage, row_.id, "is " + word(row_.state) + " already" + who_did(world_, row_),
                  "only what has not left can be changed");
    out_.letter_id = row_.id;
  }

  void check_order() const {
    if (order_.by.empty()) throw Error(ErrorKind::usage, "edit", "who changes it?", "add --by NAME");
    if (order_.reason.empty()) throw Error(ErrorKind::usage, "edit", "a change needs its reason", "add --reason TEXT");
    const int outs = order_.hold + order_.drop + order_.lower;
    const bool changes = !order_.contact.empty() || order_.extra;
    if (outs + changes == 0)
      throw Error(ErrorKind::usage, "edit", "nothing to change", "say --contact, --extra, --lower, --hold or --drop");
    if (outs + changes > 1)
      throw Error(ErrorKind::usage, "edit", "these changes do not go together",
                  "--contact and --extra do; --lower, --hold and --drop stand alone");
    if (order_.until && !order_.hold) throw Error(ErrorKind::usage, "until", "goes with --hold");
    if (order_.until && *order_.until < order_.today)
      throw Error(ErrorKind::usage, "until", iso(*order_.until) + " is over");
  }

  void take_out() {
    note_approval();
    refuse(world_, {row_.id, order_.reason, by_, order_.today, row_.version});
    out_.letter_id.clear();
    out_.said = row_.id + " is taken out and will not be sent";
    if (!order_.hold) return;
    const CaseInput input = world_.case_of(row_);
    world_.record(input, order_.today, "", told::Held{order_.reason, order_.until}, by_);
    out_.said += order_.until ? fmt::format("; the case rests until {}", iso(*order_.until))
                              : "; the case rests until it is released";
  }

  // In place

  void change() {
    CaseInput input = world_.case_of(row_);
    LetterFacts facts = facts_of(row_);
    told::Edited edited{.reason = order_.reason};
    std::vector<std::string> said, as_before;
    if (!order_.contact.empty()) {
      const Contact& contact = named(input.contacts);
      const std::string recipient = reached_by(contact);
      const std::string goes =
          fmt::format("goes to {}{}", contact.name, recipient.empty() ? "" : " <" + recipient + ">");
      LetterFacts meant = facts;
      meant.addressee = contact;
      if (to_json(meant) == to_json(facts) && row_.recipient == recipient) {
        as_before.push_back(goes);
      } else {
        edited.contact = told::WasIs{facts.addressee.name, contact.name};
        facts = std::move(meant);
        row_.recipient = recipient;
        said.push_back(goes);
      }
    }
    if (order_.extra && *order_.extra == facts.extra) {
      as_before.push_back(facts.extra.empty() ? "has no added sentence" : "has that sentence");
    } else if (order_.extra) {
      check_extra();
      edited.extra = told::WasIs{facts.extra, *order_.extra};
      const std::string before = std::exchange(facts.extra, *order_.extra);
      if (row_.approval == "auto") row_.approval = "credit";
      said.push_back((order_.extra->empty() ? "has no added sentence any more" : "has an added sentence") +
                     (before.empty() ? std::string() : ", where \"" + before + "\" stood"));
    }
    if (said.empty()) {
      out_.changed = false;
      out_.said = fmt::format("{} {} as it is: nothing is changed", row_.id, fmt::join(as_before, ", "));
      return;
    }
    print(facts);
    row_.facts = to_json(facts).dump();
    void_approval();
    world_.store.update(row_);
    edited.seal = draft_seal(row_);
    world_.record(input, order_.today, row_.id, edited, by_);
    out_.said = fmt::format("{} {}; it needs approval: {}", row_.id, fmt::join(said, ", "), row_.approval);
  }

  const Contact& named(const std::vector<Contact>& contacts) const {
    std::vector<std::string> names;
    for (const Contact& contact : contacts) {
      if (contact.name == order_.contact) return contact;
      names.push_back(contact.name);
    }
    throw Error(ErrorKind::usage, "contact", fmt::format("{} has no contact \"{}\"", row_.debtor_id, order_.contact),
                fmt::format("there are: {}", fmt::join(names, ", ")));
  }

  std::string reached_by(const Contact& contact) const {
    if (row_.channel == "post") return {};
    const std::string& where = row_.channel == "fax" ? contact.fax : contact.email;
    if (where.empty())
      throw Error(ErrorKind::usage, "contact",
                  fmt::format("{} has no {}", contact.name, row_.channel == "fax" ? "fax number" : "e-mail address"),
                  "import the contact with one, or drop the letter and let the next channel take over");
    return where;
  }

  void check_extra() const {
    const auto text = to_utf32(*order_.extra);
    if (text.size() > longest_extra)
      throw Error(ErrorKind::usage, "extra",
                  fmt::format("has {} characters, {} are allowed", text.size(), longest_extra),
                  "write a letter of your own instead");
    if (std::any_of(text.begin(), text.end(), [](char32_t c) { return c < 0x20; }))
      throw Error(ErrorKind::usage, "extra", "must be one line of text");
  }

  void print(const LetterFacts& facts) {
    const auto printed = Printer(world_.press()).print(facts);
    if (!printed) throw Error(ErrorKind::usage, row_.id, printed.problem().message, printed.problem().hint);
  }

  /// Before it is taken away: whose it was.
  void note_approval() {
    out_.voided = row_.state == LetterState::approved;
    if (out_.voided) out_.approved_by = row_.approved_by;
  }

  void void_approval() {
    note_approval();
    row_.state = LetterState::drafted;
    row_.reason.clear();
    row_.approved_by.clear();
    row_.approved_hash.clear();
    row_.document.clear();
    row_.subject.clear();
    row_.mail_body.clear();
  }

  // The tier below

  void lower() {
    const CaseInput input = world_.case_of(row_);
    const Policy& policy = *world_.policies.choose(input.account, standing_of(input.events), order_.today).policy;
    const Tier* tier = policy.find(row_.kind);
    const Tier* below = tier ? policy.find(tier->below) : nullptr;
    if (!below || below->rank == 0)
      throw Error(ErrorKind::usage, row_.id, "a " + row_.kind + " has no tier below it", "drop it, or hold the case");
    const auto channels = below->channels;
    if (std::find(channels.begin(), channels.end(), row_.channel) == channels.end())
      throw Error(ErrorKind::usage, row_.id, fmt::format("a {} does not go by {}", below->id, row_.channel),
                  "drop it, or hold the case");
    LetterRow next = lowered(*below, input);
    LetterRow old = row_;
    old.state = LetterState::cancelled;
    old.reason = fmt::format("lowered to {} by {}: {}", below->id, by_, order_.reason);
    world_.store.update(old);
    world_.record(input, order_.today, old.id, told::TakenOut{EventKind::cancelled, old.reason}, by_);
    if (!world_.store.add(next)) throw Error(ErrorKind::internal, row_.id, "the lowered letter stands already");
    const LetterFacts facts = facts_of(next);
    world_.record(input, order_.today, next.id,
                  told::Drafted{.run = next.run_id,
                                .letter_kind = next.kind,
                                .occasion = next.occasion,
                                .channel = next.channel,
                                .number = next.number,
                                .amount = facts.total - facts.interest - facts.fees - facts.earlier_charges,
                                .deadline = next.deadline,
                                .invoices = invoices_of(input),
                                .rule = next.rule,
                                .why = std::vector<std::string>{order_.reason},
                                .seal = draft_seal(next)},
                  by_);
    note_approval();
    out_.letter_id = next.id;
    out_.said = fmt::format("{} is lowered to a {}: {}, approval {}", row_.id, next.kind, next.id, next.approval);
  }

  LetterRow lowered(const Tier& below, const CaseInput& input) {
    LetterFacts facts = facts_of(row_);
    const int year = int(civil(order_.today).year());
    const std::int64_t serial = world_.store.next_number(fmt::format("letter-{}", year));
    LetterRow next = row_;
    next.id = fmt::format("L{}-{:06}", year, serial);
    next.number = letter_number(world_.settings, input.account.debtor.locale, year, serial);
    next.kind = below.id;
    next.occasion = fmt::format("{}:lowered-{}", row_.occasion.substr(0, row_.occasion.rfind(':')), row_.id);
    next.approval = word(approval_for(below, facts.total - facts.interest - facts.fees, row_.currency));
    next.drafted_by = by_;
    next.rule = fmt::format("{} instead of {}: {} ({})", below.id, row_.kind, order_.reason, by_);
    next.reason.clear();
    next.deadline.reset();
    next.day = facts.date = order_.today;  // drafted by this act
    facts.response_url = ResponseLinks::open(world_.settings).url(next.id, facts.date);
    facts.kind = below.template_kind;
    facts.number = next.number;
    facts.deadline.reset();
    // What the higher tier charges, the lower one does not.
    facts.total -= facts.interest + facts.fees;
    facts.interest = facts.fees = facts.lump_sums = 0;
    facts.interest_basis.clear();
    facts.fees_basis.clear();
    if (const int days = deadline_days(below, facts.locale, facts.debtor.kind); days > 0) {
      const auto calendar = world_.calendars.find(facts.debtor.calendar, facts.debtor.address.country);
      if (!calendar) throw Error(ErrorKind::usage, row_.id, calendar.problem().message, calendar.problem().hint);
      const Planned day = deadline_after(order_.today, days, **calendar);
      facts.deadline = day.day;
      next.deadline = day.day;
      if (day.provisional()) next.rule += "; deadline" + day.note();
    }
    next.amount = facts.total;
    print(facts);
    next.facts = to_json(facts).dump();
    next.state = LetterState::drafted;
    next.approved_by.clear();
    next.approved_hash.clear();
    next.document.clear();
    next.subject.clear();
    next.mail_body.clear();
    return next;
  }

  std::vector<std::string> invoices_of(const CaseInput& input) const {
    for (const PendingLetter& pending : standing_of(input.events).pending)
      if (pending.id == row_.id) return pending.invoices;
    return {};
  }

  World& world_;
  const EditOrder& order_;
  const std::string by_;
  LetterRow row_;
  Edited out_;
};

}  // namespace

Edited edit(World& world, const EditOrder& order) {
  SentMark(world).check();  // of an older database nobody knows what has left
  return Editor(world, order).run();
}

}  // namespace dunmail
