#include "cli/commands_archive.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/problem_json.h"
#include "cli/stop_signal.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

std::string megabytes(std::int64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string text_of(const Archived& a) {
  std::string kinds;
  for (const auto& [of, count] : a.documents)
    kinds += fmt::format("{}{} {}s", kinds.empty() ? "" : ", ", count, word(of));
  std::string out = kinds.empty() ? fmt::format("no document went to {}\n", printable(a.folder))
                                  : fmt::format("{} ({}) went to {}\n", kinds, megabytes(a.bytes), printable(a.folder));
  if (a.needed > 0) out += fmt::format("{} stay: they belong to something newer as well\n", a.needed);
  if (!kinds.empty())
    out +=
        fmt::format("the database's file has {} free for what comes; dunmail archive --shrink gives it to the disk\n",
                    megabytes(a.free_bytes));
  if (a.stopped) out += "stopped as asked; the same command goes on from there\n";
  return out;
}

}  // namespace

Answer archive_command(World& world, const ArchiveOrder& order, const Progress& progress) {
  const Archived done = archive(world, order, progress);
  Answer answer;
  Json counts = Json::object();
  for (const DocumentOf of : {DocumentOf::letter, DocumentOf::mail, DocumentOf::upload}) {
    const auto found = done.documents.find(of);
    counts[word(of)] = found == done.documents.end() ? 0 : found->second;
  }
  answer.data = {{"archive", done.folder},          {"documents", counts},           {"bytes", done.bytes},
                 {"needed", done.needed},           {"free_bytes", done.free_bytes}, {"stopped", done.stopped},
                 {"remarks", to_json(done.remarks)}};
  answer.text = text_of(done);
  for (const Problem& each : done.remarks) answer.text += "  " + each.line() + "\n";
  answer.exit_code = done.stopped ? StopSignal::exit_code : done.remarks.empty() ? 0 : 3;
  return answer;
}

Answer archives_command(World& world) {
  using Side = TextTable::Side;
  Answer answer;
  answer.data["archives"] = Json::array();
  TextTable table({{"archive", Side::left}, {"documents", Side::right}, {"size", Side::right}, {"there", Side::left}});
  for (const ListedArchive& each : archives(world)) {
    table.row({printable(each.row.folder), std::to_string(each.row.documents), megabytes(each.row.bytes),
               each.there ? "yes" : "no"});
    answer.data["archives"].push_back({{"archive", each.row.folder},
                                       {"documents", each.row.documents},
                                       {"bytes", each.row.bytes},
                                       {"there", each.there}});
  }
  answer.text = table.empty() ? "nothing was archived yet: dunmail archive --before DAY --to FOLDER\n" : table.text();
  return answer;
}

Answer move_archive_command(World& world, const MoveArchiveOrder& order) {
  const std::string now = move_archive(world, order);
  return {{{"archive", now}},
          fmt::format("the archive is looked for in {}; dunmail verify reads all of it\n", printable(now)),
          0};
}

Answer shrink_command(World& world) {
  const Shrunk done = shrink(world);
  return {{{"before", done.before}, {"after", done.after}},
          fmt::format("{}: {} before, {} now\n", printable(world.settings.database), megabytes(done.before),
                      megabytes(done.after)),
          0};
}

void describe_archive(CommandTable& table) {
  struct Read {
    std::string before, to, by, today, moved;
    bool shrink = false;
  };
  const auto r = std::make_shared<Read>();
  auto* command = table.add(
      "archive", "move documents of what is over out of the database; without an option the archives",
      [r](World& world) {
        if (!r->before.empty() + !r->moved.empty() + r->shrink > 1)
          throw Error(ErrorKind::usage, "archive", "one of them at a time", "--before, --moved or --shrink");
        if (r->shrink) return shrink_command(world);
        if (!r->moved.empty()) return move_archive_command(world, {r->moved, r->to});
        if (r->before.empty() && !r->to.empty())
          throw Error(ErrorKind::usage, "archive", "which documents?", "add --before DAY");
        if (r->before.empty()) return archives_command(world);
        const StopSignal signal;
        return archive_command(
            world,
            {day_given(r->before, "--before"), r->to, r->by, day_or_today(r->today, "--today"), StopSignal::came},
            progress_line("archiving"));
      });
  command->add_option(
      "--before", r->before,
      "of letters that ended, whose run and last event lie before this day, and of mails that were dealt "
      "with and came in before it");
  command->add_option("--to", r->to, "the archive's folder, made where there is none");
  command->add_option("--by", r->by, "who");
  command->add_option("--moved", r->moved, "an archive that lies in the folder --to now");
  command->add_flag("--shrink", r->shrink,
                    "give the disk what is free in the database's file; nobody writes meanwhile");
  today_option(command, r->today);
}

}  // namespace dunmail
