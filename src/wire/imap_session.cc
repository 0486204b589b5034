#include "wire/imap_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace dunmail {
namespace {

std::string quoted(std::string_view text) {
  const auto out = imap_quoted(text);
  if (!out) throw Error(ErrorKind::config, "mailbox", "a folder's name has a line break or NUL in it");
  return *out;
}

}  // namespace

ImapSession::ImapSession(ImapOptions options) : options_(std::move(options)), parser_(options_.chunk + (64 << 10)) {}

ImapSession::~ImapSession() { logout(); }

void ImapSession::logout() {
  if (!connection_.is_open()) return;
  const Deadline soon = after(std::chrono::seconds(1));
  std::string rest;
  if (!connection_.send("Z LOGOUT\r\n", soon)) connection_.receive(rest, soon);
  connection_.close();
}

bool ImapSession::has(std::string_view capability) const {
  return std::find(capabilities_.begin(), capabilities_.end(), capability) != capabilities_.end();
}

Problem ImapSession::broken(std::string what) {
  connection_.close();
  return {fmt::format("{}:{}", options_.endpoint.host, options_.endpoint.port), std::move(what), ""};
}

std::optional<Problem> ImapSession::read(Deadline deadline) {
  for (;;) {
    const auto state = parser_.next();
    if (state == ImapParser::State::complete) return std::nullopt;
    if (state == ImapParser::State::garbage)
      return broken("the server's answer is not IMAP, or larger than what was asked for");
    std::string bytes;
    if (auto why = connection_.receive(bytes, deadline)) return broken(*why);
    parser_.add(bytes);
  }
}

Result<ImapResponse> ImapSession::command(const std::string& text, const std::function<void(ImapResponse&)>& take) {
  if (!connection_.is_open()) return Problem{options_.endpoint.host, "the connection is closed", ""};
  const std::string tag = fmt::format("D{}", ++serial_);
  const Deadline deadline = after(options_.command_timeout);
  if (auto why = connection_.send(tag + " " + text + "\r\n", deadline)) return broken(*why);
  for (;;) {
    if (auto problem = read(deadline)) return *problem;
    ImapResponse& response = parser_.response();
    if (response.tag == tag) return std::move(response);
    if (response.tag != "*") return broken("the server answered out of turn");
    if (response.kind == "BYE") return broken("the server says goodbye: " + response.text);
    if (response.kind == "EXISTS") news_ = true;
    if (take) take(response);
  }
}

std::optional<Problem> ImapSession::connect() {
  // libcurl reads the greeting, does STARTTLS and logs in; from there the bytes are ours.
  if (auto failed = connection_.open(options_.endpoint))
    return Problem{fmt::format("{}:{}", options_.endpoint.host, options_.endpoint.port),
                   fmt::format("{}: {}", failed->stage, failed->text), ""};
  parser_ = ImapParser(options_.chunk + (64 << 10));
  if (auto problem = learn_capabilities()) return problem;
  // Some providers (NetEase) let nobody SELECT who did not say who they are; RFC 2971 asks for no more than a name.
  if (has("ID"))
    if (auto said = command("ID (\"name\" \"dunmail\")"); !said) return said.problem();
  return std::nullopt;
}

std::optional<Problem> ImapSession::learn_capabilities() {
  capabilities_.clear();
  auto said = command("CAPABILITY", [this](ImapResponse& r) {
    if (r.kind != "CAPABILITY") return;
    for (const ImapValue& value : r.values) {
      std::string name = value.text;
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
      capabilities_.push_back(std::move(name));
    }
  });
  if (!said) return said.problem();
  if (said->kind != "OK" || !has("IMAP4REV1")) return broken("the server does not speak IMAP4rev1");
  return std::nullopt;
}

std::optional<Problem> ImapSession::select() {
  if (!connection_.is_open())
    if (auto problem = connect()) return problem;
  std::uint32_t validity = 0;
  auto said = command("SELECT " + quoted(imap_folder(options_.folder)), [&](ImapResponse& r) {
    if (r.code == "UIDVALIDITY")
      if (const ImapValue value{ImapValue::Type::atom, r.argument, {}}; value.number()) validity = *value.number();
  });
  if (!said) return said.problem();
  if (said->kind != "OK") return broken(fmt::format("the folder {} cannot be opened: {}", options_.folder, said->text));
  // RFC 3501 section 6.3.1: without one the UIDs are not for keeping, and no message could be told from another.
  if (validity == 0) return broken("the folder has no UIDVALIDITY");
  uid_validity_ = validity;
  return std::nullopt;
}

Result<std::vector<ImapMessage>> ImapSession::list(std::uint32_t from_uid) {
  std::vector<ImapMessage> out;
  news_ = false;  // what arrives from here on is not in the list
  const std::size_t at_most = options_.messages_a_round;
  auto said = command(fmt::format("UID FETCH {}:* (UID RFC822.SIZE)", from_uid), [&](ImapResponse& r) {
    if (r.kind != "FETCH") return;
    const ImapValue* uid = r.item("UID");
    const ImapValue* size = r.item("RFC822.SIZE");
    // "n:*" names the last message even where its UID is below n (RFC 3501 section 6.4.8).
    if (!uid || !uid->number() || *uid->number() < from_uid) return;
    out.push_back({*uid->number(), size ? size->number().value_or(0) : 0});
    // A server may list a million messages in any order: only the lowest are kept.
    if (out.size() < 2 * at_most) return;
    std::nth_element(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(at_most), out.end(),
                     [](const auto& a, const auto& b) { return a.uid < b.uid; });
    out.resize(at_most);
  });
  if (!said) return said.problem();
  if (said->kind != "OK") return Problem{options_.folder, "cannot be listed: " + said->text, ""};
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.uid < b.uid; });
  out.erase(std::unique(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.uid == b.uid; }),
            out.end());
  if (out.size() > at_most) out.resize(at_most);
  return out;
}

