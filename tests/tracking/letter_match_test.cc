#include "tracking/letter_match.h"

#include <catch2/catch.hpp>

#include "letters_back.h"

using namespace dunmail;

namespace {

const TokenKeys keys{{{'a', "0123456789abcdef0123456789abcdef"}}};
const TokenKeys others{{{'a', "another secret of 32 bytes length"}}};
const std::string pattern = "bounce+{token}@ours.example";

LetterMatch match(const std::string& bytes) { return match_letter(read_mail(bytes), keys, {pattern}); }

}  // namespace

TEST_CASE("a letter is found by each token, in order") {
  const std::string verp = *make_verp(keys, "L2026-000001", pattern),
                    id = make_message_id(keys, "L2026-000002", "ours.example");
  const std::string base = "From: x@theirs.example\nSubject: y\n";
  struct Row {
    std::string headers;
    const char* letter;
    const char* by;
  };
  const Row rows[] = {
      {"To: <" + verp + ">\n", "L2026-000001", "verp"},
      {"Delivered-To: " + verp + "\nIn-Reply-To: <" + id + ">\n", "L2026-000001", "verp"},
      {"X-Original-To: " + verp + "\n", "L2026-000001", "verp"},
      {"In-Reply-To: <" + id + ">\n", "L2026-000002", "in-reply-to"},
      {"References: <other@x.example>\n <" + id + ">\n", "L2026-000002", "references"},
      {"Subject: Re: Reminder [" + id.substr(0, id.find('@')) + "]\n", "L2026-000002", "subject"},
      {"To: accounts@ours.example\n", "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.headers);
    const LetterMatch found =
        match((row.headers.starts_with("Subject") ? "From: x@theirs.example\n" : base) + row.headers + "\nbody\n");
    CHECK(found.letter == row.letter);
    CHECK(found.matched_by == row.by);
  }
}

TEST_CASE("a report leads to its letter by envelope id, original Message-ID or returned header") {
  const std::string id = make_message_id(keys, "L2026-000002", "ours.example");
  CHECK(match(report_mail("delivery-status", "x",
                          "Original-Envelope-Id: " + id +
                              "\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"))
            .matched_by == "envid");
  CHECK(match(report_mail("disposition-notification", "x",
                          "Original-Message-ID: <" + id + ">\nDisposition: a/b; displayed\n"))
            .matched_by == "original-message-id");
  CHECK(match(plain_mail("MAILER-DAEMON@x.example", "failure notice",
                         "<a@b.example>:\nno\n\n--- Below this line is a copy of the message.\n\nReturn-Path: "
                         "<x@y.example>\nMessage-ID: <" +
                             id + ">\nFrom: z\n"))
            .matched_by == "returned-message-id");
}

TEST_CASE("a token of somebody else's, or one that was altered, leads nowhere") {
  const std::string forged = *make_verp(others, "L2026-000001", pattern);
  const LetterMatch found = match("From: x@theirs.example\nTo: " + forged + "\n\nbody\n");
  CHECK(found.letter.empty());
  CHECK(found.forged);
  std::string altered = *make_verp(keys, "L2026-000001", pattern);
  altered[12] = altered[12] == 'b' ? 'c' : 'b';
  CHECK(match("From: x@theirs.example\nTo: " + altered + "\n\nbody\n").letter.empty());
  CHECK(match("From: x@theirs.example\nIn-Reply-To: <" + make_message_id(others, "L2026-000002", "ours.example") +
              ">\n\nbody\n")
            .letter.empty());
}

TEST_CASE("a report finds its letter by whichever company's bounce address it came to") {
  // Two patterns that differ behind the token only, one before it, and one that is no pattern.
  const std::vector<std::string> patterns{"bounce+{token}@first.example", "bounce+{token}@second.example",
                                          "back-{token}@third.example", "plain@fourth.example"};
  const auto found = [&](const std::string& to) {
    return match_letter(read_mail("From: x@theirs.example\nTo: <" + to + ">\nSubject: y\n\nbody\n"), keys, patterns);
  };
  for (std::size_t i = 0; i < 3; ++i) {
    CAPTURE(patterns[i]);
    const LetterMatch match = found(*make_verp(keys, "L2026-000001", patterns[i]));
    CHECK(match.letter == "L2026-000001");
    CHECK(match.matched_by == "verp");
    CHECK_FALSE(match.forged);
    CHECK(found(*make_verp(others, "L2026-000001", patterns[i])).forged);
  }
  CHECK_FALSE(found("plain@fourth.example").forged);
}
