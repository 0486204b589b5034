// What both engines promise alike (sql/engine.h).
#include <catch2/catch.hpp>

#include "base/error.h"
#include "sql/db.h"

using namespace dunmail;

TEST_CASE("what is committed is there, and what is not is said not to be") {
  Db db(":memory:", true);
  bool committed = false;
  db.begin();
  db.engine().define("CREATE TABLE kept (x BIGINT NOT NULL)");
  // An engine may end the whole transaction for it; then it says so at the end, and does not pass over it.
  CHECK_THROWS_AS(db.run("INSERT INTO nonsense (x) VALUES (?)", std::int64_t{1}), Error);
  try {
    db.commit();
    committed = true;
  } catch (const Error&) {
    db.rollback();
  }
  CHECK(db.engine().parts().contains("table kept") == committed);
}

TEST_CASE("a part that fails is taken back alone") {
  Db db(":memory:", true);
  db.engine().define("CREATE TABLE kept (x BIGINT NOT NULL)");
  db.begin();
  db.run("INSERT INTO kept (x) VALUES (?)", std::int64_t{1});
  CHECK_THROWS_AS(db.apart([&] {
    db.run("INSERT INTO kept (x) VALUES (?)", std::int64_t{2});
    db.run("INSERT INTO nonsense (x) VALUES (?)", std::int64_t{3});
  }),
                  Error);
  db.run("INSERT INTO kept (x) VALUES (?)", std::int64_t{4});
  db.commit();
  CHECK(db.rows<std::int64_t>("SELECT x FROM kept ORDER BY x") ==
        std::vector<std::tuple<std::int64_t>>{{std::int64_t{1}}, {std::int64_t{4}}});
}

TEST_CASE("values stand for question marks, by place or by number, and not within quotes") {
  Db db(":memory:", true);
  const std::string a = "a", b = "b";
  CHECK(db.value<std::string>("SELECT '?' || CAST(?2 AS TEXT) || CAST(?1 AS TEXT) || CAST(?2 AS TEXT)", a, b) ==
        "?bab");
  db.engine().define("CREATE TABLE texts (t TEXT NOT NULL, b BLOB NOT NULL)");
  const std::string bytes("a\0\\x'\xff", 6), quoted = "it's \"?\" \xE6\x9D\x8E";
  db.run("INSERT INTO texts (t, b) VALUES (?, ?)", quoted, Blob{bytes});
  const auto found = db.rows<std::string, std::string>("SELECT t, b FROM texts WHERE t = ?", quoted);
  REQUIRE(found.size() == 1);
  CHECK(std::get<0>(found[0]) == quoted);
  CHECK(std::get<1>(found[0]) == bytes);
}

TEST_CASE("texts are ordered byte by byte") {
  Db db(":memory:", true);
  db.engine().define("CREATE TABLE texts (t TEXT NOT NULL)");
  const std::vector<std::string> ordered{"", " ", "A", "B", "a", "\xC3\xA4", "\xE6\x9D\x8E"};
  for (auto each = ordered.rbegin(); each != ordered.rend(); ++each) db.run("INSERT INTO texts (t) VALUES (?)", *each);
  std::vector<std::string> found;
  for (auto& [text] : db.rows<std::string>("SELECT t FROM texts ORDER BY t")) found.push_back(text);
  CHECK(found == ordered);
}

TEST_CASE("a transaction that reads goes on behind a question that cannot be answered") {
  Db db(":memory:", true);
  db.begin(false);
  CHECK_THROWS_AS(db.rows<std::int64_t>("SELECT x FROM nonsense"), Error);
  CHECK(db.value<std::int64_t>("SELECT 1") == 1);
  db.rollback();
}
