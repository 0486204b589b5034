// Which documents are over, and what the store knows of those whose bytes went to an archive.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "store/store.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Date march = make_date(2026, 3, 10);
const Date april = make_date(2026, 4, 1);

/// Letters and mails of one debtor, each with a document of its own.
struct Kept {
  Store store = Store::create(":memory:");
  std::string run;
  int letters = 0;

  Kept() {
    Debtor d;
    d.id = "D1", d.name = "Nord GmbH", d.kind = "small-business", d.locale = "de";
    store.put(d);
    RunRow row;
    row.today = march;
    run = store.new_run(row);
  }

  /// The hash of its document. No event is written where there is no day.
  std::string letter(LetterState state, Date day, std::optional<Date> last_event, const std::string& bytes = {}) {
    LetterRow l;
    l.id = "L" + std::to_string(++letters);
    l.run_id = run, l.case_id = "main/D1/EUR", l.debtor_id = "D1", l.kind = "reminder", l.occasion = l.id;
    l.channel = "email", l.currency = *Currency::find("EUR"), l.day = day, l.state = state;
    l.document = store.keep(bytes.empty() ? "%PDF " + l.id : bytes, "application/pdf");
    REQUIRE(store.add(l));
    if (last_event) event(l.id, *last_event);
    return l.document;
  }

  void event(const std::string& letter_id, Date day, EventKind kind = EventKind::accepted) {
    Event e;
    e.case_id = "main/D1/EUR", e.day = day, e.at = Instant(day), e.kind = kind, e.letter_id = letter_id;
    store.append(e, "D1");
  }

  std::string mail(MailState state, Date day, const std::string& letter_id = {}, const std::string& upload = {}) {
    MailRow m;
    m.day = day, m.at = iso(Instant(day)), m.state = state, m.letter_id = letter_id, m.case_id = "main/D1/EUR";
    m.document = store.keep("From: a@b.example\r\n\r\n" + std::to_string(store.count("mail")), "message/rfc822");
    if (!upload.empty()) m.upload = store.keep(upload, "application/pdf");
    store.add(m);
    return m.id;
  }

  std::vector<std::string> over(DocumentOf of, Date before = april) {
    std::vector<std::string> out;
    for (const OverDocument& each : store.documents_over(of, before, "", 100)) out.push_back(each.sha256);
    std::sort(out.begin(), out.end());
    return out;
  }

  ArchivedDocument in(const std::string& folder, const std::string& sha256) {
    const auto kept = store.kept_document(sha256);
    return {sha256, kept->media_type, std::int64_t(kept->bytes.size()), folder, "2026-03/" + sha256 + ".pdf", april,
            "Mei"};
  }
};

}  // namespace

TEST_CASE("the document of a letter is over when the letter ended and nobody spoke of it since") {
  using enum LetterState;
  Kept kept;
  for (const LetterState going : {drafted, held, approved, sending, printing, unknown}) {
    INFO(word(going));
    kept.letter(going, march, march);
    CHECK(kept.over(DocumentOf::letter).empty());
  }
  std::vector<std::string> ended;
  for (const LetterState end : {accepted, bounced, rejected, refused, cancelled})
    ended.push_back(kept.letter(end, march, march));
  std::sort(ended.begin(), ended.end());
  CHECK(kept.over(DocumentOf::letter) == ended);
  CHECK(kept.store.count_over(DocumentOf::letter, april) == 5);
  CHECK(kept.over(DocumentOf::letter, march).empty());

  SECTION("its run is of a later day") {
    kept.letter(accepted, april, march);
    CHECK(kept.over(DocumentOf::letter) == ended);
  }
  SECTION("something was told of it later") {
    kept.event("L7", april, EventKind::delivered);
    CHECK(kept.over(DocumentOf::letter).size() == 4);
  }
  SECTION("nothing at all is told of it") {
    kept.letter(accepted, march, std::nullopt);
    CHECK(kept.over(DocumentOf::letter) == ended);
  }
  SECTION("its case took another one up later") {
    kept.event("", april, EventKind::merged);
    CHECK(kept.over(DocumentOf::letter).empty());
  }
  SECTION("a mail about it waits for a person") {
    kept.mail(MailState::open, march, "L8");
    CHECK(kept.over(DocumentOf::letter).size() == 4);
  }
}

TEST_CASE("mails and uploads are over when they were dealt with") {
  Kept kept;
  kept.mail(MailState::open, march, "", "%PDF open");
  const std::string id = kept.mail(MailState::open, march, "", "%PDF proof");
  CHECK(kept.over(DocumentOf::mail).empty());
  MailRow m = *kept.store.mail(id);
  CHECK(m.upload == sha256_hex("%PDF proof"));
  m.state = MailState::dismissed, m.decided_at = iso(Instant(march));
  SECTION("before the day") {
    kept.store.update(m);
    CHECK(kept.over(DocumentOf::mail) == std::vector{m.document});
    CHECK(kept.over(DocumentOf::upload) == std::vector{m.upload});
  }
  SECTION("since then") {
    m.decided_at = iso(Instant(april) + std::chrono::hours(8));
    kept.store.update(m);
    CHECK(kept.over(DocumentOf::mail).empty());
    CHECK(kept.over(DocumentOf::upload).empty());
  }
}

