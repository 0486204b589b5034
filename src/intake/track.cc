#include "intake/track.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "desk/case_trouble.h"
#include "intake/mail_head.h"
#include "intake/mail_json.h"
#include "tracking/bounce_text.h"
#include "tracking/imap_mailbox.h"
#include "tracking/letter_match.h"

namespace dunmail {
namespace {

constexpr std::size_t candidates_at_most = 5;

/// Whom a message that nothing ties to a letter may be about: by the addresses that it names. A guess for a person.
nlohmann::json candidates(World& world, const ForeignMail& mail, const MailReport& report) {
  std::vector<std::pair<std::string, const char*>> addresses;
  for (const ReportedRecipient& r : report.recipients)
    if (!r.address.empty() && addresses.size() < candidates_at_most) addresses.emplace_back(r.address, "it reports on");
  if (const auto from = find_addresses(mail.headers.first("from").substr(0, 1000)); !from.empty())
    addresses.emplace_back(from.front().address, "it comes from");
  nlohmann::json out = nlohmann::json::array();
  const auto add = [&](nlohmann::json one) {
    for (const auto& known : out)
      if (known["letter"] == one["letter"] && known["debtor"] == one["debtor"]) return;
    if (out.size() < candidates_at_most) out.push_back(std::move(one));
  };
  for (const auto& [address, why] : addresses) {
    for (const std::string& id : world.store.letters_to(address, candidates_at_most))
      if (const auto letter = world.store.letter(id))
        add({{"letter", id},
             {"debtor", letter->debtor_id},
             {"why", fmt::format("{} {}, and the letter went there", why, address)}});
    for (const std::string& debtor : world.store.debtors_with_address(address, candidates_at_most))
      add({{"letter", ""},
           {"debtor", debtor},
           {"why", fmt::format("{} {}, an address of the debtor's", why, address)}});
  }
  return out;
}

class Tracker {
 public:
  Tracker(World& world, const Tracking& tracking, Mailbox& mailbox, Date today)
      : world_(world), tracking_(tracking), mailbox_(mailbox), today_(today) {}

  Tracked round(const std::function<bool()>& stop, const std::function<void(const MailRow&)>& seen) {
    const auto known = [this](const MailPlace& p) {
      return world_.store.knows_mail(p.source, p.validity, p.uid, p.name);
    };
    while (!stop()) {
      Mailbox::Next next = mailbox_.next(known);
      if (next.what == Mailbox::Next::What::end) break;
      if (next.what == Mailbox::Next::What::broken) {
        out_.broken = next.problem;
        break;
      }
      if (next.what == Mailbox::Next::What::unreadable) {
        out_.remarks.push_back(next.problem);
        continue;
      }
      const std::size_t before = out_.taken.size();
      if (!take(next.mail)) continue;
      if (out_.taken.size() > before && seen) seen(out_.taken.back());
      for (Problem& problem : mailbox_.done(next.mail.place)) out_.remarks.push_back(std::move(problem));
    }
    return std::move(out_);
  }

 private:
  /// False: it is left for the next round.
  bool take(const ReceivedMail& received) {
    const ForeignMail mail = read_mail(received.bytes);
    MailReport report = classify(mail, tracking_.rules);
    const LetterMatch match = match_letter(mail, tracking_.keys, tracking_.bounce_addresses);
    report.letter = match.letter;
    report.matched_by = match.matched_by;
    MailRow row = row_of(received, mail, report);
    const MailPlace& place = received.place;
    bool later = false;
    world_.store.transaction([&] {
      if (const auto twin = world_.store.mail_of_document(sha256_hex(received.bytes))) {
        world_.store.note_mail(place.source, place.validity, place.uid, place.name, *twin);
        ++out_.known;
        return;
      }
      if (!match.letter.empty() && being_sent(world_, match.letter)) {
        ++out_.postponed;
        later = true;
        return;
      }
      row.document = world_.store.keep(received.bytes, "message/rfc822");
      world_.store.add(row);
      world_.store.note_mail(place.source, place.validity, place.uid, place.name, row.id);
      decide(row, mail, report, match.forged);
      world_.store.update(row);
    });
    if (!row.id.empty()) out_.taken.push_back(std::move(row));
    return !later;
  }

  MailRow row_of(const ReceivedMail& received, const ForeignMail& mail, const MailReport& report) const {
    MailRow row;
    put_head(row, mail);
    row.day = today_;
    row.at = iso(world_.now());
    row.kind = word(report.kind);
    row.matched_by = report.matched_by;
    row.size = static_cast<std::int64_t>(received.size);
    row.report = to_json(report).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    if (report.kind == MailKind::reply)
      row.suggestions =
          suggestions_text(suggestions_of(mail, tracking_.rules, mail_date(mail.headers).value_or(today_)));
    return row;
  }

  /// A case that cannot be read keeps its mail open, and nobody else's.
  void take(MailRow& row, const ForeignMail& mail, const MailReport& report) {
    try {
      take_report(world_, {mail, report, today_, false, "dunmail"}, report.letter, row);
    } catch (...) {
      row.state = MailState::open;
      row.reason = fmt::format("the case of letter {} is in trouble: {}", report.letter, trouble_caught());
    }
  }

