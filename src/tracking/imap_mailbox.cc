#include "tracking/imap_mailbox.h"

#include <fmt/format.h>

#include <deque>

namespace dunmail {
namespace {

class ImapMailbox : public Mailbox {
 public:
  explicit ImapMailbox(ImapMailboxOptions options)
      : options_(std::move(options)),
        session_(options_.session),
        // The port is no part of it: the same folder by IMAPS and by STARTTLS is one.
        name_(fmt::format("imap://{}@{}/{}", options_.session.endpoint.user, options_.session.endpoint.host,
                          options_.session.folder)) {}

  const std::string& name() const override { return name_; }

  Next next(const std::function<bool(const MailPlace&)>& known) override {
    if (!listed_) {
      met_new_ = false;
      if (auto problem = select()) return failed(*problem);
      if (auto problem = list(from_)) return failed(*problem);
    }
    while (!waiting_.empty()) {
      const ImapMessage message = waiting_.front();
      waiting_.pop_front();
      if (waiting_.empty() && more_)
        if (auto problem = list(message.uid + 1)) return failed(*problem);
      Next out{Next::What::message, {}, {}};
      out.mail.place = {name_, session_.uid_validity(), message.uid, ""};
      if (known(out.mail.place)) {
        // Taken in, and the crash came before the move.
        if (!session_.can_move()) {
          if (!met_new_) from_ = message.uid + 1;
        } else if (auto problem = session_.move(message.uid, options_.processed); problem && !session_.is_open()) {
          return failed(*problem);
        }
        continue;
      }
      met_new_ = true;  // it may be put off, so the next round begins with it again
      auto bytes = session_.fetch(message.uid, options_.max_bytes);
      if (!bytes) return failed(bytes.problem());
      if (!*bytes) continue;  // somebody else took it away
      out.mail.bytes = std::move(**bytes);
      out.mail.size = std::max<std::uint64_t>(message.size, out.mail.bytes.size());
      return out;
    }
    listed_ = false;
    return {};
  }

  std::vector<Problem> done(const MailPlace& place) override {
    if (!session_.can_move() || place.validity != session_.uid_validity()) return {};
    if (auto problem = session_.move(static_cast<std::uint32_t>(place.uid), options_.processed)) return {*problem};
    return {};
  }

  void wait(int seconds, const std::function<bool()>& stop) override {
    if (!session_.is_open() || !session_.can_idle()) return wait_seconds(seconds, stop);
    // What goes wrong here shows in the next round, which connects again.
    (void)session_.idle(seconds, stop);
  }

 private:
  std::optional<Problem> select() {
    const std::uint32_t before = session_.uid_validity();
    if (auto problem = session_.select()) {
      // A connection that a night has ended is no failure.
      if (!was_open_) return problem;
      was_open_ = false;
      if (auto again = session_.select()) return again;
    }
    was_open_ = true;
    if (session_.uid_validity() != before) from_ = 1;
    return std::nullopt;
  }

  std::optional<Problem> list(std::uint32_t from) {
    auto found = session_.list(from);
    if (!found) return found.problem();
    waiting_.assign(found->begin(), found->end());
    more_ = waiting_.size() == options_.session.messages_a_round;
    listed_ = true;
    return std::nullopt;
  }

  Next failed(const Problem& problem) {
    if (session_.is_open() && listed_) return {Next::What::unreadable, {}, problem};
    listed_ = was_open_ = false;
    waiting_.clear();
    return {Next::What::broken, {}, problem};
  }

  ImapMailboxOptions options_;
  ImapSession session_;
  const std::string name_;
  std::deque<ImapMessage> waiting_;
  std::uint32_t from_ = 1;  // every UID below is known and stays where it is
  bool more_ = false;       // the list was full
  bool listed_ = false, was_open_ = false, met_new_ = false;
};

}  // namespace

std::unique_ptr<Mailbox> open_imap_mailbox(ImapMailboxOptions options) {
  return std::make_unique<ImapMailbox>(std::move(options));
}

}  // namespace dunmail