Result<std::string> ImapSession::chunk(std::uint32_t uid, std::uint64_t from, bool& there) {
  std::string bytes;
  there = false;
  auto said =
      command(fmt::format("UID FETCH {} (UID BODY.PEEK[]<{}.{}>)", uid, from, options_.chunk), [&](ImapResponse& r) {
        if (r.kind != "FETCH" || r.values.empty() || r.values[0].type != ImapValue::Type::list) return;
        const ImapValue* which = r.item("UID");
        if (!which || which->number() != uid) return;
        auto& list = r.values[0].list;
        for (std::size_t i = 0; i + 1 < list.size(); i += 2)
          if (list[i].type == ImapValue::Type::atom && starts_with_nocase(list[i].text, "BODY[]"))
            bytes = std::move(list[i + 1].text), there = true;
      });
  if (!said) return said.problem();
  if (said->kind != "OK")
    return Problem{fmt::format("{} {}/{}", options_.folder, uid_validity_, uid), "cannot be read: " + said->text, ""};
  if (bytes.size() > options_.chunk) return broken("the server sent more than was asked for");
  return bytes;
}

Result<std::optional<std::string>> ImapSession::fetch(std::uint32_t uid, std::uint64_t at_most) {
  std::string out;
  while (out.size() < at_most) {
    bool there = false;
    auto bytes = chunk(uid, out.size(), there);
    if (!bytes) return bytes.problem();
    if (!there && out.empty()) return std::optional<std::string>();
    out += *bytes;
    if (bytes->size() < options_.chunk) break;
  }
  if (out.size() > at_most) out.resize(at_most);
  return std::optional(std::move(out));
}

std::optional<Problem> ImapSession::move(std::uint32_t uid, const std::string& folder) {
  const std::string target = quoted(imap_folder(folder));
  const char* verb = has("MOVE") ? "MOVE" : "COPY";
  const std::string order = fmt::format("UID {} {} {}", verb, uid, target);
  auto said = command(order);
  if (said && said->kind == "NO" && said->code == "TRYCREATE") {
    if (auto made = command("CREATE " + target); !made) return made.problem();
    said = command(order);
  }
  if (!said) return said.problem();
  if (said->kind != "OK")
    return Problem{fmt::format("{} {}/{}", options_.folder, uid_validity_, uid),
                   fmt::format("cannot be moved to {}: {}", folder, said->text), ""};
  if (has("MOVE")) return std::nullopt;
  // The copy stands, so the original may go: this one and no other (RFC 4315).
  for (const std::string& step :
       {fmt::format("UID STORE {} +FLAGS.SILENT (\\Deleted)", uid), fmt::format("UID EXPUNGE {}", uid)}) {
    auto gone = command(step);
    if (!gone) return gone.problem();
    if (gone->kind != "OK")
      return Problem{fmt::format("{} {}/{}", options_.folder, uid_validity_, uid),
                     "was copied and cannot be taken out: " + gone->text, ""};
  }
  return std::nullopt;
}

Result<bool> ImapSession::idle(int seconds, const std::function<bool()>& stop) {
  if (std::exchange(news_, false)) return true;
  const std::string tag = fmt::format("D{}", ++serial_);
  if (auto why = connection_.send(tag + " IDLE\r\n", after(options_.command_timeout))) return broken(*why);
  bool news = false, going = false;
  // RFC 2177: a server may end an IDLE of half an hour.
  const Deadline end = after(std::chrono::seconds(std::min(seconds, 25 * 60)));
  const Deadline patience = after(options_.command_timeout);
  while (!news && !stop() && std::chrono::steady_clock::now() < end) {
    const auto state = parser_.next();
    if (state == ImapParser::State::garbage) return broken("the server's answer is not IMAP");
    if (state == ImapParser::State::more) {
      std::string bytes;
      bool late = false;
      // In slices, so that a signal is seen. A signal ends a slice early.
      const auto why = connection_.receive(bytes, std::min(end, after(std::chrono::milliseconds(500))), &late);
      if (why && !late) return broken(*why);
      if (!going && std::chrono::steady_clock::now() > patience)
        return broken("the server did not answer IDLE in time");
      parser_.add(bytes);
      continue;
    }
    const ImapResponse& r = parser_.response();
    if (r.tag == "+")
      going = true;
    else if (r.tag == tag)
      return going ? Result<bool>(broken("the server ended IDLE by itself")) : Result<bool>(false);
    else if (r.kind == "BYE")
      return broken("the server says goodbye: " + r.text);
    else if (r.tag != "*")
      return broken("the server's answer is not IMAP");
    else if (r.kind == "EXISTS" || r.kind == "RECENT")
      news = true;
  }
  if (auto why = connection_.send("DONE\r\n", after(options_.command_timeout))) return broken(*why);
  const Deadline deadline = after(options_.command_timeout);
  do {
    if (auto problem = read(deadline)) return *problem;
    news = news || parser_.response().kind == "EXISTS";
  } while (parser_.response().tag != tag);
  return news;
}

}  // namespace dunmail
