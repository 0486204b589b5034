#include "evidence/verify.h"

#include <fmt/format.h>

#include "base/error.h"
#include "desk/whole_ledger.h"
#include "evidence/search.h"

namespace dunmail {
namespace {

void engine(Search& s) {
  s.look("database", "the database", [&] {
    for (std::string& what : s.rows.engine_findings()) s.find("database", std::move(what));
  });
}

/// Before anything else reads them: who cannot read a row later need not say so again.
void values(Search& s) {
  s.look("database", "tables", [&] {
    for (const std::string& table : s.rows.tables())
      s.look(table, table.c_str(), [&] {
        for (auto& [where, what] : s.rows.odd_values(table)) s.odd(std::move(where), std::move(what));
      });
  });
}

void tables(Search& s) {
  for (const KeptRows::Check& check : KeptRows::checks())
    s.look("database", check.of, [&] {
      for (auto& [where, what] : s.rows.ask(check)) s.find(std::move(where), std::move(what));
    });
}

}  // namespace

Verified verify(World& world, const Progress& progress) {
  Verified out;
  const auto amiss = mark_amiss(world);
  world.store.snapshot([&] {
    Search search(world, out, progress);
    engine(search);
    values(search);
    look_for_archives(search);
    verify_documents(search);
    verify_cases(search);
    verify_letters(search);
    verify_mails(search);
    verify_bank(search);
    verify_stacks(search);
    tell_damaged(search);
    tables(search);
    verify_mark(search);
    search.look("database", "files that are half in", [&] { out.lacks = ledger_lacks(world); });
  });
  if (amiss) out.findings.push_back({amiss->where, amiss->message});
  return out;
}

}  // namespace dunmail
