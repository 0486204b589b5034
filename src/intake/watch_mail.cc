#include "intake/watch_mail.h"

#include <algorithm>

#include "desk/sent_mark.h"
#include "intake/give_up_faxes.h"
#include "intake/track.h"

namespace dunmail {
namespace {

constexpr int retry_at_least = 5, retry_at_most = 300;  // seconds, after a mailbox that cannot be reached

class MailWatch {
 public:
  MailWatch(World& world, const TrackOrder& order, const TrackListener& listener)
      : world_(world), order_(order), listener_(listener), tracking_(Tracking::open(world.settings)) {
    if (!order.paths.empty())
      mailboxes_ = named_mailboxes(world.settings, order.paths);
    else if (auto own = settings_mailbox(world))
      mailboxes_.push_back(std::move(own));
    else
      throw Error(ErrorKind::usage, "track", "no mailbox is set up, and no file is named",
                  "add a [mailbox] with its address to dunmail.toml, or name .eml files or a Maildir");
  }

  TrackResult run() {
    do {
      for (auto& mailbox : mailboxes_) round(*mailbox);
      // Files that somebody names say nothing of what lies in the mailbox.
      if (order_.paths.empty() && !out_.broken && out_.postponed == 0 && !order_.stop()) give_up();
      if (!order_.watch || order_.stop()) break;
      wait();
    } while (!order_.stop());
    return std::move(out_);
  }

 private:
  void round(Mailbox& mailbox) {
    Tracked done = track(world_, tracking_, mailbox, order_.today(), order_.stop, [this](const MailRow& row) {
      listener_.mail(row);
      ++out_.states[word(row.state)];
      if (!order_.watch) out_.mails.push_back(row);  // a year of watching must not fill the memory
    });
    out_.known += done.known;
    out_.postponed = done.postponed;
    for (Problem& problem : done.remarks) {
      listener_.trouble(problem);
      out_.remarks.push_back(std::move(problem));
    }
    out_.broken = std::move(done.broken);
    if (out_.broken) listener_.trouble(*out_.broken);
    if (order_.watch) out_.remarks.resize(std::min<std::size_t>(out_.remarks.size(), 100));
  }

  void give_up() {
    for (GivenUpFax& fax : give_up_faxes(world_, order_.today())) {
      listener_.given_up(fax);
      if (!order_.watch) out_.given_up.push_back(std::move(fax));
    }
  }

  void wait() {
    pause_ = out_.broken ? std::clamp(pause_ * 2, retry_at_least, retry_at_most) : 0;
    if (out_.broken || out_.postponed > 0) return wait_seconds(out_.broken ? pause_ : 1, order_.stop);
    // With several mailboxes none may hold the others up: the last one waits for all, a poll long.
    mailboxes_.back()->wait(world_.settings.mailbox.poll_seconds, order_.stop);
  }

  World& world_;
  const TrackOrder& order_;
  const TrackListener& listener_;
  const Tracking tracking_;
  std::vector<std::unique_ptr<Mailbox>> mailboxes_;
  TrackResult out_;
  int pause_ = 0;
};

}  // namespace

TrackResult watch_mail(World& world, const TrackOrder& order, const TrackListener& listener) {
  SentMark(world).check();  // what comes back is about letters that an older database does not know to have left
  return MailWatch(world, order, listener).run();
}

}  // namespace dunmail
