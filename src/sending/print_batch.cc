#include "sending/print_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <tuple>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "casefile/letter_events.h"
#include "desk/case_trouble.h"
#include "desk/frozen.h"
#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "desk/whole_ledger.h"
#include "pdf/join_pdf.h"
#include "pdf/print_ready.h"
#include "planning/approval.h"
#include "planning/approve.h"
#include "planning/date_anew.h"
#include "planning/still_true.h"
#include "sending/batch_files.h"
#include "sending/hand_off.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

/// What decides into which stack a letter goes, and where in it.
struct Place {
  std::string creditor, paper, envelope, classes;  ///< one stack: another company's letters are another sender's post
  std::string country, postcode, debtor, letter;
  std::int64_t pages = 0;
  bool registered = false;
  std::int64_t version = 0;  ///< of the letter when it was chosen

  auto stack() const { return std::tie(creditor, paper, envelope, classes); }
  auto order() const { return std::tie(creditor, paper, envelope, classes, country, postcode, debtor, letter); }
};

/// All files or none: a folder beside it, then renamed; before that `ready` is called. A folder of that name that is
/// there is not touched.
void write_folder(
    const fs::path& folder, const std::vector<BatchFile>& files, const std::function<void()>& ready = [] {}) {
  std::error_code failed;
  const fs::path draft = folder.parent_path() / ("." + folder.filename().string() + ".part");
  fs::create_directories(folder.parent_path(), failed);
  if (!failed) fs::remove_all(draft, failed);
  if (!failed) fs::create_directory(draft, failed);
  if (failed)
    throw Error(ErrorKind::storage, folder.string(), "the folder cannot be made: " + failed.message(),
                "may you write there?");
  try {
    for (const BatchFile& file : files) write_file(draft / file.name, file.bytes);
    flush_to_disk(draft);
    ready();
    if (::rename(draft.c_str(), folder.c_str()) != 0)
      throw Error(ErrorKind::storage, folder.string(),
                  std::string("the batch cannot be put there: ") + std::strerror(errno),
                  "name another folder with --out");
    flush_to_disk(folder.parent_path());
  } catch (...) {
    fs::remove_all(draft, failed);
    throw;
  }
}

bool holds(const fs::path& folder, const std::vector<BatchFile>& files) {
  for (const BatchFile& file : files)
    if (!fs::is_regular_file(folder / file.name) || read_file(folder / file.name) != file.bytes) return false;
  return true;
}

std::vector<StackLetter> letters_of(World& world, const std::string& batch_id) {
  std::vector<StackLetter> out;
  for (BatchLetter& place : world.store.batch_letters(batch_id)) {
    auto row = world.store.letter(place.letter_id);
    auto pdf = row ? world.store.document(row->document) : std::nullopt;
    if (!pdf)
      throw UnreadableRecord(place.letter_id, "its printed document is gone from the database", "restore a backup");
    if (const auto why = not_the_approved(*row, *pdf))
      throw UnreadableRecord(row->id, *why, "dunmail verify shows what was changed");
    LetterFacts facts = facts_of(*row);
    out.push_back({std::move(place), std::move(*row), std::move(facts), std::move(*pdf)});
  }
  return out;
}

std::vector<BatchFile> files_of(const BatchRow& batch, const std::vector<StackLetter>& letters) {
  auto files = batch_files(batch, letters);
  if (!files) throw Error(ErrorKind::internal, files.problem());
  return std::move(*files);
}

MadeBatch made(const BatchRow& row, const std::vector<StackLetter>& letters, const fs::path& folder) {
  MadeBatch out{row, folder.string(), 0, {}, false};
  for (const StackLetter& l : letters) {
    out.registered += l.place.registered;
    ++out.classes[sheet_class(l.place.sheets, row.sheet_classes)];
    out.creditor = l.facts.creditor.id;
  }
  return out;
}

std::string absolute(const std::string& folder) {
  return fs::absolute(folder.empty() ? "." : folder).lexically_normal().string();
}

class BatchPrinter {
 public:
  BatchPrinter(World& world, const PrintOrder& order)
      : world_(world), order_(order), folder_(absolute(order.folder)), rules_(rules_of(world)), mark_(world) {}

  PrintedBatches run(const Progress& progress) {
    check_registered();
    stale_ = ledger_is_stale(world_, order_.today, order_.stale_ledger_by);
    const PrintLock lock(world_.settings.database);
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

 private:
  /// A misspelt tier would send a lawyer's letter as an ordinary one.
  void check_registered() const {
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

  std::size_t count(LetterState state) {
    const auto rows = world_.store.letters({.run_id = order_.run_id, .state = state});
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [](const LetterRow& r) { return r.channel == "post"; }));
  }

