#include "intake/take_meaning.h"

#include <fmt/format.h>

#include <algorithm>

#include "casefile/people_events.h"
#include "desk/frozen.h"

namespace dunmail {
namespace {

class Meaning {
 public:
  Meaning(World& world, const MeaningOrder& order)
      : world_(world),
        o_(order),
        letter_(*world.store.letter(order.letter)),
        input_(world.case_of(letter_)),
        standing_(standing_of(input_.events)) {}

  std::string take() {
    told::AnswerRead read{o_.meaning, o_.evidence, o_.mail, o_.reference, o_.note};
    if (o_.meaning == "wrong-contact") read.contact = addressee();
    world_.record_next(input_, o_.today, letter_.id, read, o_.by);
    if (o_.meaning == "wrong-contact") return wrong_contact();
    if (o_.meaning == "out-of-business") return out_of_business();
    if (o_.meaning == "needs-document")
      return wait(world_.settings.document_hold_days, false, "a document is asked for: " + said(),
                  "send it, then: dunmail record release");
    if (o_.meaning == "refuses") return "refuses to pay: the next tier may follow when the deadline is over";
    return paid();
  }

 private:
  const std::string& said() const { return o_.note.empty() ? o_.evidence : o_.note; }
  std::string addressee() const { return facts_of(letter_).addressee.name; }

  std::string wrong_contact() {
    const std::string gone = addressee();
    std::vector<std::string> left;
    for (const Contact& c : input_.contacts)
      if (c.name != gone && !standing_.wrong_contacts.contains(c.name)) left.push_back(c.name);
    const std::string out = fmt::format("{} gets no more letters of this case; ", gone);
    return out +
           (left.empty()
                ? "nobody else is known, so the case is held back (no-contact) until the right contact is imported"
                : fmt::format("other contacts: {}", fmt::join(left, ", ")));
  }

  std::string out_of_business() {
    hold({"out of business, for legal staff: " + said()});
    world_.record_next(input_, o_.today, letter_.id,
                       told::ActionDecided{"legal-referral", "proposed", letter_.id, "out of business: " + said()},
                       "dunmail");
    return "on hold until released; referral to legal staff is proposed (dunmail decide legal-referral): look for the "
           "insolvency or the register, a claim must be filed in time";
  }

  std::string paid() {
    if (o_.reference.empty() && o_.upload.empty())
      return "no reference, so letters do not wait: ask for it, then confirm with --reference";
    return wait(world_.settings.paid_hold_days, true,
                "the debtor says it paid, reference " + (o_.reference.empty() ? "in the proof it sent" : o_.reference),
                "a booked payment ends it sooner");
  }

  std::string wait(int days, bool for_payment, std::string reason, const std::string& next) {
    if (days == 0) return "letters do not wait (dunmail.toml, [replies])";
    const Date until = o_.today + Days(days - 1);
    // A hold that lasts longer was set by somebody for a reason of its own.
    if (const auto& hold = standing_.hold; hold && (!hold->until || *hold->until >= until))
      return fmt::format("on hold already by {}: {}", hold->by, hold->reason);
    hold({std::move(reason), until, for_payment});
    return fmt::format("on hold until {}; {}", iso(until), next);
  }

  void hold(told::Held held) {
    held.mail = o_.mail;
    world_.record_next(input_, o_.today, letter_.id, held, o_.by);
  }

  World& world_;
  const MeaningOrder& o_;
  const LetterRow letter_;
  CaseInput input_;
  const Standing standing_;
};

}  // namespace

std::string take_meaning(World& world, const MeaningOrder& order) { return Meaning(world, order).take(); }

}  // namespace dunmail
