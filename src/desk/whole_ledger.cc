#include "desk/whole_ledger.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace dunmail {

void need_whole_ledger(World& world) {
  if (world.store.half_imports().empty()) return;
  const auto nobody_imports = world.store.the_only_one("import");
  for (const HalfImport& half : world.store.half_imports())
    throw Error(
        ErrorKind::input, printable(half.file),
        fmt::format("{} of {} are half in: {} of {} rows, since {}{}", half.kind, iso(half.as_of), half.rows_in,
                    half.rows_of, half.at, half.actor.empty() ? "" : " by " + printable(half.actor)),
        half.kind == "statements"
            ? "the import was stopped: dunmail payments import with that file again"
            : fmt::format("the import was stopped: dunmail import {} with that file again, or a newer one", half.kind));
}

}  // namespace dunmail
