#include "dispatch/exits.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Outcome = Receipt::Outcome;

struct Folder {
  fs::path path;
  Folder() {
    char name[] = "/tmp/dunmail-exits-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  std::string script(const std::string& text) const {
    const std::string file = (path / "program").string();
    write_file(file, "#!/bin/sh\n" + text);
    ::chmod(file.c_str(), 0755);
    return file;
  }
};

const Parcel parcel{"L1", "a@b.example", "bounce@b.example", "x@c.example", "L1", "Subject: a\r\n\r\n.text\r\n"};

std::unique_ptr<Courier> route(const std::string& address, int seconds = 10) {
  RouteOptions options;
  options.address = address;
  options.timeout_seconds = seconds;
  return make_courier(options);
}

TEST_CASE("a folder gets a message and what belongs on its envelope, once") {
  const Folder folder;
  const auto courier = route("folder:" + (folder.path / "out").string());
  const Receipt first = courier->hand_over(parcel);
  REQUIRE(first.outcome == Outcome::accepted);
  const fs::path mail = folder.path / "out" / (first.queue_id + ".eml"),
                 sidecar = folder.path / "out" / (first.queue_id + ".json");
  CHECK(read_file(mail) == "Subject: a\n\n.text\n");
  const std::string json = read_file(sidecar);
  CHECK(json.find("\"recipient\": \"x@c.example\"") != json.npos);
  CHECK(json.find("\"sender\": \"bounce@b.example\"") != json.npos);
  CHECK(json.find(sha256_hex("Subject: a\n\n.text\n")) != json.npos);

  CHECK(courier->hand_over(parcel).queue_id == first.queue_id);
  CHECK(std::distance(fs::directory_iterator(folder.path / "out"), {}) == 2);
  Parcel other = parcel;
  other.message = "Subject: b\r\n\r\n";
  CHECK(courier->hand_over(other).outcome == Outcome::refused);
  CHECK(read_file(mail) == "Subject: a\n\n.text\n");
}

TEST_CASE("a folder that cannot be made stops the route") {
  const Folder folder;
  write_file(folder.path / "file", "");
  const Receipt receipt = route("folder:" + (folder.path / "file/out").string())->hand_over(parcel);
  CHECK(receipt.outcome == Outcome::deferred);
  CHECK(judge(receipt) == Verdict::stop_route);
}

TEST_CASE("a command gets the message and its arguments, with no shell between") {
  const Folder folder;
  const std::string program = folder.script("cat > \"$0.in\"\nfor each; do echo \"$each\"; done > \"$0.args\"\n");
  SECTION("placeholders") {
    CHECK(route("command:" + program + " -f {sender} --to={recipient} \"two words\"")->hand_over(parcel).outcome ==
          Outcome::accepted);
    CHECK(read_file(program + ".in") == "Subject: a\n\n.text\n");
    CHECK(read_file(program + ".args") == "-f\nbounce@b.example\n--to=x@c.example\ntwo words\n");
  }
  SECTION("no placeholder: the recipient comes last") {
    route("command:" + program + " -i")->hand_over(parcel);
    CHECK(read_file(program + ".args") == "-i\nx@c.example\n");
  }
  SECTION("what a shell would run is a plain argument") {
    Parcel odd = parcel;
    odd.recipient = "$HOME|`id`&{sender}@c.example";
    CHECK(route("command:" + program)->hand_over(odd).outcome == Outcome::accepted);
    CHECK(read_file(program + ".args") == odd.recipient + "\n");
  }
}

TEST_CASE("an address that a command would misread never reaches it") {
  const Folder folder;
  const std::string program = folder.script("touch \"$0.ran\"\n");
  for (const char* bad : {"-oQ/tmp@c.example", "x@c.example\nBcc: y@z.example", "a b@c.example", "<x@c.example>",
                          "x@c.example,y@z.example", ""}) {
    Parcel odd = parcel;
    odd.recipient = bad;
    const Receipt receipt = route("command:" + program)->hand_over(odd);
    CHECK(receipt.outcome == Outcome::refused);
    CHECK(judge(receipt) == Verdict::next_channel);
  }
  CHECK(!fs::exists(program + ".ran"));
}

TEST_CASE("a command's end is the letter's outcome") {
  struct Row {
    const char* script;
    Outcome outcome;
    Verdict verdict;
  };
  const Row rows[] = {{"exit 0", Outcome::accepted, Verdict::delivered_to_relay},
                      {"exit 75", Outcome::deferred, Verdict::retry},
                      {"exit 67", Outcome::refused, Verdict::next_channel},
                      {"exit 68", Outcome::refused, Verdict::next_channel},
                      {"exit 77", Outcome::refused, Verdict::our_fault},
                      {"exit 1", Outcome::refused, Verdict::our_fault},
                      {"kill -9 $$", Outcome::unknown, Verdict::ask}};
  for (const Row& row : rows) {
    const Folder folder;
    INFO(row.script);
    const Receipt receipt =
        route("command:" + folder.script("cat > /dev/null\necho words >&2\n" + std::string(row.script) + "\n"))
            ->hand_over(parcel);
    CHECK(receipt.outcome == row.outcome);
    CHECK(judge(receipt) == row.verdict);
    if (receipt.outcome == Outcome::refused) CHECK(receipt.text.find("words") != std::string::npos);
  }
}

TEST_CASE("a command that does not end is killed, and its letter is in doubt") {
  const Folder folder;
  // It never falls silent, so only the limit ends it.
  const Receipt receipt = route("command:" + folder.script("while :; do echo .; done\n"), 1)->hand_over(parcel);
  CHECK(receipt.outcome == Outcome::unknown);
}

TEST_CASE("a command that is not there stops the route") {
  const Folder folder;
  const Receipt receipt = route("command:" + (folder.path / "none").string())->hand_over(parcel);
  CHECK(receipt.outcome == Outcome::deferred);
  CHECK(judge(receipt) == Verdict::stop_route);
}

TEST_CASE("routes that make no sense are refused") {
  for (const char* bad : {"folder:", "command:", "command:sendmail -i", "command:/bin/cat \"open", "folder"})
    CHECK_THROWS_AS(route(bad), Error);
}

}  // namespace
}  // namespace dunmail