  bool is_registered(const std::string& kind) const {
    const auto& tiers = world_.settings.delivery.registered;
    return std::find(tiers.begin(), tiers.end(), kind) != tiers.end();
  }

  /// Approved for a day that is over: dated today; automatic ones are approved anew, the others wait for a person.
  void date_those_of_yesterday(const Progress& progress) {
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

  std::vector<Place> choose(const Progress& progress) {
    std::vector<Place> out;
    const auto ids = world_.store.letter_ids({.run_id = order_.run_id, .state = LetterState::approved});
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (progress && (i % 16 == 0 || i + 1 == ids.size())) progress(i + 1, ids.size());
      auto row = world_.store.letter(ids[i]);
      if (!row || row->channel != "post") continue;
      const LetterRow kept = *row;
      try {
        if (auto place = place_of(std::move(*row))) out.push_back(std::move(*place));
      } catch (...) {
        hold(kept,
             {"", "its case is in trouble: " + trouble_caught(), "dunmail explain says more; mend it, and plan again"});
      }
    }
    return out;
  }

  std::optional<Place> place_of(LetterRow row) {
    if (!may_leave(row)) return std::nullopt;
    const LetterFacts facts = facts_of(row);
    const auto pdf = world_.store.document(row.document);
    if (!pdf) return hold(std::move(row), {"", "its printed document is gone from the database", "restore a backup"});
    if (auto why = not_the_approved(row, *pdf))
      return hold(std::move(row), {"", std::move(*why), "dunmail verify shows what was changed; plan again"});
    const auto pages = count_pages(*pdf);
    if (!pages) return hold(std::move(row), pages.problem());
    // Set anew for its measures only; what is printed are the approved bytes.
    const auto set = printer().print(facts);
    if (!set) return hold(std::move(row), set.problem());
    if (!set->envelope.outside.empty())
      return hold(std::move(row),
                  {"", set->envelope.outside, "shorten the address, or choose a stationery with a larger window"});
    const Address& a = facts.debtor.address;
    return Place{facts.creditor.id,
                 set->envelope.paper,
                 set->envelope.envelope,
                 fmt::format("{}", fmt::join(set->envelope.sheet_classes, " ")),
                 a.country,
                 a.postcode,
                 row.debtor_id,
                 row.id,
                 *pages,
                 is_registered(row.kind),
                 row.version};
  }

  /// Looks at the account as it is now. What is no longer due is cancelled; what may not leave today waits.
  bool may_leave(const LetterRow& row) {
    const CaseInput input = world_.case_of(row);
    check_sums(input.account);
    check_for_rules(world_, input);
    if (auto why = not_what_stands(row, input.events)) {
      hold(row, {"", std::move(*why), "dunmail verify shows what was changed"});
      return false;
    }
    const Examined now = examine_letter(rules_, input, order_.today, row.id);
    if (const auto why = no_longer_due(world_, rules_, row, input, now, order_.today)) {
      cancel(row, input, *why);
      return false;
    }
    if (const Blocker* hold = resting(now)) {
      out_.remarks.push_back({row.id, "waits: " + hold->text, "print again when the hold is over"});
      return false;
    }
    const Date day = std::max(row.day, leaving_day(rules_, input, now, row.kind, order_.today));
    if (day > order_.today) wait(row, day);
    return day <= order_.today;
  }

  std::nullopt_t cancel(LetterRow row, const CaseInput& input, const std::string& why) {
    world_.store.transaction([&] {
      const auto now = world_.store.letter(row.id);
      if (!now || now->version != row.version) return;  // somebody else has it: a sender, a clerk
      row.state = LetterState::cancelled;
      row.reason = why;
      world_.store.update(row);
      world_.record(input, order_.today, row.id, told::TakenOut{EventKind::cancelled, why}, "dunmail");
    });
    ++out_.cancelled;
    out_.remarks.push_back({row.id, "cancelled: " + why, "the next plan looks at the case again"});
    return std::nullopt;
  }

  std::nullopt_t wait(const LetterRow& row, Date day) {
    out_.remarks.push_back({row.id, fmt::format("waits: it may leave on {}", iso(day)), "print again on that day"});
    return std::nullopt;
  }

  std::nullopt_t hold(LetterRow row, const Problem& why) {
    world_.store.transaction([&] {
      const auto now = world_.store.letter(row.id);
      if (!now || now->version != row.version) return;
      row.state = LetterState::held;
      row.reason = why.line();
      world_.store.update(row);
    });
    ++out_.held;
    out_.remarks.push_back({row.id, "held: " + why.message, why.hint});
    return std::nullopt;
  }

  // A batch

