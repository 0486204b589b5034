#include "evidence/letter_story.h"

#include "casefile/letter_events.h"
#include "casefile/mail_events.h"

namespace dunmail {
namespace {

using K = EventKind;
using States = std::set<LetterState>;
using enum LetterState;

class Reader {
 public:
  LetterStory read(const std::string& letter_id, const std::vector<Event>& events) {
    for (const Event& e : events) {
      if (e.letter_id != letter_id) continue;
      out_.events.push_back(&e);
      one(e);
    }
    return std::move(out_);
  }

 private:
  void one(const Event& e) {
    switch (e.kind) {
      case K::drafted:
        if (!out_.drafted) out_.drafted = &e;
        return become({drafted, held});
      case K::edited:
        return become({drafted, held});
      case K::approved:
        out_.approved = &e;
        if (!out_.first_approved) out_.first_approved = &e;
        return become({approved, held});
      case K::refused:
        return become({refused});
      case K::cancelled:
        return become({cancelled});
      case K::attempted:
        out_.attempted = &e;
        if (!out_.first_attempted) out_.first_attempted = &e;
        return become({told::Attempted::read(e).batch.empty() ? sending : printing});
      case K::accepted:
      case K::deferred:
      case K::rejected:
      case K::unknown:
        return route(e, told::RouteSaid::read(e));
      case K::settled:
        out_.settled = true;
        out_.left = told::Settled::read(e).sent;
        if (out_.left && !out_.asserted) out_.asserted = &e;
        return become({out_.left ? accepted : cancelled});
      case K::bounced:
        return become({bounced});
      case K::delivered:
        return arrived(told::Delivered::read(e));
      default:
        return;
    }
  }

  void route(const Event& e, const told::RouteSaid& said) {
    const std::string place = said.queue_id.value_or("");
    if (e.kind == K::accepted && said.batch) {  // its number came; the letter is out
      out_.tracking = place;
      out_.delivered_on.clear();
      return;
    }
    if (said.code) out_.said = &e;
    if (e.kind == K::accepted) {
      out_.left = true;
      if (!out_.asserted) out_.asserted = &e;
      if (said.sheets) out_.stack = place;
    }
    // An answer that came when a person had settled the doubt is told, and changes nothing any more.
    const States before = out_.states;
    become(e.kind == K::accepted   ? States{accepted}
           : e.kind == K::deferred ? States{approved, held}
           : e.kind == K::rejected ? States{rejected}
                                   : States{unknown});
    if (out_.settled) out_.states.insert(before.begin(), before.end());
  }

  void arrived(const told::Delivered& said) {
    if (said.tracking.empty() || said.tracking != out_.tracking) return;
    out_.delivered_on = said.delivered_on;
  }

  void become(States states) { out_.states = std::move(states); }

  LetterStory out_;
};

}  // namespace

LetterStory story_of(const std::string& letter_id, const std::vector<Event>& events) {
  return Reader().read(letter_id, events);
}

}  // namespace dunmail
