#include "desk/whole_ledger.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dunmail {
namespace {

/// Entries of statements that nobody has looked at yet: any of them may be the payment that a letter would ask for.
std::size_t not_matched(World& world) {
  std::size_t out = world.store.bank_entry_marks(BankState::fresh).size();
  for (const BankRow& row : world.store.bank_entries(BankState::announced))
    if (row.rule.empty()) ++out;
  return out;
}

}  // namespace

std::vector<Problem> ledger_lacks(World& world) {
  std::vector<Problem> out;
  for (const HalfImport& half : world.store.half_imports())
    out.push_back(
        {printable(half.file),
         fmt::format("{} of {} are half in: {} of {} rows, since {}{}", half.kind, iso(half.as_of), half.rows_in,
                     half.rows_of, half.at, half.actor.empty() ? "" : " by " + printable(half.actor)),
         half.kind == "statements" ? "dunmail payments import with that file again"
                                   : fmt::format("dunmail import {} with that file again", half.kind)});
  if (const std::size_t entries = not_matched(world); entries > 0)
    out.push_back({"payments",
                   fmt::format("{} bank {} not been matched yet; a letter would ask for what was paid", entries,
                               entries == 1 ? "entry has" : "entries have"),
                   "dunmail payments match"});
  return out;
}

void need_whole_ledger(World& world) {
  if (ledger_lacks(world).empty()) return;
  const auto nobody_imports = world.store.the_only_one("import");
  const auto lacks = ledger_lacks(world);
  if (lacks.empty()) return;
  const Problem& first = lacks.front();
  throw HalfLedger(ErrorKind::input, first.where, first.message,
                   (world.store.half_imports().empty() ? "" : "the import was stopped: ") + first.hint);
}

}  // namespace dunmail
