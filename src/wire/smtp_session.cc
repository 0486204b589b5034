// When is a letter sent? The relay takes it over when it answers 250 to the final dot, not before. As long as the
// final dot has not wholly left this machine the relay cannot have the message, whatever else went wrong: trying again
// is safe. From then until its reply is read nobody here knows, and trying again may send the letter twice. Every
// return below is on one side of that line, and `broken_after` is returned in one place only.
#include "wire/smtp_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

using Ending = SmtpResult::Ending;

constexpr const char* reset = "RSET\r\n";

SmtpResult refused(const char* stage, SmtpReply reply) {
  SmtpResult out{Ending::refused, stage, std::move(reply), {}};
  out.text = out.reply.text();
  return out;
}

/// Refused before the relay was asked.
SmtpResult refused_here(const char* stage, const char* status, std::string why) {
  SmtpResult out{Ending::refused, stage, {}, std::move(why)};
  out.reply.status = status;
  return out;
}

void put_stuffed(std::string_view message, bool dot_lines, std::string& out) {
  out.clear();
  out.reserve(message.size() + 64);
  if (message.starts_with('.')) out += '.';
  std::size_t from = 0;
  if (dot_lines)
    for (std::size_t at = message.find("\n."); at != message.npos; at = message.find("\n.", at + 1)) {
      out.append(message, from, at + 1 - from).append(1, '.');
      from = at + 1;
    }
  out.append(message, from);
  if (!message.empty() && !message.ends_with("\r\n")) out += "\r\n";
  out += ".\r\n";
}

}  // namespace

void dot_stuff(std::string_view message, std::string& out) {
  put_stuffed(message, look_through(message).dot_lines, out);
}

// Every byte of every letter comes by here, once. Written so, without a way out of the loop, compilers make vector code
// of it, which is ten times as fast as finding line after line.
MessageBytes look_through(std::string_view message) {
  if (message.empty()) return {};
  unsigned char wrong = message.front() == '\n' || message.front() == '\0' || message.back() == '\r';
  unsigned char dots = message.front() == '.', all = static_cast<unsigned char>(message.front());
  for (std::size_t i = 1; i < message.size(); ++i) {
    const char before = message[i - 1], now = message[i];
    wrong |= static_cast<unsigned char>(((now == '\n') != (before == '\r')) | (now == '\0'));
    dots |= static_cast<unsigned char>((before == '\n') & (now == '.'));
    all |= static_cast<unsigned char>(now);
  }
  return {wrong == 0, all >= 0x80, dots != 0};
}

SmtpSession::SmtpSession(SmtpOptions options) : options_(std::move(options)) {
  if (options_.endpoint.helo.empty()) options_.endpoint.helo = host_name();
}

SmtpSession::~SmtpSession() { quit(); }

void SmtpSession::quit() {
  if (!connection_.is_open()) return;
  const Deadline soon = after(std::min(options_.command_timeout, std::chrono::milliseconds(2000)));
  SmtpReply reply;
  if (!connection_.send("QUIT\r\n", soon)) read_reply(reply, soon);
  connection_.close();
}

SmtpResult SmtpSession::broken(const char* stage, std::string why) {
  connection_.close();
  return {Ending::broken_before, stage, {}, std::move(why)};
}

std::optional<std::string> SmtpSession::read_reply(SmtpReply& reply, Deadline deadline) {
  for (;;) {
    switch (parser_.next()) {
      case SmtpReplyParser::State::complete:
        reply = parser_.reply();
        return std::nullopt;
      case SmtpReplyParser::State::garbage:
        return "the relay's answer is not SMTP";
      case SmtpReplyParser::State::more:
        break;
    }
    std::string bytes;
    if (auto why = connection_.receive(bytes, deadline)) return why;
    parser_.add(bytes);
  }
}

std::optional<SmtpResult> SmtpSession::say_hello() {
  // libcurl has said EHLO already and keeps the answer to itself. Saying it again is allowed at any time (RFC 5321
  // section 4.1.4), and the offers after STARTTLS and AUTH are the ones that hold.
  SmtpReply reply;
  const Deadline deadline = after(options_.command_timeout);
  if (options_.lmtp) {
    if (auto why = read_reply(reply, deadline)) return broken("connect", *why);
    if (reply.kind() != 2) return refused("connect", reply);
  }
  const std::string hello = fmt::format("{} {}\r\n", options_.lmtp ? "LHLO" : "EHLO", options_.endpoint.helo);
  if (auto why = connection_.send(hello, deadline)) return broken("ehlo", *why);
  if (auto why = read_reply(reply, deadline)) return broken("ehlo", *why);
  if (reply.code == 421) return refused("ehlo", reply);
  if (reply.kind() == 2)
    offers_ = read_extensions(reply);  // else it is an old relay, and libcurl's HELO holds
  else if (options_.lmtp)
    return refused("ehlo", reply);
  return std::nullopt;
}

