#include "dispatch/exits.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Outcome = Receipt::Outcome;

std::string with_lf(std::string_view message) {
  std::string out;
  out.reserve(message.size());
  for (std::size_t k = 0; k < message.size(); ++k)
    if (message[k] != '\r' || k + 1 == message.size() || message[k + 1] != '\n') out += message[k];
  return out;
}

Receipt refused(const char* stage, const char* status, std::string text) {
  return {Outcome::refused, 0, status, stage, printable(text), {}, {}};
}

Receipt closed(const char* status, std::string text) {
  return {Outcome::deferred, 0, status, "connect", printable(text), {}, {}};
}

std::optional<Receipt> bad_address(const Parcel& parcel) {
  if (const auto bad = check_address(parcel.recipient, true)) return refused("rcpt", "5.1.3", bad->line());
  if (parcel.envelope_from.empty()) return std::nullopt;
  if (const auto bad = check_address(parcel.envelope_from, true)) return refused("mail", "5.1.7", bad->line());
  return std::nullopt;
}

/// A rename is durable when its folder is.
void flush(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool flushed = fd >= 0 && ::fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) ::close(fd);
  if (!flushed) throw Error(ErrorKind::storage, folder, std::strerror(error));
}

std::string sidecar_of(const Parcel& parcel, const std::string& message) {
  const nlohmann::ordered_json out = {{"letter", parcel.letter_id},        {"message_id", parcel.message_id},
                                      {"sender", parcel.envelope_from},    {"recipient", parcel.recipient},
                                      {"envelope_id", parcel.envelope_id}, {"sha256", sha256_hex(message)}};
  return out.dump(2) + "\n";
}

Receipt lay(const std::string& path, const Parcel& parcel) {
  if (auto bad = bad_address(parcel)) return *bad;
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) return closed("4.3.1", "cannot make the folder " + path + ": " + failed.message());
  const std::string name = sha256_hex(parcel.message_id).substr(0, 40), message = with_lf(parcel.message);
  const fs::path mail = fs::path(path) / (name + ".eml"), sidecar = fs::path(path) / (name + ".json");
  if (fs::exists(mail) && read_file(mail) != message)
    return refused("message", "5.6.0", "another message with this Message-ID lies in the folder as " + name);
  write_file(mail, message);
  flush(path);
  write_file(sidecar, sidecar_of(parcel, message));
  flush(path);
  return {Outcome::accepted, 0, {}, "message", "in the folder as " + name, name, {}};
}

// Exit codes, after sysexits.h and what Postfix's pipe(8) makes of them.
struct ExitRow {
  int code;
  Outcome outcome;
  const char *stage, *status;
};
constexpr ExitRow exits[] = {
    {0, Outcome::accepted, "message", ""},       {65, Outcome::refused, "rcpt", "5.1.3"},
    {67, Outcome::refused, "rcpt", "5.1.1"},     {68, Outcome::refused, "rcpt", "5.1.2"},
    {71, Outcome::deferred, "message", "4.3.0"}, {74, Outcome::deferred, "message", "4.3.0"},
    {75, Outcome::deferred, "message", "4.3.0"}, {77, Outcome::refused, "message", "5.7.0"},
};

Receipt receipt_of(const ProcessEnd& end) {
  const std::string said = printable(end.line()).substr(0, 500);
  switch (end.how) {
    case ProcessEnd::How::not_started:
      return closed("4.3.5", said);
    case ProcessEnd::How::killed:
    case ProcessEnd::How::silent:
    case ProcessEnd::How::stopped:
      return {Outcome::unknown, 0, {}, "message", said, {}, {}};
    case ProcessEnd::How::exited:
      break;
  }
  for (const ExitRow& row : exits)
    if (row.code == end.code) return {row.outcome, 0, row.status, row.stage, row.code == 0 ? "taken" : said, {}, {}};
  return refused("message", "5.0.0", said);
}

}  // namespace

FolderCourier::FolderCourier(std::string path) : path_(std::move(path)), name_("folder:" + path_) {}

Receipt FolderCourier::hand_over(const Parcel& parcel) {
  Receipt receipt;
  try {
    receipt = lay(path_, parcel);
  } catch (const Error& e) {
    receipt = closed("4.3.1", "cannot write to the folder " + path_ + ": " + e.problem().message);
  }
  receipt.route = name_;
  return receipt;
}

CommandCourier::CommandCourier(std::vector<std::string> words, std::chrono::seconds limit)
    : words_(std::move(words)), limit_(limit), name_("command:" + words_.at(0)) {}

std::vector<std::string> CommandCourier::arguments_for(const Parcel& parcel) const {
  std::vector<std::string> out{words_[0]};
  bool named = false;
  for (std::size_t k = 1; k < words_.size(); ++k) {
    std::string word;
    // In one pass: what an address holds is never looked at for slots.
    for (std::size_t at = 0; at < words_[k].size();) {
      const std::string_view rest = std::string_view(words_[k]).substr(at);
      if (rest.starts_with("{recipient}")) {
        word += parcel.recipient;
        at += 11;
        named = true;
      } else if (rest.starts_with("{sender}")) {
        word += parcel.envelope_from;
        at += 8;
      } else {
        word += words_[k][at++];
      }
    }
    out.push_back(std::move(word));
  }
  if (!named) out.push_back(parcel.recipient);
  return out;
}

Receipt CommandCourier::hand_over(const Parcel& parcel) {
  Receipt receipt;
  if (auto bad = bad_address(parcel)) {
    receipt = std::move(*bad);
  } else if (parcel.recipient.starts_with('-')) {
    receipt = refused("rcpt", "5.1.3", "the address would be read as an option: " + parcel.recipient);
  } else if (parcel.envelope_from.starts_with('-')) {
    receipt = refused("mail", "5.1.7", "the address would be read as an option: " + parcel.envelope_from);
  } else {
    const std::string message = with_lf(parcel.message);
    ProcessOrder order;
    order.command = arguments_for(parcel);
    order.input = message;
    order.patience = order.limit = limit_;
    try {
      receipt = receipt_of(run_program(order));
    } catch (const Error& e) {
      receipt = closed("4.3.5", e.what());  // no pipe, no memory: nothing was run
    }
  }
  receipt.route = name_;
  return receipt;
}

std::vector<std::string> command_words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  bool quoted = false, begun = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (c == ' ' && !quoted) {
      if (begun) out.push_back(std::move(word));
      word.clear();
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (quoted) return {};
  if (begun) out.push_back(std::move(word));
  return out;
}

}  // namespace dunmail
