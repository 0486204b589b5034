// Batches of letters by post, and the runs that drafted letters.
#include <filesystem>

#include "base/digest.h"
#include "base/file.h"
#include "evidence/search.h"
#include "store/states.h"

namespace dunmail {
namespace {

/// The stack as it was laid, while nobody has taken it away.
void stack(Search& s, const BatchRow& row) {
  if (row.state != BatchState::made) {
    if (!row.sha256.empty()) s.find(row.id, "is " + word(row.state) + ", and its stack has a hash already");
    return;
  }
  if (row.sha256.empty()) return;  // it was cut off, and could not be finished
  const std::filesystem::path file = std::filesystem::path(row.folder) / row.id / (row.id + ".pdf");
  std::error_code error;
  if (row.sha256.size() != 64)
    s.find(row.id, "\"" + row.sha256 + "\" is no hash of a stack");
  else if (std::filesystem::is_regular_file(file, error) && sha256_hex(read_file(file.string())) != row.sha256)
    s.find(row.id, file.string() + " is not the stack that was made");
}

}  // namespace

void verify_stacks(Search& s) {
  s.look("database", "batches", [&] {
    s.rows.each_name("batch", [&](const std::string& id) {
      s.look(id, "batches", [&] {
        if (const auto row = s.world.store.batch(id)) stack(s, *row);
      });
    });
  });
  s.look("database", "runs", [&] {
    s.rows.each_name("run", [&](const std::string& id) {
      s.look(id, "runs", [&] {
        const auto row = s.world.store.run(id);
        if (!row || row->state != RunState::planning) return;
        if (const auto letter = s.rows.letter_beyond_plan(id))
          s.find(id, "is planning, and its letter " + *letter + " is out of a plan already");
      });
    });
  });
}

}  // namespace dunmail