  void decide(MailRow& row, const ForeignMail& mail, const MailReport& report, bool forged) {
    if (!report.letter.empty()) return take(row, mail, report);
    const bool person = report.kind == MailKind::reply || report.kind == MailKind::other;
    if (forged && !person) {
      // Whoever makes up a report must not reach a case; a person's own words stay worth reading.
      row.state = MailState::ignored;
      row.reason = "its token is not one of ours: forged, altered, or signed by a key that is gone";
      return;
    }
    row.state = MailState::open;
    row.reason = forged ? "no letter: its token is not one of ours" : "no letter: nothing in it names one";
    row.candidates = candidates(world_, mail, report).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  World& world_;
  const Tracking& tracking_;
  Mailbox& mailbox_;
  const Date today_;
  Tracked out_;
};

}  // namespace

Tracking Tracking::open(const Settings& settings) {
  return {Rules::load(share_folder() + "/config/replies.toml"), load_or_create_keys(settings.delivery.key_file),
          settings.bounce_addresses()};
}

Tracked track(World& world, const Tracking& tracking, Mailbox& mailbox, Date today, const std::function<bool()>& stop,
              const std::function<void(const MailRow&)>& seen) {
  return Tracker(world, tracking, mailbox, today).round(stop, seen);
}

std::vector<std::unique_ptr<Mailbox>> named_mailboxes(const Settings& settings, const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<Mailbox>> out;
  std::vector<std::string> files;
  for (const std::string& path : paths)
    if (is_maildir(path))
      out.push_back(open_maildir(path, settings.mailbox.processed, settings.mailbox.max_bytes));
    else
      files.push_back(path);
  if (!files.empty()) out.push_back(open_mail_files(files, settings.mailbox.max_bytes));
  return out;
}

namespace {

std::string password_of(const MailboxSettings& m) {
  std::string out;
  if (!m.password_file.empty()) out = trim(read_file(m.password_file));
  if (!m.password_env.empty()) {
    const char* value = std::getenv(m.password_env.c_str());
    if (!value) throw Error(ErrorKind::config, "mailbox.password_env", "the environment has no " + m.password_env);
    out = value;
  }
  return out;
}

/// imaps://HOST[:PORT] or imap://HOST[:PORT]; a host in brackets is an IPv6 address.
Endpoint endpoint_of(const MailboxSettings& m) {
  Endpoint out;
  const bool tls = m.address.starts_with("imaps://");
  std::string rest = m.address.substr(m.address.find("//") + 2);
  if (rest.ends_with('/')) rest.pop_back();
  out.protocol = tls ? Endpoint::Protocol::imaps : Endpoint::Protocol::imap;
  out.port = tls ? 993 : 143;
  const std::size_t colon = rest.rfind(':'), bracket = rest.rfind(']');
  if (colon != rest.npos && (bracket == rest.npos || colon > bracket)) {
    const auto port = parse_minor(rest.substr(colon + 1), 0);
    if (!port || *port < 1 || *port > 65535)
      throw Error(ErrorKind::config, "mailbox.address", "\"" + rest.substr(colon + 1) + "\" is not a port");
    out.port = static_cast<int>(*port);
    rest.resize(colon);
  }
  out.host = rest.starts_with('[') && rest.ends_with(']') ? rest.substr(1, rest.size() - 2) : rest;
  if (out.host.empty() || out.host.find_first_of("/@?# ") != out.host.npos)
    throw Error(ErrorKind::config, "mailbox.address", "names no host",
                "write imaps://imap.example.com; the user stands in mailbox.user");
  out.starttls = m.tls == "required" || (m.tls == "auto" && !is_loopback(out.host));
  out.ca_file = m.ca_file;
  out.user = m.user;
  out.password = password_of(m);
  if (!tls && !out.starttls && !is_loopback(out.host))
    throw Error(ErrorKind::config, "mailbox.tls", "user and password would travel to " + out.host + " without TLS",
                "use imaps://, or set tls = \"required\"");
  for (const std::string& secret : {out.user, out.password})
    if (secret.find_first_of(std::string_view("\r\n\0", 3)) != secret.npos)
      throw Error(ErrorKind::config, "mailbox", "the user or the password has a line break in it");
  if (m.auth != "auto") out.auth = m.auth;
  return out;
}

}  // namespace

std::unique_ptr<Mailbox> settings_mailbox(World& world) {
  const MailboxSettings& m = world.settings.mailbox;
  constexpr std::string_view maildir = "maildir:";
  if (m.address.empty()) return nullptr;
  if (m.address.starts_with(maildir)) return open_maildir(m.address.substr(maildir.size()), m.processed, m.max_bytes);
  ImapMailboxOptions options;
  options.session.endpoint = endpoint_of(m);
  options.session.folder = m.folder;
  options.session.command_timeout = std::chrono::seconds(m.timeout_seconds);
  options.processed = m.processed;
  options.max_bytes = m.max_bytes;
  return open_imap_mailbox(std::move(options));
}

}  // namespace dunmail
