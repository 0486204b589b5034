#include "intake/announcements.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/statement_twin.h"

namespace dunmail {
namespace {

constexpr Days days_apart{14};  // an announcement and what it came true as

void end(Store& store, BankRow& row, BankState state, const char* rule, std::string why, const std::string& other) {
  row.state = state;
  row.rule = rule;
  row.why = std::move(why);
  row.other = other;
  store.update(row);
}

}  // namespace

std::vector<BankEntry> entries_of(const std::vector<BankRow>& rows) {
  std::vector<BankEntry> out;
  for (const BankRow& row : rows) out.push_back(row.entry);
  return out;
}

std::vector<BankRow> Announcements::open() const {
  std::vector<BankRow> out = world_.store.bank_entries(BankState::announced);
  std::erase_if(out, [&](const BankRow& row) { return claimed_.contains(row.entry.id); });
  return out;
}

std::map<std::string, BankRow> Announcements::ended_by(const std::vector<BankEntry>& booked) const {
  std::map<std::string, BankRow> out;
  if (booked.empty()) return out;
  const std::vector<BankRow> rows = open();
  const std::vector<Twin> twins = announced_twins(booked, entries_of(rows));
  for (std::size_t i = 0; i < booked.size(); ++i)
    if (twins[i].likeness != Likeness::different) out.emplace(booked[i].id, rows[twins[i].of]);
  return out;
}

void Announcements::came_true(const BankRow& announced, const BankEntry& booked) {
  auto now = world_.store.bank_entry(announced.entry.id);
  if (!now || now->state != BankState::announced) return;
  end(world_.store, *now, BankState::superseded, "booked",
      fmt::format("booked on {} as {}", iso(booked.booked), booked.id), booked.id);
}

void Announcements::fail(const std::vector<BankEntry>& failed) {
  if (failed.empty()) return;
  auto rows = open();
  for (const Twin& twin : announced_twins(failed, entries_of(rows)))
    if (twin.likeness != Likeness::different)
      end(world_.store, rows[twin.of], BankState::ignored, "failed", "the bank did not carry it out", "");
}

std::vector<BankRow> Announcements::new_ones(const std::vector<BankEntry>& entries) const {
  std::vector<BankRow> out;
  const std::vector<Twin> twins = announced_twins(entries, entries_of(open()));
  Booked known = booked_about(entries);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (world_.store.knows_bank_entry(entries[i].id) || twins[i].likeness == Likeness::same) continue;
    BankRow& row = out.emplace_back();
    row.entry = entries[i];
    row.state = BankState::announced;
    if (const auto done = came_true_as(row.entry, known); !done.empty()) {
      row.state = BankState::superseded;
      row.rule = "booked";
      row.other = done;
      row.why = "booked as " + done + " in an earlier file";
    }
  }
  return out;
}

Announcements::Booked Announcements::booked_about(const std::vector<BankEntry>& announced) const {
  Booked out;
  if (announced.empty()) return out;
  const auto [first, last] = std::minmax_element(
      announced.begin(), announced.end(), [](const BankEntry& a, const BankEntry& b) { return a.booked < b.booked; });
  for (BankRow& row :
       world_.store.bank_entries_told_elsewhere("", first->booked - days_apart, last->booked + days_apart)) {
    if (row.state == BankState::superseded) out.taken.insert(row.other);
    if (row.state != BankState::superseded && row.state != BankState::announced)
      out.by_sum.emplace(row.entry.amount.minor, std::move(row));
  }
  return out;
}

std::string Announcements::came_true_as(const BankEntry& e, Booked& known) {
  const auto [first, last] = known.by_sum.equal_range(e.amount.minor);
  for (auto at = first; at != last; ++at) {
    const BankEntry& booked = at->second.entry;
    if (booked.booked < e.booked || booked.booked > e.booked + days_apart || known.taken.contains(booked.id)) continue;
    if (announced_twins({booked}, {e}).front().likeness != Likeness::same) continue;
    known.taken.insert(booked.id);
    return booked.id;
  }
  return {};
}

}  // namespace dunmail
