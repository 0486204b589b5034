#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/commands_inbox.h"
#include "cli/mail_line.h"
#include "desk/sent_mark.h"
#include "intake/give_up_faxes.h"
#include "intake/track.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

constexpr int retry_at_least = 5, retry_at_most = 300;  // seconds, after a mailbox that cannot be reached

class Watch {
 public:
  Watch(World& world, const TrackOrder& order)
      : world_(world), order_(order), tracking_(Tracking::open(world.settings)) {
    if (!order.paths.empty())
      mailboxes_ = named_mailboxes(world.settings, order.paths);
    else if (auto own = settings_mailbox(world))
      mailboxes_.push_back(std::move(own));
    else
      throw Error(ErrorKind::usage, "track", "no mailbox is set up, and no file is named",
                  "add a [mailbox] with its address to dunmail.toml, or name .eml files or a Maildir");
  }

  Answer run() {
    do {
      for (auto& mailbox : mailboxes_) round(*mailbox);
      // Files that somebody names say nothing of what lies in the mailbox.
      if (order_.paths.empty() && !broken_ && postponed_ == 0 && !order_.stop()) give_up();
      if (!order_.watch || order_.stop()) break;
      wait();
    } while (!order_.stop());
    return answer();
  }

 private:
  void round(Mailbox& mailbox) {
    Tracked done = track(world_, tracking_, mailbox, order_.today(), order_.stop, [this](const MailRow& row) {
      say(line_of(row));
      text_ += line_of(row);
      rows_.push_back(to_json(row));
      ++by_state_[word(row.state)];
    });
    known_ += done.known;
    postponed_ = done.postponed;
    for (Problem& problem : done.remarks) {
      say("  ! " + problem.line() + "\n");
      remarks_.push_back(std::move(problem));
    }
    broken_ = std::move(done.broken);
    if (broken_) say("  ! " + broken_->line() + "\n");
    if (order_.watch && !rows_.empty()) {
      text_.clear();
      rows_.clear();
    }  // it was said; a year of watching must not fill the memory
    if (order_.watch) remarks_.resize(std::min<std::size_t>(remarks_.size(), 100));
  }

  void give_up() {
    for (const GivenUpFax& fax : give_up_faxes(world_, order_.today())) {
      const std::string line =
          fmt::format("  {} {} fax given up: {}; the next plan goes another way\n", fax.letter, fax.debtor, fax.reason);
      say(line);
      if (order_.watch) continue;
      text_ += line;
      given_up_.push_back(fax.letter);
    }
  }

  void wait() {
    pause_ = broken_ ? std::clamp(pause_ * 2, retry_at_least, retry_at_most) : 0;
    if (broken_ || postponed_ > 0) return wait_seconds(broken_ ? pause_ : 1, order_.stop);
    // With several mailboxes none may hold the others up: the last one waits for all, a poll long.
    mailboxes_.back()->wait(world_.settings.mailbox.poll_seconds, order_.stop);
  }

  void say(const std::string& line) const {
    if (order_.watch && order_.say) order_.say(line);
  }

  Answer answer() {
    Answer out;
    std::size_t taken = 0;
    Json states = Json::object();
    for (const auto& [state, count] : by_state_) {
      states[state] = count;
      taken += count;
    }
    Json remarks = Json::array();
    for (const Problem& p : remarks_) remarks.push_back(p.line());
    out.data = {{"taken", taken}, {"states", states},      {"known", known_},   {"postponed", postponed_},
                {"mails", rows_}, {"given_up", given_up_}, {"remarks", remarks}};
    out.text = text_;
    if (!order_.watch)
      for (const Problem& p : remarks_) out.text += "  ! " + p.line() + "\n";
    out.text += fmt::format("{} message(s) taken in", taken);
    for (const auto& [state, count] : by_state_) out.text += fmt::format(", {} {}", count, state);
    if (known_) out.text += fmt::format("; {} taken in before", known_);
    if (postponed_) out.text += fmt::format("; {} left until their letter is sent", postponed_);
    out.text += "\n";
    if (const std::size_t open = by_state_.contains("open") ? by_state_.at("open") : 0; open > 0)
      out.text += "dunmail inbox lists what waits for a person\n";
    if (broken_ && !order_.watch) {
      out.data["broken"] = broken_->line();
      out.text += broken_->line() + "\n";
      out.exit_code = 1;
    } else if (!remarks_.empty() || postponed_) {
      out.exit_code = 3;
    }
    return out;
  }

  World& world_;
  const TrackOrder& order_;
  const Tracking tracking_;
  std::vector<std::unique_ptr<Mailbox>> mailboxes_;
  std::string text_;
  Json rows_ = Json::array(), given_up_ = Json::array();
  std::map<std::string, std::size_t> by_state_;
  std::size_t known_ = 0, postponed_ = 0;
  std::vector<Problem> remarks_;
  std::optional<Problem> broken_;
  int pause_ = 0;
};

}  // namespace

Answer track_command(World& world, const TrackOrder& order) {
  SentMark(world).check();  // what comes back is about letters that an older database does not know to have left
  return Watch(world, order).run();
}

}  // namespace dunmail