  void make(const std::vector<Place>& places) {
    std::optional<BatchRow> row;
    world_.store.transaction([&] {
      if (const std::vector<Place> due = still_due(places); !due.empty()) row = claim(due);
    });
    if (!row) return;
    mark_.write();
    Stack stack;
    try {
      stack = stack_of(*row);
      put_there(*row, stack);
    } catch (...) {
      // Behind the rename somebody may have seen it: then the next print finishes it.
      if (stack.files.empty() || !holds(fs::path(row->folder) / row->id, stack.files)) undo(*row);
      throw;
    }
    receive(std::move(*row), stack, false);
  }

  struct Stack {
    std::vector<StackLetter> letters;
    std::vector<BatchFile> files;
  };

  Stack stack_of(const BatchRow& row) {
    Stack out{letters_of(world_, row.id), {}};
    out.files = files_of(row, out.letters);
    return out;
  }

  /// Within the transaction that commits the intents: what came since they were chosen, which takes seconds (a payment,
  /// a hold, an edit), keeps letters back.
  std::vector<Place> still_due(const std::vector<Place>& places) {
    std::vector<Place> out;
    for (const Place& place : places) {
      const auto row = world_.store.letter(place.letter);
      if (!row || row->state != LetterState::approved || row->version != place.version) {
        out_.remarks.push_back({place.letter, "was changed while the stack was chosen", "print again"});
        continue;
      }
      try {
        if (may_leave(*row)) out.push_back(place);
      } catch (...) {
        hold(*row,
             {"", "its case is in trouble: " + trouble_caught(), "dunmail explain says more; mend it, and plan again"});
      }
    }
    return out;
  }

  BatchRow claim(const std::vector<Place>& places) {
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

  LetterRow intend(const BatchRow& batch, const BatchLetter& place) {
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
  void put_there(BatchRow& row, const Stack& stack) {
    row.folder = folder_;
    const fs::path folder = fs::path(folder_) / row.id;
    if (holds(folder, stack.files)) return;
    write_folder(folder, stack.files, [&] {
      row.state = BatchState::laying;
      world_.store.transaction([&] { world_.store.update(row); });
    });
  }

  void receive(BatchRow row, const Stack& stack, bool taken_up) {
    row.state = BatchState::made;
    row.sha256 = sha256_hex(stack.files[0].bytes);
    world_.store.transaction([&] {
      world_.store.update(row);
      for (const StackLetter& l : stack.letters) accept(row, l);
    });
    out_.made.push_back(made(row, stack.letters, fs::path(row.folder) / row.id));
    out_.made.back().taken_up = taken_up;
  }

  void accept(const BatchRow& batch, const StackLetter& l) {
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

  void undo(const BatchRow& batch) noexcept {
    try {
      take_back(batch, "the batch " + batch.id + " could not be made");
    } catch (const std::exception&) {
      // It stays as it is, as if the process had died here; the next print takes it up.
    }
  }

  void take_back(const BatchRow& batch, const std::string& why) {
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

  /// Nobody has seen its stack. Of a program of before, which knew no `laying`, somebody may have.
  void forget(BatchRow row) {
    std::error_code failed;
    if (fs::exists(fs::path(row.folder) / row.id, failed)) return take_up(std::move(row));
    take_back(row, "the batch " + row.id + " was cut off before its stack was there");
    out_.remarks.push_back(
        {row.id, "was begun by a print that was cut off before its stack was there", "its letters are looked at anew"});
  }

  /// What is wrong with the place ends the print, and the next one finishes the stack; what is wrong with a letter of
  /// it never mends.
  void take_up(BatchRow row) {
    Stack stack;
    try {
      stack = stack_of(row);
    } catch (const UnreadableRecord& e) {
      return doubt(std::move(row), e.problem());
    }
    if (!holds(fs::path(row.folder) / row.id, stack.files)) put_there(row, stack);
    out_.remarks.push_back({row.id, "was begun by a print that was cut off, and is finished now",
                            "if its stack was printed already, throw one of the two away: they are the same"});
    receive(std::move(row), stack, true);
  }

  /// It may be printed, and cannot be made a second time.
  void doubt(BatchRow row, const Problem& why) {
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

  Printer& printer() {
    if (!printer_) printer_ = std::make_unique<Printer>(world_.press());
    return *printer_;
  }

  World& world_;
  const PrintOrder& order_;
  const std::string folder_;
  CaseRules rules_;
  SentMark mark_;
  bool stale_ = false;
  PrintedBatches out_;
  std::unique_ptr<Printer> printer_;
};

}  // namespace

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
  const std::vector<StackLetter> letters = letters_of(world, row->id);
  const std::vector<BatchFile> files = files_of(*row, letters);
  if (sha256_hex(files[0].bytes) != row->sha256)
    throw Error(ErrorKind::internal, batch_id, "the stack would not be the same bytes as the first time",
                "print its letters one by one with dunmail pdf");
  const fs::path place = fs::path(absolute(folder)) / row->id;
  if (!holds(place, files)) write_folder(place, files);
  return made(*row, letters, place);
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
