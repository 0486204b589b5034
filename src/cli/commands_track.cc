// track: what came back, as it comes.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "base/text.h"
#include "cli/commands_mail.h"
#include "cli/given_day.h"
#include "cli/mail_line.h"
#include "intake/watch_mail.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

volatile std::sig_atomic_t stopping = 0;

/// The message at hand is finished, then the process ends. No SA_RESTART: a wait shall end at once.
void stop_at_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) { stopping = 1; };
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

std::string line_of(const GivenUpFax& fax) {
  return fmt::format("  {} {} fax given up: {}; the next plan goes another way\n", fax.letter, fax.debtor, fax.reason);
}

void say(const std::string& line) { std::fputs(line.c_str(), stderr); }

std::size_t taken(const TrackResult& result) {
  std::size_t out = 0;
  for (const auto& [state, count] : result.states) out += count;
  return out;
}

Json to_json(const TrackResult& result, bool watch) {
  Json states = Json::object(), mails = Json::array(), given_up = Json::array(), remarks = Json::array();
  for (const auto& [state, count] : result.states) states[state] = count;
  for (const MailRow& row : result.mails) mails.push_back(to_json(row));
  for (const GivenUpFax& fax : result.given_up) given_up.push_back(fax.letter);
  for (const Problem& p : result.remarks) remarks.push_back(p.line());
  Json out = {
      {"taken", taken(result)}, {"states", states},     {"known", result.known}, {"postponed", result.postponed},
      {"mails", mails},         {"given_up", given_up}, {"remarks", remarks}};
  if (result.broken && !watch) out["broken"] = result.broken->line();
  return out;
}

std::string text_of(const TrackResult& result, bool watch, const Extent& extent) {
  std::string out;
  const std::size_t shown = std::min(result.mails.size(), extent.lines);
  for (std::size_t i = 0; i < shown; ++i) out += line_of(result.mails[i]);
  if (shown < result.mails.size())
    out += fmt::format("  ... and {} more: --all shows them\n", result.mails.size() - shown);
  for (const GivenUpFax& fax : result.given_up) out += line_of(fax);
  if (!watch)
    for (const Problem& p : result.remarks) out += "  ! " + p.line() + "\n";
  out += fmt::format("{} message(s) taken in", taken(result));
  for (const auto& [state, count] : result.states) out += fmt::format(", {} {}", count, state);
  if (result.known) out += fmt::format("; {} taken in before", result.known);
  if (result.postponed) out += fmt::format("; {} left until their letter is sent", result.postponed);
  out += "\n";
  if (result.states.contains("open")) out += "dunmail inbox lists what waits for a person\n";
  if (result.broken && !watch) out += result.broken->line() + "\n";
  return out;
}

Answer track_command(World& world, const TrackOrder& order, const Extent& extent) {
  TrackListener listener;
  if (order.watch) {
    listener.mail = [](const MailRow& row) { say(line_of(row)); };
    listener.trouble = [](const Problem& p) { say("  ! " + p.line() + "\n"); };
    listener.given_up = [](const GivenUpFax& fax) { say(line_of(fax)); };
  }
  const TrackResult result = watch_mail(world, order, listener);
  Answer out{to_json(result, order.watch), text_of(result, order.watch, extent), 0};
  if (result.broken && !order.watch)
    out.exit_code = 1;
  else if (!result.remarks.empty() || result.postponed)
    out.exit_code = 3;
  return out;
}

}  // namespace

void describe_track(CommandTable& table) {
  struct Read {
    std::string today;
    bool once = false, all = false;
    TrackOrder order;
  };
  const auto r = std::make_shared<Read>();
  auto* track = table.add("track", "take in what came back: reports, receipts, answers", [r, &table](World& world) {
    if (r->once && r->order.watch) throw Error(ErrorKind::usage, "track", "--once and --watch are two things");
    day_or_today(r->today, "--today");
    r->order.today = [r] { return day_or_today(r->today, "--today"); };
    r->order.stop = [] { return stopping != 0; };
    stop_at_signals();
    return track_command(world, r->order, table.extent(r->all));
  });
  track->add_option("paths", r->order.paths,
                    "Maildirs, .eml files or folders of them; default: [mailbox] of the settings");
  track->add_flag("--once", r->once, "one round, then end (the default)");
  track->add_flag("--watch", r->order.watch, "stay, and take in what comes as it comes; SIGTERM ends it");
  all_option(track, r->all);
  today_option(track, r->today);
}

}  // namespace dunmail
