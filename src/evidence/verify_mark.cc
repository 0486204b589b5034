// The mark of what left, beside the database (desk/sent_mark.h).
#include <charconv>
#include <fstream>

#include "base/error.h"
#include "base/text.h"
#include "desk/sent_mark.h"
#include "evidence/search.h"

namespace dunmail {
namespace {

struct Newest {
  std::int64_t counter = 0;
  std::string hash;
  bool names_letter = false;  ///< any of its lines does
  /// Letters that left and are not in the database, and how many: behind the last restore, which told of those before.
  std::vector<std::string> missing = {};
  std::size_t missing_count = 0;
};

/// A line of it at a time: it is as long as what left.
std::optional<Newest> newest_of(Search& s, const std::string& path, const std::string& letter) {
  constexpr std::size_t named_at_most = 20;
  std::vector<std::string> missing;
  std::size_t missing_count = 0;
  std::ifstream in(path, std::ios::binary);
  std::optional<Newest> out;
  bool named = false;
  for (std::string line; std::getline(in, line);) {
    const auto parts = split(line, '\t');
    if (parts.size() < 2) continue;
    Newest one;
    if (std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), one.counter).ec != std::errc()) continue;
    named |= parts.size() > 2 && parts[2] == letter;
    if (parts.size() > 4 && parts[2] == "-") missing.clear(), missing_count = 0;  // a restore was confirmed
    if (parts.size() > 4 && parts[2] != "-" && !s.rows.case_of_letter(std::string(parts[2])) &&
        ++missing_count <= named_at_most)
      missing.emplace_back(parts[2]);
    one.hash = std::string(parts[1]);
    out = std::move(one);
  }
  if (!out) return out;
  out->names_letter = named;
  out->missing = std::move(missing);
  out->missing_count = missing_count;
  return out;
}

}  // namespace

std::optional<Problem> mark_amiss(World& world) try { return SentMark(world).amiss(); } catch (const Busy&) {
  throw;
} catch (const Error& e) {
  return Problem{"sent_mark", e.problem().message, ""};
}

/// The database goes ahead of its mark by what was committed and had not begun to leave: by no letter that was
/// answered. By post a stack that was cut off is finished by the next print.
void verify_mark(Search& s) {
  if (s.world.settings.database == ":memory:") return;
  s.look("sent_mark", "the mark of what left", [&] {
    const auto [counter, hash] = s.world.store.sent_mark();
    const std::string path = s.world.settings.beside_database(".mark");
    if (counter == 0) return;
    const auto letter = s.rows.newest_answered_letter();
    const auto newest = newest_of(s, path, letter.value_or(""));
    if (!newest || newest->counter > counter) return;  // SentMark::amiss() says so
    for (const std::string& gone : newest->missing)
      s.find(gone, "the letter is gone, and it left: " + path + " names it");
    if (newest->missing_count > newest->missing.size())
      s.find("sent_mark",
             fmt::format("{} more letters are gone that left", newest->missing_count - newest->missing.size()));
    if (newest->hash == hash && newest->counter != counter)
      s.find("sent_mark", fmt::format("it stands at {}, and {} has that commit as {}", counter, path, newest->counter));
    else if (newest->counter < counter && letter && !newest->names_letter)
      s.find(path,
             fmt::format("it ends at {}, and {}, which left and was answered, is not in it", newest->counter, *letter));
  });
}

}  // namespace dunmail
