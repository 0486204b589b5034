#include "sending/print_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/digest.h"
#include "base/text.h"
#include "desk/whole_ledger.h"
#include "planning/approve.h"
#include "planning/date_anew.h"
#include "sending/batch_printer.h"
#include "sending/hand_off.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& folder) {
  return fs::absolute(folder.empty() ? "." : folder).lexically_normal().string();
}

}  // namespace

BatchPrinter::BatchPrinter(World& world, const PrintOrder& order)
    : world_(world), order_(order), folder_(absolute(order.folder)), rules_(rules_of(world)), mark_(world) {}

PrintedBatches BatchPrinter::run(const Progress& progress) {
  check_registered();
  stale_ = ledger_is_stale(world_, order_.today, order_.stale_ledger_by);
  const auto alone = world_.store.the_only_one("print");  // sending needs none: it claims each letter (lease.h)
  need_whole_ledger(world_);
  mark_.check();
  out_.before = world_.store.batches_of_run(order_.run_id);
  for (BatchRow& row : world_.store.batches(BatchState::making)) forget(row);
  for (BatchRow& row : world_.store.batches(BatchState::laying)) take_up(std::move(row));
  date_those_of_yesterday(progress);
  out_.not_approved = count(LetterState::drafted);
  std::vector<Place> places = choose(progress);
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.order() < b.order(); });
  for (std::size_t from = 0, to = 0; from < places.size(); from = to) {
    while (to < places.size() && to - from < order_.most && places[to].stack() == places[from].stack()) ++to;
    make({places.begin() + static_cast<long>(from), places.begin() + static_cast<long>(to)});
  }
  return std::move(out_);
}

/// A misspelt tier would send a lawyer's letter as an ordinary one.
void BatchPrinter::check_registered() const {
  std::vector<std::string> known;
  for (const Policy& policy : world_.policies.all()) {
    for (const Tier& tier : policy.tiers) known.push_back(tier.id);
    for (const auto& [kind, tier] : policy.occasional) known.push_back(kind);
  }
  for (const char* usual : {"reminder", "credit-warning", "lawyers-letter", "final-demand"}) known.push_back(usual);
  for (const std::string& each : world_.settings.delivery.registered)
    if (std::find(known.begin(), known.end(), each) == known.end())
      throw Error(ErrorKind::config, "delivery.registered", "there is no tier \"" + each + "\"",
                  did_you_mean(each, known));
}

std::size_t BatchPrinter::count(LetterState state) {
  const auto rows = world_.store.letters({.run_id = order_.run_id, .state = state});
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const LetterRow& r) { return r.channel == "post"; }));
}

/// Approved for a day that is over: dated today; automatic ones are approved anew, the others wait for a person.
void BatchPrinter::date_those_of_yesterday(const Progress& progress) {
  DatedAnew anew = date_anew(world_, rules_, order_.run_id, order_.today);
  for (Problem& waiting : anew.waiting) out_.remarks.push_back(std::move(waiting));
  for (Problem& cancelled : anew.cancelled) out_.remarks.push_back(std::move(cancelled)), ++out_.cancelled;
  if (anew.automatic == 0) return;
  ApprovalOrder order;
  order.run_id = order_.run_id;
  order.by = "policy " + world_.policies.names();
  order.automatic_only = true;
  order.also_held = false;
  order.today = order_.today;
  for (Problem& held : approve(world_, order, progress).held) out_.remarks.push_back(std::move(held));
}

PrintedBatches print_batches(World& world, const PrintOrder& order, const Progress& progress) {
  if (!order.run_id.empty() && !world.store.run(order.run_id))
    throw Error(ErrorKind::usage, "print", "there is no run " + order.run_id, "dunmail show lists the runs");
  return BatchPrinter(world, order).run(progress);
}

MadeBatch print_again(World& world, const std::string& batch_id, const std::string& folder) {
  const auto row = world.store.batch(batch_id);
  if (!row) throw Error(ErrorKind::usage, "print", "there is no batch " + batch_id, "dunmail print show lists them");
  if (row->state != BatchState::made)
    throw Error(ErrorKind::usage, batch_id, "was not finished yet", "dunmail print --all --out FOLDER finishes it");
  const Stack stack = stack_of(world, *row);
  if (sha256_hex(stack.files[0].bytes) != row->sha256)
    throw Error(ErrorKind::internal, batch_id, "the stack would not be the same bytes as the first time",
                "print its letters one by one with dunmail pdf");
  const fs::path place = fs::path(absolute(folder)) / row->id;
  if (!holds(place, stack.files)) write_folder(place, stack.files);
  return made_batch(*row, stack.letters, place);
}

std::string sheet_class(std::int64_t sheets, const std::string& classes) {
  std::int64_t least = 1;
  for (const std::string_view word : split(classes, ' ')) {
    if (word.empty()) continue;
    const std::int64_t most = std::stoll(std::string(word));
    if (sheets <= most) return least == most ? std::to_string(most) : fmt::format("{}-{}", least, most);
    least = most + 1;
  }
  return least == 1 ? "any" : fmt::format("over {}", least - 1);
}

}  // namespace dunmail
