#include "insight/views.h"

#include <algorithm>

#include "base/error.h"
#include "casefile/letter_events.h"
#include "desk/frozen.h"

namespace dunmail {
namespace {

std::optional<LetterFacts> facts_if_whole(const LetterRow& letter) {
  try {
    return facts_of(letter);
  } catch (const std::exception&) {
    return std::nullopt;  // dunmail verify names it; the rest of the letter is there to be seen
  }
}

}  // namespace

RunsView view_runs(World& world) {
  RunsView out;
  const auto counts = world.store.run_counts();
  for (RunRow& run : world.store.runs()) {
    const auto found = counts.find(run.id);
    out.runs.push_back({std::move(run), found == counts.end() ? Store::RunCount{} : found->second});
  }
  out.plans = world.store.runs_that_plan();
  return out;
}

std::optional<RunView> view_run(World& world, const std::string& id) {
  auto run = world.store.run(id);
  if (!run) return std::nullopt;
  RunView out{std::move(*run), {}};
  out.held = held_back_of(out.run.held);
  return out;
}

std::optional<LetterView> view_letter(World& world, const std::string& id) {
  auto letter = world.store.letter(id);
  if (!letter) return std::nullopt;
  LetterView out;
  out.letter = std::move(*letter);
  out.facts = facts_if_whole(out.letter);
  out.archived = world.store.archived(out.letter.document);
  out.successor = std::count(out.letter.id.begin(), out.letter.id.end(), '-') > 1;  // L2026-000001-2
  std::vector<Event> events = world.store.events(out.letter.case_id);
  for (const SentLetter& sent : standing_of(events).sent)
    if (sent.id == out.letter.id && sent.proven) out.proof = sent.proof;
  for (Event& event : events) {
    if (event.letter_id != out.letter.id) continue;
    if (event.kind == EventKind::drafted) {
      const auto drafted = told::Drafted::read(event);
      out.warnings.insert(out.warnings.end(), drafted.warnings.begin(), drafted.warnings.end());
      out.not_kept.insert(out.not_kept.end(), drafted.edits.lost.begin(), drafted.edits.lost.end());
    }
    out.events.push_back(std::move(event));
  }
  return out;
}

std::optional<DebtorView> view_debtor(World& world, const std::string& id) {
  auto debtor = world.store.debtor(id);
  if (!debtor) return std::nullopt;
  return DebtorView{std::move(*debtor), world.store.inactive_debtor(id), world.store.inactive_contacts(id)};
}

}  // namespace dunmail
