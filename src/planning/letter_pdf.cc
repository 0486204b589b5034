#include "planning/letter_pdf.h"

#include "base/error.h"
#include "desk/frozen.h"
#include "letters/press.h"
#include "planning/approval.h"

namespace dunmail {
namespace {

constexpr const char* changed_hint = "dunmail verify shows what was changed; a backup has the letter as it was";

std::string approved_bytes(World& world, const LetterRow& letter) {
  auto kept = world.store.document(letter.document);
  if (!kept) throw Error(ErrorKind::storage, letter.id, "its document is gone from the database", "restore a backup");
  if (const auto why = not_the_approved(letter, *kept)) throw Error(ErrorKind::storage, letter.id, *why, changed_hint);
  if (const auto why = not_as_approved(letter, world.store.events(letter.case_id)))
    throw Error(ErrorKind::storage, letter.id, *why, changed_hint);
  return std::move(*kept);
}

}  // namespace

LetterPdf letter_pdf(World& world, const std::string& id) {
  const auto letter = world.store.letter(id);
  if (!letter) throw Error(ErrorKind::usage, "pdf", "there is no letter \"" + id + "\"", "dunmail show RUN lists them");
  if (!letter->document.empty()) return {approved_bytes(world, *letter), true};
  auto printed = Printer(world.press()).print(facts_of(*letter));
  if (!printed)
    throw Error(ErrorKind::input, {id + (printed.problem().where.empty() ? "" : ", " + printed.problem().where),
                                   printed.problem().message, printed.problem().hint});
  return {std::move(printed->pdf), false};
}

}  // namespace dunmail
