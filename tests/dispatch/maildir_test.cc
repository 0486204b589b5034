#include "dispatch/maildir.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/file.h"
#include "support/process.h"
#include "support/temp_dir.h"

using namespace dunmail;
namespace fs = std::filesystem;

namespace {

const Parcel letter{
    "L1", "one@sender.example", "bounce@sender.example", "wang@debtor.example", "", "Subject: a\r\n\r\nbody\r\n.\r\n"};

std::vector<fs::path> files(const std::string& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
  return out;
}

}  // namespace

TEST_CASE("a letter lies in new/ as a maildir reader expects it") {
  TempDir dir;
  MaildirCourier courier(dir / "out/box");
  const Receipt receipt = courier.hand_over(letter);
  CHECK(receipt.outcome == Receipt::Outcome::accepted);
  CHECK(receipt.route == "maildir:" + dir / "out/box");
  REQUIRE(files(dir / "out/box/new").size() == 1);
  CHECK(files(dir / "out/box/tmp").empty());
  CHECK(files(dir / "out/box/new")[0].filename() == receipt.queue_id);
  CHECK(read_file(files(dir / "out/box/new")[0]) ==
        "Return-Path: <bounce@sender.example>\nDelivered-To: wang@debtor.example\nSubject: a\n\nbody\n.\n");
  const Finished python =
      run({"python3", "-c",
           "import mailbox,sys\nfor m in mailbox.Maildir(sys.argv[1]): print(m['subject'], m['delivered-to'])",
           dir / "out/box"});
  CHECK(python.output == "a wang@debtor.example\n");
}

TEST_CASE("the same parcel again is recognised, wherever the reader has put it") {
  TempDir dir;
  MaildirCourier courier(dir / "box");
  const Receipt first = courier.hand_over(letter);
  const std::string moved = GENERATE("new/", "cur/", "cur/:2,", "cur/:2,S");
  const std::string to = moved.substr(0, 4) + first.queue_id + moved.substr(4);
  if (moved != "new/") fs::rename(dir / ("box/new/" + first.queue_id), dir / ("box/" + to));
  const Receipt again = courier.hand_over(letter);
  CHECK(again.outcome == Receipt::Outcome::accepted);
  CHECK(again.queue_id == first.queue_id);
  CHECK(files(dir / "box/new").size() + files(dir / "box/cur").size() == 1);
}

TEST_CASE("other bytes under the same Message-ID are refused and change nothing") {
  TempDir dir;
  MaildirCourier courier(dir / "box");
  courier.hand_over(letter);
  Parcel other = letter;
  other.message += "more\r\n";
  const Receipt receipt = courier.hand_over(other);
  CHECK(receipt.outcome == Receipt::Outcome::refused);
  CHECK(judge(receipt) == Verdict::our_fault);
  CHECK(files(dir / "box/new").size() == 1);
  CHECK(files(dir / "box/tmp").empty());
}

TEST_CASE("a folder that cannot be written stops the route with one line") {
  TempDir dir;
  write_file(dir / "file", "not a folder");
  MaildirCourier courier(dir / "file");
  const Receipt receipt = courier.hand_over(letter);
  CHECK(receipt.outcome == Receipt::Outcome::deferred);
  CHECK(judge(receipt) == Verdict::stop_route);
  CHECK(receipt.text.find(dir / "file") != std::string::npos);
  CHECK(receipt.text.find('\n') == std::string::npos);
}

TEST_CASE("a disk that fills up in the middle of a letter leaves nothing behind") {
  // The limit on a file's size stands in for the disk's end: the write fails half way in the same manner.
  TempDir dir;
  MaildirCourier courier(dir / "box");
  Parcel big = letter;
  for (int i = 0; i < 10'000; ++i) big.message += "0123456789\r\n";
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Receipt receipt = courier.hand_over(big);
  ::setrlimit(RLIMIT_FSIZE, &old);
  ::signal(SIGXFSZ, handler);
  CHECK(receipt.outcome == Receipt::Outcome::deferred);
  CHECK(judge(receipt) == Verdict::stop_route);
  CHECK(files(dir / "box/new").empty());
  CHECK(files(dir / "box/tmp").empty());
  CHECK(courier.hand_over(big).outcome == Receipt::Outcome::accepted);
}

TEST_CASE("addresses are checked before anything is written") {
  TempDir dir;
  MaildirCourier courier(dir / "box");
  Parcel evil = letter;
  evil.recipient = "x@y.example\nBcc: z@y.example";
  CHECK(courier.hand_over(evil).outcome == Receipt::Outcome::refused);
  evil = letter;
  evil.envelope_from = "a b@c.example";
  CHECK(judge(courier.hand_over(evil)) == Verdict::our_fault);
  CHECK_FALSE(fs::exists(dir / "box/new"));
}
