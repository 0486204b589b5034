// dunmail mail classify: one object a file, whatever the file is.
#include "cli/commands_mail.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "support/temp_dir.h"
#include "wire/token.h"

using namespace dunmail;

namespace {

const char* const bounce =
    "From: MAILER-DAEMON@mx.example\nTo: <{to}>\nSubject: failure notice\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n\n"
    "<buyer@theirs.example>:\nRemote host said: 550 5.1.1 User unknown\n";

std::string addressed(const std::string& to) {
  std::string out = bounce;
  return out.replace(out.find("{to}"), 4, to);
}

}  // namespace

TEST_CASE("each file gives one object, and one that cannot be read does not stop the others") {
  const TempDir folder;
  const std::string good = folder.path() / "good.eml", missing = folder.path() / "missing.eml";
  write_file(good, addressed("accounts@ours.example"));
  const Answer answer = mail_classify_command(folder.path() / "none.toml", {good, missing, good});
  CHECK(answer.exit_code == 3);
  CHECK(answer.one_per_line);
  REQUIRE(answer.data.size() == 3);
  CHECK(answer.data[0]["file"] == good);
  CHECK(answer.data[0]["kind"] == "failure");
  CHECK(answer.data[0]["recipients"][0]["address"] == "buyer@theirs.example");
  CHECK(answer.data[0]["recipients"][0]["reply_code"] == "550");
  CHECK(answer.data[0]["recipients"][0]["hard"] == true);
  CHECK(answer.data[0]["return_date"] == "");
  CHECK(answer.data[0]["letter"] == "");
  CHECK(answer.data[1]["kind"] == "other");
  CHECK(answer.data[1]["error"] != "");
  CHECK(answer.data[2]["kind"] == "failure");
  CHECK(mail_classify_command(folder.path() / "none.toml", {good}).exit_code == 0);
}
