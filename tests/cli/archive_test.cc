// Documents go to an archive by pages, and whoever stops between two goes on.
#include "evidence/archive.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "cli/sending_room.h"

using namespace dunmail;

namespace {

/// So many letters that left, each with a document of a few bytes.
void letters_that_left(World& w, Date day, int count) {
  RunRow run;
  run.today = day;
  const std::string id = w.store.new_run(run);
  w.store.transaction([&] {
    for (int i = 1; i <= count; ++i) {
      LetterRow l;
      l.id = fmt::format("L2026-{:06}", i);
      l.run_id = id, l.case_id = "main/D1/CNY", l.debtor_id = "D1", l.kind = "reminder", l.occasion = l.id;
      l.channel = "email", l.currency = *Currency::find("CNY"), l.day = day, l.state = LetterState::accepted;
      l.document = w.store.keep("%PDF " + l.id, "application/pdf");
      REQUIRE(w.store.add(l));
      Event e;
      e.case_id = l.case_id, e.day = day, e.at = Instant(day), e.kind = EventKind::accepted, e.letter_id = l.id;
      w.store.append(e, "D1");
    }
  });
}

std::size_t files_in(const std::filesystem::path& folder, const std::string& ending) {
  std::size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder)) count += each.path().extension() == ending;
  return count;
}

std::size_t lines_in(const std::string& file) {
  const std::string text = read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("an archive that is stopped after a page goes on from there") {
  SendingRoom room({"one.example"});
  World w = room.world();
  letters_that_left(w, room.today - Days(60), 450);
  ArchiveOrder order{room.today, room.dir / "archive", "", room.today, [] { return true; }};
  const Archived first = archive(w, order, {});
  CHECK(first.stopped);
  CHECK(first.documents.at(DocumentOf::letter) == 200);
  CHECK(w.store.count("document") == 250);
  order.stop = {};
  std::vector<std::pair<std::size_t, std::size_t>> told;
  const Archived rest = archive(w, order, [&](std::size_t done, std::size_t of) { told.emplace_back(done, of); });
  CHECK_FALSE(rest.stopped);
  CHECK(rest.documents.at(DocumentOf::letter) == 250);
  CHECK(told == std::vector<std::pair<std::size_t, std::size_t>>{{200, 250}, {250, 250}});
  CHECK(w.store.count("document") == 0);
  const std::filesystem::path month = room.dir.path() / "archive" / "2026-09";
  CHECK(files_in(month, ".pdf") == 450);
  CHECK(lines_in((month / "manifest.jsonl").string()) == 450);
  CHECK(lines_in((month / "SHA256SUMS").string()) == 450);
  CHECK(w.store.archived(w.store.letter("L2026-000001")->document)->by == "scheduler");
  CHECK(w.store.document(w.store.letter("L2026-000450")->document) == "%PDF L2026-000450");
  CHECK(archive(w, order, {}).documents.empty());
}

TEST_CASE("a document that is not what was kept stays, and is named") {
  SendingRoom room({"one.example"});
  World w = room.world();
  letters_that_left(w, room.today - Days(60), 2);
  REQUIRE(std::system(("sqlite3 '" + (room.dir / "dunmail.db") +
                       "' \"UPDATE document SET bytes = 'x' WHERE sha256 = (SELECT document FROM letter WHERE id = "
                       "'L2026-000002')\"")
                          .c_str()) == 0);
  const Archived done = archive(w, {room.today, room.dir / "archive", "Mei", room.today, {}}, {});
  CHECK(done.documents.at(DocumentOf::letter) == 1);
  REQUIRE(done.remarks.size() == 1);
  CHECK(done.remarks[0].where == "L2026-000002");
  CHECK(w.store.count("document") == 1);
}

TEST_CASE("an archive of days to come, or nowhere, is refused") {
  SendingRoom room({"one.example"});
  World w = room.world();
  CHECK_THROWS_WITH(archive(w, {room.today + Days(1), room.dir / "archive", "", room.today, {}}, {}),
                    Catch::Contains("before") && Catch::Contains("is not here yet"));
  CHECK_THROWS_WITH(archive(w, {room.today, "", "", room.today, {}}, {}), Catch::Contains("where to?"));
  CHECK_THROWS_WITH(move_archive(w, {"/nowhere", room.dir / "archive"}), Catch::Contains("nothing was archived in"));
  CHECK_FALSE(std::filesystem::exists(room.dir / "archive"));
}

TEST_CASE("what a process that died left in a month is taken away, and its lines are whole") {
  SendingRoom room({"one.example"});
  World w = room.world();
  letters_that_left(w, room.today - Days(60), 3);
  const std::filesystem::path month = room.dir.path() / "archive" / "2026-09";
  std::filesystem::create_directories(month);
  write_file(month / "manifest.jsonl", "{\"sha256\": \"of another\"}\n{\"sha25");
  write_file(month / "SHA256SUMS", "0123");
  write_file(month / "abc.pdf.part-1", "half");
  archive(w, {room.today, room.dir / "archive", "", room.today, {}}, {});
  const std::string manifest = read_file(month / "manifest.jsonl");
  CHECK(manifest.starts_with("{\"sha256\": \"of another\"}\n{\"sha256\":\""));
  CHECK(lines_in((month / "manifest.jsonl").string()) == 4);
  CHECK(lines_in((month / "SHA256SUMS").string()) == 3);
  CHECK_FALSE(std::filesystem::exists(month / "abc.pdf.part-1"));
}
