// Messages read and judged a second on one core: generated ones of every common shape, and the labelled corpus when it
// lies beside the source folder. Goal: 5,000.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "tracking/report.h"

namespace {

using namespace dunmail;
namespace fs = std::filesystem;

const Rules& rules() {
  static const Rules read = Rules::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/replies.toml");
  return read;
}

std::string filler(std::size_t lines) {
  std::string out;
  for (std::size_t i = 0; i < lines; ++i)
    out += "A line of the letter that came back, about as long as such lines are wont to be.\n";
  return out;
}

std::vector<std::string> generated() {
  const std::string received =
      "Received: from mx.theirs.example (mx.theirs.example [192.0.2.7]) by mx.ours.example with ESMTPS id 4XyZ for "
      "<bounce@ours.example>; Mon, 23 Nov 2026 10:00:00 +0800\n";
  const std::string head =
      received + received +
      "From: Mail Delivery System <MAILER-DAEMON@mx.theirs.example>\nTo: bounce+abc@ours.example\nDate: Mon, 23 Nov "
      "2026 10:00:00 +0800\nMessage-ID: <1@mx.theirs.example>\n";
  const std::string copy = "Return-Path: <bounce+abc@ours.example>\n" + received +
                           "From: Accounts <accounts@ours.example>\nTo: buyer@theirs.example\nSubject: "
                           "Reminder\nMessage-ID: <l1@ours.example>\n\n" +
                           filler(20);
  return {
      head +
          "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; "
          "report-type=delivery-status; boundary=\"edge\"\n\n--edge\nContent-Type: text/plain\n\nThis is the mail "
          "system at host mx.theirs.example.\n\nI'm sorry to have to inform you that your message could not\nbe "
          "delivered to one or more recipients.\n\n<buyer@theirs.example>: host mx2.theirs.example[192.0.2.9] said: "
          "550 5.1.1\n    <buyer@theirs.example>: Recipient address rejected: User unknown (in reply to RCPT TO "
          "command)\n\n--edge\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
          "mx.theirs.example\nArrival-Date: Mon, 23 Nov 2026 10:00:00 +0800\n\nFinal-Recipient: rfc822; "
          "buyer@theirs.example\nOriginal-Recipient: rfc822;buyer@theirs.example\nAction: failed\nStatus: "
          "5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <buyer@theirs.example>: Recipient address rejected: User "
          "unknown\n\n--edge\nContent-Type: message/rfc822\n\n" +
          copy + "\n--edge--\n",
      head +
          "Subject: failure notice\n\nHi. This is the qmail-send program at mx.theirs.example.\nI'm afraid I wasn't "
          "able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry "
          "it didn't work out.\n\n<buyer@theirs.example>:\n192.0.2.7 does not like recipient.\nRemote host said: 552 "
          "5.2.2 Mailbox full\nGiving up on 192.0.2.7.\n\n--- Below this line is a copy of the message.\n\n" +
          copy,
      head +
          "Subject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by "
          "mail delivery software.\n\nA message that you sent could not be delivered to one or more of "
          "its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  buyer@theirs.example\n   "
          " SMTP error from remote mail server after RCPT TO:<buyer@theirs.example>:\n    host mx.theirs.example "
          "[192.0.2.5]: 554 5.7.1 blocked using a list\n\n------ This is a copy of the message, including all the "
          "headers. ------\n\n" +
          copy,
      received +
          "From: Buyer <buyer@theirs.example>\nTo: bounce+abc@ours.example\nSubject: "
          "=?utf-8?B?6Ieq5Yqo5Zue5aSN77ya5YKs5qy+5Ye9?=\nDate: Mon, 23 Nov 2026 10:00:00 +0800\nAuto-Submitted: "
          "auto-replied\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
          "base64\n\n5oiR5q2j5Zyo5LyR5YGH77yMMTLmnIg15pel5Zue5p2l5LiK54+t44CC\n",
      received +
          "From: Buyer <buyer@theirs.example>\nTo: accounts@ours.example\nSubject: Re: Reminder\nIn-Reply-To: "
          "<l1@ours.example>\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n\nWe shall pay on 5 December.\n\n> " +
          filler(10),
  };
}

std::vector<std::string> corpus() {
  std::vector<std::string> out;
  const fs::path folder = fs::path(DUNMAIL_SOURCE_DIR).parent_path() / "shared" / "corpus" / "bounces";
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing))
    if (entry.path().extension() == ".eml") out.push_back(read_file(entry.path()));
  return out;
}

void classify_all(benchmark::State& state, const std::vector<std::string>& messages) {
  if (messages.empty()) return state.SkipWithError("there are no messages");
  rules();
  std::size_t next = 0, bytes = 0;
  for (auto _ : state) {
    const std::string& message = messages[next++ % messages.size()];
    benchmark::DoNotOptimize(classify(read_mail(message), rules()));
    bytes += message.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void generated_messages(benchmark::State& state) { classify_all(state, generated()); }
void corpus_messages(benchmark::State& state) { classify_all(state, corpus()); }

BENCHMARK(generated_messages)->Unit(benchmark::kMicrosecond);
BENCHMARK(corpus_messages)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
