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

void need_whole_ledger(World& world) {
  if (world.store.half_imports().empty() && not_matched(world) == 0) return;
  const auto nobody_imports = world.store.the_only_one("import");
  for (const HalfImport& half : world.store.half_imports())
    throw HalfLedger(
        ErrorKind::input, printable(half.file),
        fmt::format("{} of {} are half in: {} of {} rows, since {}{}", half.kind, iso(half.as_of), half.rows_in,
                    half.rows_of, half.at, half.actor.empty() ? "" : " by " + printable(half.actor)),
        half.kind == "statements"
            ? "the import was stopped: dunmail payments import with that file again"
            : fmt::format("the import was stopped: dunmail import {} with that file again, or a newer one", half.kind));
  if (const std::size_t entries = not_matched(world); entries > 0)
    throw HalfLedger(ErrorKind::input, "payments",
                     fmt::format("{} bank {} not been matched yet; a letter would ask for what was paid", entries,
                                 entries == 1 ? "entry has" : "entries have"),
                     "dunmail payments match");
}

}  // namespace dunmail
