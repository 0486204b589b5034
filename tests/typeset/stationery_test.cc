#include <catch2/catch.hpp>

#include "base/file.h"
#include "support/temp_dir.h"
#include "typeset/stationery_preview.h"
#include "typeset/type_room.h"

using namespace dunmail;
using namespace dunmail::testing;

namespace {

constexpr const char* kSmall =
    "[page]\nwidth = 210\nheight = 297\n"
    "[body]\nx = 25\ny = 50\nwidth = 160\nheight = 200\n"
    "[next_body]\nx = 25\ny = 30\nwidth = 160\nheight = 220\n";

Problem refused_sheet(const std::string& toml) {
  const TempDir dir;
  write_file(dir / "own.toml", toml);
  try {
    load_stationery(dir / "own.toml", *fonts());
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::config);
    Problem p = e.problem();
    p.where = p.where.substr(p.where.find("own.toml"));
    return p;
  }
  FAIL("was accepted");
  return {};
}

}  // namespace

TEST_CASE("the five sheets load, and their measures are those of the standards") {
  for (const char* name : {"cn-a4", "din5008-a", "din5008-b", "uk-dl", "us-10"}) CHECK(sheet(name)->body.width > 400);
  const auto mm = [](double points) { return points / kPointsPerMm; };
  const auto b = sheet("din5008-b"), a = sheet("din5008-a");
  CHECK(mm(b->recipient->box.y) == Approx(62.7));
  CHECK(mm(a->recipient->box.y) == Approx(44.7));
  CHECK(mm(b->return_address->box.bottom()) == Approx(62.7));
  CHECK(mm(b->body.y) == Approx(98.46));
  CHECK(mm(a->body.y) == Approx(80.46));
  CHECK(mm(b->info->box.x) == Approx(125));
  // DIN 680: the window of a DL envelope shows 45 mm above 15 mm from the folded edge at 105 mm.
  CHECK(mm(b->recipient->box.bottom()) <= 105 - 15 + 0.01);
  // The area that a number 10 window shows however the sheet slides: 2.50 to 3.19 in.
  const auto us = sheet("us-10");
  CHECK(mm(us->recipient->box.y) / 25.4 == Approx(2.5));
  CHECK(mm(us->recipient->box.bottom()) / 25.4 <= 3.19);
  // A British DL envelope (110 x 220 mm, window 35 x 90, 20 from the left, 18 up) over A4 folded in three, 99 mm high.
  const auto uk = sheet("uk-dl");
  CHECK(mm(uk->recipient->box.x) >= 20);
  CHECK(mm(uk->recipient->box.y) >= 110 - 18 - 35);
  CHECK(mm(uk->recipient->box.right()) <= 20 + 90 - (220 - 210));
  CHECK(mm(uk->recipient->box.bottom()) <= 110 - 18 - (110 - 99) + 0.01);
}

TEST_CASE("a stationery that cannot work is refused with its line") {
  struct Row {
    const char* added;
    const char* where;
    const char* message;
  };
  const Row rows[] = {
      {"[footer]\nx = 25\ny = 240\nwidth = 160\nheight = 20\n", "own.toml:14:1",
       "the frame footer lies on the frame body"},
      {"[footer]\nx = 25\ny = 270\nwidth = 190\nheight = 20\n", "own.toml:14:1", "the frame footer leaves the page"},
      {"[number]\nx = 25\ny = 20\nwidth = 160\n", "own.toml:14:1", "height: is missing"},
      {"[number]\nx = 25\ny = 20\nwidth = 160\nheight = 10\nfamily = \"songg\"\n", "own.toml:19:10",
       "no font family is called"},
      {"[number]\nx = 25\ny = 20\nwidth = 160\nheight = 10\ncolour = \"red\"\n", "own.toml:19:10", "must be a colour"},
      {"[nmuber]\nx = 25\n", "own.toml:14:1", "is not a known key"},
      {"[number]\nx = 25\ny = 20\nwidth = 160\nheight = 1\n", "own.toml:14:1", "too small"},
  };
  for (const Row& row : rows) {
    const Problem p = refused_sheet(std::string(kSmall) + row.added);
    INFO(p.line());
    CHECK(p.where == row.where);
    CHECK(p.message.find(row.message) != p.message.npos);
  }
}

TEST_CASE("the preview names every frame, and an address is tried in its window") {
  ShapingRoom room(fonts());
  for (const char* name : {"cn-a4", "din5008-a", "din5008-b", "uk-dl", "us-10"}) {
    const auto layout = preview(*sheet(name), room);
    REQUIRE(layout);
    CHECK(outside(*layout) == "");
    const std::string text = all_text(*layout);
    for (const char* frame : {"body", "next_body", "footer", "page_label", "continuation"})
      CHECK(text.find(frame) != text.npos);
  }
  const auto din = sheet("din5008-b");
  CHECK_FALSE(check_address({"Müller GmbH", "Industrieweg 7", "86150 Augsburg"}, "de", *din, room));
  const auto problem = check_address(std::vector<std::string>(9, "Müller GmbH"), "de", *din, room);
  REQUIRE(problem);
  CHECK(problem->where == "recipient");
}