std::optional<SmtpResult> SmtpSession::connect() {
  parser_ = {};
  offers_ = {};
  used_ = 0;
  needs_reset_ = false;
  too_old_ = after(options_.connection_age);
  if (const auto failed = connection_.open(options_.endpoint)) {
    SmtpResult out{failed->code ? Ending::refused : Ending::broken_before, failed->stage, {}, failed->text};
    if (failed->code) {
      SmtpReplyParser reading;  // the enhanced status stands in the text
      reading.add(fmt::format("{} {}\r\n", failed->code, failed->text));
      if (reading.next() == SmtpReplyParser::State::complete) {
        out.reply = reading.reply();
        out.text = out.reply.text();
      }
    }
    return out;
  }
  return say_hello();
}

std::optional<SmtpResult> SmtpSession::make_ready() {
  const bool worn = used_ >= options_.messages_per_connection || std::chrono::steady_clock::now() > too_old_;
  if (connection_.is_open() && worn) quit();
  if (connection_.is_open()) return std::nullopt;
  auto failed = connect();
  if (failed) connection_.close();
  return failed;
}

std::optional<SmtpResult> SmtpSession::refuse_ourselves(const SmtpEnvelope& envelope, std::size_t size,
                                                        const MessageBytes& bytes) const {
  for (const std::string* address : {&envelope.from, &envelope.recipient}) {
    if (address == &envelope.from && address->empty()) continue;
    const char* stage = address == &envelope.from ? "mail" : "rcpt";
    if (const auto bad = check_address(*address, true))
      return refused_here(stage, stage[0] == 'm' ? "5.1.7" : "5.1.3", bad->line());
    if (needs_smtputf8(*address) && !offers_.smtputf8)
      return refused_here(stage, "5.6.7", "the relay does not offer SMTPUTF8, which the address needs");
  }
  if (offers_.size > 0 && size > offers_.size)
    return refused_here("mail", "5.3.4",
                        fmt::format("the message has {} bytes, the relay takes {}", size, offers_.size));
  if (!bytes.clean_lines) return refused_here("message", "5.6.0", "the message has a bare line break or a NUL");
  return std::nullopt;
}

std::string SmtpSession::mail_command(const SmtpEnvelope& envelope, std::size_t size, const MessageBytes& bytes) const {
  std::string out = "MAIL FROM:<" + (envelope.from.empty() ? std::string() : *wire_address(envelope.from)) + ">";
  if (offers_.size_known) out += fmt::format(" SIZE={}", size);
  if (offers_.eight_bit_mime && bytes.eight_bit) out += " BODY=8BITMIME";
  if (needs_smtputf8(envelope.from) || needs_smtputf8(envelope.recipient)) out += " SMTPUTF8";
  if (offers_.dsn && !options_.notify.empty()) {
    out += " RET=HDRS";
    if (!envelope.envelope_id.empty()) out += " ENVID=" + xtext(envelope.envelope_id);
  }
  return out + "\r\n";
}

std::string SmtpSession::rcpt_command(const SmtpEnvelope& envelope) const {
  std::string out = "RCPT TO:<" + *wire_address(envelope.recipient) + ">";
  if (offers_.dsn && !options_.notify.empty()) {
    out += " NOTIFY=" + options_.notify;
    if (!needs_smtputf8(envelope.recipient)) out += " ORCPT=rfc822;" + xtext(*wire_address(envelope.recipient));
  }
  return out + "\r\n";
}

