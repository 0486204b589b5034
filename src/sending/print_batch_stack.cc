// A stack on its way to the post: its intents, its folder, its receipts; and what becomes of one that a print had begun
// when it died.
#include <fmt/format.h>

#include <filesystem>

#include "base/digest.h"
#include "base/unreadable.h"
#include "casefile/letter_events.h"
#include "pdf/print_ready.h"
#include "sending/batch_printer.h"

namespace dunmail {

namespace fs = std::filesystem;

void BatchPrinter::make(const std::vector<Place>& places) {
  std::optional<BatchRow> row;
  world_.store.transaction([&] {
    if (const std::vector<Place> due = still_due(places); !due.empty()) row = claim(due);
  });
  if (!row) return;
  mark_.write();
  Stack stack;
  try {
    stack = stack_of(world_, *row);
    put_there(*row, stack);
  } catch (...) {
    // Behind the rename somebody may have seen it: then the next print finishes it.
    if (stack.files.empty() || !holds(fs::path(row->folder) / row->id, stack.files)) undo(*row);
    throw;
  }
  receive(std::move(*row), stack, false);
}

BatchRow BatchPrinter::claim(const std::vector<Place>& places) {
  BatchRow row;
  std::vector<BatchLetter> letters;
  row.run_id = order_.run_id;
  row.day = order_.today;
  row.at = iso(world_.now());
  row.actor = world_.actor;
  row.folder = folder_;
  row.paper = places[0].paper;
  row.envelope = places[0].envelope;
  row.sheet_classes = places[0].classes;
  row.duplex = order_.duplex;
  row.marks = order_.marks;
  for (const Place& place : places) {
    const std::int64_t sheets = sheets_of(static_cast<int>(place.pages), row.duplex);
    letters.push_back({++row.letters, place.letter, place.pages, sheets, place.registered});
    row.pages += place.pages;
    row.sheets += sheets;
  }
  const int year = static_cast<int>(civil(row.day).year());
  row.id = fmt::format("B{}-{:04}", year, world_.store.next_number(fmt::format("batch-{}", year)));
  world_.store.add(row, letters);
  std::vector<LetterRow> leaving;
  for (const BatchLetter& l : letters) leaving.push_back(intend(row, l));
  std::vector<const LetterRow*> marked;
  for (const LetterRow& letter : leaving) marked.push_back(&letter);
  mark_.advance(marked, order_.today);
  return row;
}

LetterRow BatchPrinter::intend(const BatchRow& batch, const BatchLetter& place) {
  LetterRow row = *world_.store.letter(place.letter_id);
  row.state = LetterState::printing;
  ++row.attempts;
  world_.store.update(row);
  world_.record(row, order_.today,
                told::Attempted{.message_id = "",
                                .recipient = "",
                                .route = "print:" + batch.folder,
                                .sha256 = row.document,
                                .attempt = row.attempts,
                                .batch = batch.id,
                                .sequence = place.sequence,
                                .stale_ledger_by = stale_ ? order_.stale_ledger_by : ""},
                "dunmail");
  return row;
}

/// Into the folder of this order, unless it is there.
void BatchPrinter::put_there(BatchRow& row, const Stack& stack) {
  row.folder = folder_;
  const fs::path folder = fs::path(folder_) / row.id;
  if (holds(folder, stack.files)) return;
  write_folder(folder, stack.files, [&] {
    row.state = BatchState::laying;
    world_.store.transaction([&] { world_.store.update(row); });
  });
}

void BatchPrinter::receive(BatchRow row, const Stack& stack, bool taken_up) {
  row.state = BatchState::made;
  row.sha256 = sha256_hex(stack.files[0].bytes);
  world_.store.transaction([&] {
    world_.store.update(row);
    for (const StackLetter& l : stack.letters) accept(row, l);
  });
  out_.made.push_back(made_batch(row, stack.letters, fs::path(row.folder) / row.id));
  out_.made.back().taken_up = taken_up;
}

void BatchPrinter::accept(const BatchRow& batch, const StackLetter& l) {
  LetterRow row = l.row;
  const std::string text = fmt::format("printed in {}, {} of {}", batch.id, l.place.sequence, batch.letters);
  row.state = LetterState::accepted;
  row.reason.clear();
  row.next_attempt.reset();
  row.receipt = text;
  world_.store.update(row);
  world_.record(row, order_.today,
                told::RouteSaid{.kind = EventKind::accepted,
                                .code = 0,
                                .status = "",
                                .stage = "data",
                                .text = text,
                                .queue_id = fmt::format("{}/{}", batch.id, l.place.sequence),
                                .route = "print:" + batch.folder,
                                .recipient = "",
                                .verdict = word(Verdict::delivered_to_relay),
                                .sheets = l.place.sheets,
                                .registered = l.place.registered},
                "dunmail");
}

void BatchPrinter::undo(const BatchRow& batch) noexcept {
  try {
    take_back(batch, "the batch " + batch.id + " could not be made");
  } catch (const std::exception&) {
    // It stays as it is, as if the process had died here; the next print takes it up.
  }
}

void BatchPrinter::take_back(const BatchRow& batch, const std::string& why) {
  world_.store.transaction([&] {
    for (const BatchLetter& place : world_.store.batch_letters(batch.id)) {
      LetterRow row = *world_.store.letter(place.letter_id);
      row.state = LetterState::approved;
      row.reason = why;
      world_.store.update(row);
      world_.record(row, order_.today,
                    told::RouteSaid{.kind = EventKind::deferred,
                                    .text = row.reason,
                                    .route = "print:" + batch.folder,
                                    .verdict = word(Verdict::stop_route)},
                    "dunmail");
    }
    world_.store.remove_batch(batch.id);
  });
}

// What a print that died had begun

/// Nobody has seen its stack. Of a program of before, which knew no `laying`, somebody may have.
void BatchPrinter::forget(BatchRow row) {
  std::error_code failed;
  if (fs::exists(fs::path(row.folder) / row.id, failed)) return take_up(std::move(row));
  take_back(row, "the batch " + row.id + " was cut off before its stack was there");
  out_.remarks.push_back(
      {row.id, "was begun by a print that was cut off before its stack was there", "its letters are looked at anew"});
}

/// What is wrong with the place ends the print, and the next one finishes the stack; what is wrong with a letter of
/// it never mends.
void BatchPrinter::take_up(BatchRow row) {
  Stack stack;
  try {
    stack = stack_of(world_, row);
  } catch (const UnreadableRecord& e) {
    return doubt(std::move(row), e.problem());
  }
  if (!holds(fs::path(row.folder) / row.id, stack.files)) put_there(row, stack);
  out_.remarks.push_back({row.id, "was begun by a print that was cut off, and is finished now",
                          "if its stack was printed already, throw one of the two away: they are the same"});
  receive(std::move(row), stack, true);
}

/// It may be printed, and cannot be made a second time.
void BatchPrinter::doubt(BatchRow row, const Problem& why) {
  const std::string reason = fmt::format("its stack {} was cut off, and cannot be finished: {}", row.id, why.line());
  world_.store.transaction([&] {
    for (const BatchLetter& place : world_.store.batch_letters(row.id)) {
      auto letter = world_.store.letter(place.letter_id);
      if (!letter || letter->state != LetterState::printing) continue;
      letter->state = LetterState::unknown;
      letter->reason = reason;
      world_.store.update(*letter);
      world_.record(*letter, order_.today,
                    told::RouteSaid{.kind = EventKind::unknown, .text = reason, .route = "print:" + row.folder},
                    "dunmail");
    }
    row.state = BatchState::made;
    world_.store.update(row);
  });
  out_.remarks.push_back({row.id, reason, "its letters are in doubt: look for the stack, then dunmail outbox"});
}

}  // namespace dunmail
