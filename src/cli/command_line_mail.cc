#include "cli/command_line_mail.h"

#include <signal.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "cli/commands_inbox.h"
#include "cli/given_day.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string today, due, until;
  bool once = false, watch = false, all = false;
  TrackOrder track;
  InboxOrder inbox;
  std::string out;
};

volatile std::sig_atomic_t stopping = 0;

/// The message at hand is finished, then the process ends. No SA_RESTART: a wait shall end at once.
void stop_at_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { stopping = 1; };
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

Answer run_track(const std::shared_ptr<Read>& r, const std::string& config) {
  World world = World::open(config);
  if (r->once && r->watch) throw Error(ErrorKind::usage, "track", "--once and --watch are two things");
  TrackOrder order = r->track;
  order.watch = r->watch;
  day_or_today(r->today, "--today");
  order.today = [r] { return day_or_today(r->today, "--today"); };  // asked in every round: a watch outlives the day
  order.stop = [] { return stopping != 0; };
  order.say = [](const std::string& line) { std::fputs(line.c_str(), stderr); };
  stop_at_signals();
  return track_command(world, order);
}

using Action = Answer (*)(World&, const InboxOrder&);

std::function<Answer()> decide(const std::shared_ptr<Read>& r, const std::string& config, Action action) {
  return [r, &config, action] {
    World world = World::open(config);
    r->inbox.today = day_or_today(r->today, "--today");
    r->inbox.record.due = day_if_given(r->due, "--due");
    return action(world, r->inbox);
  };
}

}  // namespace

void describe_mail(const AddCommandBelow& command, const std::string& config) {
  const auto r = std::make_shared<Read>();
  auto* track = command(
      "track", "take in what came back: reports, receipts, answers", [r, &config] { return run_track(r, config); },
      nullptr);
  track->add_option("paths", r->track.paths,
                    "Maildirs, .eml files or folders of them; default: [mailbox] of the settings");
  track->add_flag("--once", r->once, "one round, then end (the default)");
  track->add_flag("--watch", r->watch, "stay, and take in what comes as it comes; SIGTERM ends it");
  track->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");

  auto* inbox = command(
      "inbox", "mail that waits for a person: what nothing ties to a letter, and answers",
      [r, &config] {
        World world = World::open(config);
        return inbox_command(world, r->all);
      },
      nullptr);
  inbox->add_flag("--all", r->all, "also what is settled");
  auto* show = command(
      "show", "one message with its text",
      [r, &config] {
        World world = World::open(config);
        return inbox_show_command(world, r->inbox.id);
      },
      inbox);
  auto* assign = command("assign", "tie a message to a letter, or to a debtor's last letter",
                         decide(r, config, inbox_assign_command), inbox);
  auto* confirm = command("confirm", "record what an answer means: the first suggestion, or --as",
                          decide(r, config, inbox_confirm_command), inbox);
  auto* dismiss = command("dismiss", "it is of no account", decide(r, config, inbox_dismiss_command), inbox);
  auto* attachment = command(
      "attachment", "write what was uploaded with an answer on the response page to a file",
      [r, &config] {
        World world = World::open(config);
        return inbox_attachment_command(world, r->inbox.id, r->out);
      },
      inbox);
  attachment->add_option(
      "--out", r->out,
      "file or folder; default: MAIL.pdf, .png or .jpg here. A file that is there is never overwritten");
  for (CLI::App* sub : {show, assign, confirm, dismiss, attachment})
    sub->add_option("mail", r->inbox.id, "M2026-000001")->required();
  assign->add_option("to", r->inbox.to, "a letter (L2026-000001) or a debtor")->required();
  for (CLI::App* sub : {assign, confirm, dismiss}) {
    sub->add_option("--by", r->inbox.by, "who")->required();
    sub->add_option("--today", r->today, "the business day; default: the clock's");
  }
  confirm->add_option(
      "--as", r->inbox.as,
      "promise, dispute, paid, needs-document, wrong-contact, out-of-business, refuses, bounced, delivered, nothing");
  confirm->add_option("--due", r->due, "promise: the exact day of payment");
  confirm->add_option("--amount", r->inbox.record.amount,
                      "promise, dispute: the sum; default: the suggested one, or all of it");
  confirm->add_option("--invoice", r->inbox.record.invoice, "dispute: the invoice");
  confirm->add_option("--type", r->inbox.record.type, "dispute: goods, quantity, price, not-received, invoice");
  confirm->add_option("--reference", r->inbox.reference,
                      "paid: what the bank calls the payment; without it letters do not wait");
  confirm->add_option("--note", r->inbox.record.note, "what to remember; default: the sentence it rests on");
  dismiss->add_option("--reason", r->inbox.reason, "why")->required();
}

}  // namespace dunmail