/// The relay has said 354. From here to the final dot is the stretch that matters.
SmtpResult SmtpSession::hand_in_message(std::string_view message, const MessageBytes& bytes) {
  put_stuffed(message, bytes.dot_lines, stuffed_);
  std::size_t sent = 0;
  const auto allowance = std::chrono::seconds(stuffed_.size() / 1024);
  if (auto why = connection_.send(stuffed_, after(options_.body_timeout + allowance), &sent)) {
    // The system took less than everything, so the final dot is not with the relay.
    SmtpReply last_words;
    if (!read_reply(last_words, after(std::chrono::milliseconds(0))) && last_words.kind() >= 4) {
      connection_.close();
      return refused("message", last_words);
    }
    return broken("message", *why);
  }
  SmtpReply reply;
  if (auto why = read_reply(reply, after(options_.dot_timeout))) {
    connection_.close();
    return {Ending::broken_after, "message", {}, *why};
  }
  if (reply.code == 421) connection_.close();
  if (reply.kind() >= 4) return refused("message", reply);
  if (reply.kind() == 2) return {Ending::accepted, "message", reply, reply.text()};
  connection_.close();
  return {Ending::broken_after, "message", reply,
          "the relay answered the final dot with " + std::to_string(reply.code)};
}

struct SmtpSession::Step {
  const char* stage;
  std::string command;  // empty: left out
  int wanted;           // the first digit of the reply that lets it go on
  std::chrono::milliseconds timeout{0};
};

/// Up to the 354: nothing, or why it did not come so far.
std::optional<SmtpResult> SmtpSession::ask(const std::vector<Step>& steps) {
  // RFC 2920: all of it in one packet, DATA last; the replies come in the same order.
  if (offers_.pipelining) {
    std::string all;
    for (const Step& step : steps) all += step.command;
    if (auto why = connection_.send(all, after(options_.command_timeout))) return broken("mail", *why);
  }
  std::optional<SmtpResult> refusal;
  for (const Step& step : steps) {
    if (step.command.empty()) continue;
    if (!offers_.pipelining) {
      if (refusal) return refusal;
      if (auto why = connection_.send(step.command, after(options_.command_timeout))) return broken(step.stage, *why);
    }
    SmtpReply reply;
    const auto patience = step.timeout.count() > 0 ? step.timeout : options_.command_timeout;
    if (auto why = read_reply(reply, after(patience))) {
      connection_.close();
      return refusal ? *refusal : broken(step.stage, *why);
    }
    if (reply.code == 421) {
      connection_.close();
      return refusal ? *refusal : refused(step.stage, reply);
    }
    if (reply.kind() == step.wanted && !refusal) continue;
    if (reply.kind() == 3 || (reply.kind() == 2 && step.wanted == 3) || step.command == reset) {
      // It wants the message although it refused the sender or the recipient (RFC 2920 section 3.1), or it is out of
      // step. Leaving is the one answer that cannot hand in anything.
      connection_.close();
      return refusal ? *refusal : broken(step.stage, fmt::format("the relay answered {} out of turn", reply.code));
    }
    if (!refusal) refusal = refused(step.stage, reply);
  }
  // More answers than questions: the next one would be taken for the answer to the final dot.
  if (!refusal && parser_.has_pending()) return broken("data", "the relay spoke out of turn");
  return refusal;
}

SmtpResult SmtpSession::attempt(const SmtpEnvelope& envelope, std::string_view message) {
  const MessageBytes bytes = look_through(message);
  if (auto refusal = refuse_ourselves(envelope, message.size(), bytes)) return *refusal;
  const std::vector<Step> steps = {{"mail", needs_reset_ ? reset : "", 2},
                                   {"mail", mail_command(envelope, message.size(), bytes), 2, options_.mail_timeout},
                                   {"rcpt", rcpt_command(envelope), 2, options_.rcpt_timeout},
                                   {"data", "DATA\r\n", 3, options_.data_timeout}};
  ++used_;
  needs_reset_ = true;
  if (auto stopped = ask(steps)) return *stopped;
  needs_reset_ = false;
  return hand_in_message(message, bytes);
}

SmtpResult SmtpSession::send(const SmtpEnvelope& envelope, std::string_view message) {
  if (auto failed = make_ready()) return *failed;
  const bool kept = used_ > 0;
  SmtpResult result = attempt(envelope, message);
  // A kept connection that the relay has closed in the meantime, with or without a 421, is no failure of this letter.
  const bool stale = kept && !connection_.is_open() && result.stage == "mail" &&
                     (result.ending == Ending::broken_before || result.reply.code == 421);
  if (!stale) return result;
  if (auto failed = make_ready()) return *failed;
  return attempt(envelope, message);
}

}  // namespace dunmail