TEST_CASE("bytes that something newer owns as well are still needed") {
  Kept kept;
  const std::string own = kept.letter(LetterState::accepted, march, march);
  const std::string shared = kept.letter(LetterState::accepted, march, march, "%PDF of two");
  kept.letter(LetterState::approved, april, april, "%PDF of two");
  const std::string sent_back = kept.letter(LetterState::accepted, march, march, "%PDF sent back");
  kept.mail(MailState::open, march, "", "%PDF sent back");
  CHECK_FALSE(kept.store.is_still_needed(own, april));
  CHECK(kept.store.is_still_needed(own, march));
  CHECK(kept.store.is_still_needed(shared, april));
  CHECK(kept.store.is_still_needed(sent_back, april));
  CHECK_FALSE(kept.store.is_still_needed("nobody's", april));
}

TEST_CASE("a page of what is over begins behind the last one") {
  Kept kept;
  for (int i = 0; i < 5; ++i) kept.letter(LetterState::accepted, march, march);
  const auto first = kept.store.documents_over(DocumentOf::letter, april, "", 2);
  REQUIRE(first.size() == 2);
  const auto rest = kept.store.documents_over(DocumentOf::letter, april, first.back().id, 10);
  REQUIRE(rest.size() == 3);
  CHECK(rest.front().id > first.back().id);
  CHECK(rest.front().case_id == "main/D1/EUR");
  CHECK(rest.front().day == march);
}

TEST_CASE("an archived document is read out of its archive, and checked") {
  TempDir dir;
  Kept kept;
  const std::string sha = kept.letter(LetterState::accepted, march, march, "%PDF archived");
  const ArchivedDocument went = kept.in(dir.path().string(), sha);
  std::filesystem::create_directory(dir.path() / "2026-03");
  const std::string file = dir / went.file;
  write_file(file, "%PDF archived");
  kept.store.archive(went);
  CHECK_FALSE(kept.store.kept_document(sha));
  CHECK(kept.store.document(sha) == "%PDF archived");
  CHECK(kept.over(DocumentOf::letter).empty());
  const auto known = kept.store.archived(sha);
  REQUIRE(known);
  CHECK(known->folder == dir.path().string());
  CHECK(known->bytes == 13);
  CHECK(known->media_type == "application/pdf");
  CHECK(known->day == april);
  CHECK(known->by == "Mei");
  REQUIRE(kept.store.archives().size() == 1);
  CHECK(kept.store.archives()[0].bytes == 13);

  SECTION("other bytes") {
    write_file(file, "%PDF tampered");
    CHECK_THROWS_WITH(kept.store.document(sha), Catch::Contains(file) && Catch::Contains("is not what was archived"));
  }
  SECTION("no file") {
    std::filesystem::remove(file);
    CHECK_THROWS_WITH(kept.store.document(sha), Catch::Contains(file) && Catch::Contains("--moved " + known->folder));
    CHECK(archive_is_there(known->folder));
  }
  SECTION("no archive") {
    CHECK_FALSE(archive_is_there(dir / "nowhere"));
    std::filesystem::remove_all(dir.path() / "2026-03");
    CHECK_FALSE(archive_is_there(known->folder));
  }
  SECTION("the same bytes once more are in the database again, and go again") {
    CHECK(kept.store.keep("%PDF archived", "application/pdf") == sha);
    CHECK(kept.store.kept_document(sha));
    kept.store.archive(went);
    CHECK_FALSE(kept.store.kept_document(sha));
    CHECK(kept.store.archives()[0].documents == 1);
  }
  SECTION("a transaction that fails forgets nothing") {
    const std::string other = kept.letter(LetterState::accepted, march, march);
    CHECK_THROWS(kept.store.transaction([&] {
      kept.store.archive(kept.in(dir.path().string(), other));
      throw Error(ErrorKind::internal, "x", "y");
    }));
    CHECK(kept.store.kept_document(other));
    CHECK_FALSE(kept.store.archived(other));
  }
}

TEST_CASE("an archive is moved, and onto another one") {
  Kept kept;
  std::vector<std::string> all;
  for (int i = 0; i < 3; ++i) all.push_back(kept.letter(LetterState::accepted, march, march));
  kept.store.archive(kept.in("/a", all[0]));
  kept.store.archive(kept.in("/a", all[1]));
  kept.store.archive(kept.in("/b", all[2]));
  kept.store.move_archive("/a", "/c");
  CHECK(kept.store.archived(all[0])->folder == "/c");
  CHECK(kept.store.archived_in("/c", "", 10).size() == 2);
  CHECK(kept.store.archived_in("/a", "", 10).empty());
  kept.store.move_archive("/c", "/c");
  CHECK(kept.store.archives().size() == 2);
  kept.store.move_archive("/c", "/b");
  REQUIRE(kept.store.archives().size() == 1);
  CHECK(kept.store.archives()[0].documents == 3);
  CHECK(kept.store.archived_in("/b", "", 10).size() == 3);
}
