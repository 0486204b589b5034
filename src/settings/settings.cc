#include "settings/settings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "base/time_zone.h"
#include "ledger/country.h"
#include "ledger/party.h"
#include "letters/format.h"
#include "settings/settings_sender.h"
#include "wire/connection.h"
#include "wire/mail_hosts.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

void read_bank(const ConfigTable& t, BankAccount& b) {
  b.holder = t.text("holder", b.holder);
  b.bank = t.text("bank", b.bank);
  b.account = t.text("account", b.account);
  b.iban = t.text("iban", b.iban);
  b.bic = t.text("bic", b.bic);
}

/// Of http://HOST[:PORT][/PATH]; http://localhost.example is another machine, and so is http://localhost@example.
std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("//") + 2);
  url = url.substr(0, url.find_first_of("/?#"));
  if (url.find('@') != url.npos) return {};
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return std::string(url.substr(0, url.find(':')));
}

class Reader {
 public:
  explicit Reader(const std::string& path) : table_(ConfigTable::load(path)) {
    s_.file = path;
    s_.folder = fs::path(path).parent_path().string();
    if (s_.folder.empty()) s_.folder = ".";
  }

  Settings read() {
    files();
    letters();
    creditors();
    read_records(table_, s_.folder, s_.top);
    if (needed_at_the_top([](const SenderSettings& own) { return own.signatories.empty(); }) &&
        s_.top.signatories.empty())
      throw table_.error("signatory", "is missing",
                         "add a [signatory] with name, title, authority and phone: a letter names who may decide");
    delivery();
    mailbox();
    response();
    people();
    read_payment_settings(table_, s_);
    table_.finish();
    return std::move(s_);
  }

 private:
  std::string path(const ConfigTable& t, const char* key, const std::string& otherwise) const {
    return path_in(s_.folder, t, key, otherwise);
  }

  /// With one creditor the tables at the top are its own, and what it does not say itself must stand there. With
  /// several, one that lacks something is held, and the others go on.
  template <class Lacks>
  bool needed_at_the_top(Lacks lacks) const {
    return s_.senders.size() == 1 && lacks(s_.senders.begin()->second);
  }

  void files() {
    const std::string share = share_folder();
    s_.database = table_.text("database", "");
    if (!s_.on_server()) s_.database = path(table_, "database", s_.folder + "/dunmail.db");
    if (const char* elsewhere = std::getenv("DUNMAIL_DATABASE"); elsewhere && *elsewhere) s_.database = elsewhere;
    policies(share);
    s_.reasons = path(table_, "reasons", share + "/config/reasons.toml");
    s_.calendars = path(table_, "calendars", share + "/config/calendars");
    s_.templates = path(table_, "templates", share + "/letter-templates");
    s_.fonts = path(table_, "fonts", share + "/fonts/fonts.toml");
    s_.data = path(table_, "data", s_.folder + "/data");
    s_.rates = path(table_, "rates", share + "/config/rates");
    s_.regimes = path(table_, "regimes", share + "/config/regimes.toml");
    s_.fax_gateways = path(table_, "fax_gateways", share + "/config/fax-gateways.toml");
    s_.ledger_max_age_days = static_cast<int>(table_.number("ledger_max_age_days", 3, 0, 365));
  }

  void policies(const std::string& share) {
    std::vector<std::string> given = table_.text_or_texts("policy");
    if (given.empty()) given = {share + "/config/policy.toml"};
    for (const std::string& each : given)
      for (std::string& file :
           policy_files(fs::path(each).is_absolute() ? each : (fs::path(s_.folder) / each).lexically_normal().string()))
        s_.policies.push_back(std::move(file));
  }

  void letters() {
    s_.stationery = "cn-a4";
    s_.default_locale = "zh-CN";
    s_.number_patterns = {
        {"zh-CN", "〔{year}〕{serial}号"}, {"zh-TW", "({year})字第{serial}號"}, {"", "{year}-{serial}"}};
    const auto t = table_.table("letters");
    if (!t) return;
    s_.stationery = t->text("stationery", s_.stationery);
    if (t->has("stationery")) need_stationery(s_.templates, *t, "stationery", s_.stationery);
    s_.default_locale = t->choice("default_locale", s_.default_locale, {letter_locales.begin(), letter_locales.end()});
    if (const auto numbers = t->table("number"))
      for (const std::string& locale : numbers->keys()) {
        const std::string pattern = numbers->text(locale);
        if (pattern.find("{serial}") == pattern.npos)
          throw numbers->error(locale, "must hold {serial}", "every letter has a number of its own");
        s_.number_patterns[locale == "other" ? "" : locale] = pattern;
      }
  }

  void delivery() {
    DeliverySettings& d = s_.delivery;
    d.route.address = "maildir:" + s_.folder + "/outbox";
    d.print_folder = s_.folder + "/print";
    d.key_file = s_.folder + "/dunmail.key";
    const auto t = table_.table("delivery");
    const bool from_needed = needed_at_the_top([](const SenderSettings& own) { return own.mail.from.empty(); });
    if (!t && from_needed)
      throw table_.error("delivery", "is missing", "add a [delivery] with from = \"credit@your-company.example\"");
    if (!t) return;
    if (from_needed) (void)t->text("from");
    read_mail_sender(*t, s_.top.mail);
    if (const std::string route = t->text("route", ""); !route.empty()) d.route.address = route;
    for (const std::string_view scheme : {"maildir:", "folder:"}) {
      if (!d.route.address.starts_with(scheme)) continue;
      const fs::path given = d.route.address.substr(scheme.size());
      if (!given.empty() && given.is_relative())
        d.route.address = std::string(scheme) + (fs::path(s_.folder) / given).lexically_normal().string();
    }
    d.key_file = path(*t, "key_file", d.key_file);
    d.route.user = t->text("user", "");
    d.password_file = path(*t, "password_file", "");
    d.password_env = t->text("password_env", "");
    if (t->has("password"))
      throw t->error("password", "does not belong into a settings file", "use password_file or password_env");
    d.route.auth = t->choice("auth", "auto", {"auto", "plain", "login", "xoauth2"});
    d.route.tls = t->choice("tls", "auto", {"auto", "required", "never"});
    d.route.ca_file = path(*t, "ca_file", "");
    d.route.helo = t->text("helo", "");
    d.route.timeout_seconds = static_cast<int>(t->number("timeout_seconds", 300, 1, 3600));
    if (const auto wait = t->table("timeout")) timeouts(*wait, d.route.timeouts);
    if (const std::string window = t->text("window", ""); !window.empty()) {
      const auto hours = parse_send_window(window);
      if (!hours) throw t->error("window", "is not a span of hours", "for instance 08:00-18:00");
      d.window = *hours;
    }
    d.working_days = t->choice("window_days", "any", {"any", "working"}) == "working";
    d.connections = static_cast<int>(t->number("connections", 4, 1, 64));
    d.poll_seconds = static_cast<int>(t->number("poll_seconds", 5, 1, 3600));
    d.per_hour = t->number("per_hour", 0, 0, 10'000'000);
    d.per_day = t->number("per_day", 0, 0, 10'000'000);
    d.domain_groups = domain_groups(*t, d.route.address);
    const std::string lookup = t->text("mx_lookup", "auto");
    if (lookup != "auto" && lookup != "none" && !are_name_servers(lookup))
      throw t->error("mx_lookup", "is none of auto, none, or a list of name servers",
                     "for instance 192.0.2.1 or 192.0.2.1:53,192.0.2.2");
    if (lookup != "none" && !d.domain_groups.empty()) d.mx_servers = lookup == "auto" ? "" : lookup;
    d.fax_gateway = t->text("fax_gateway", "");
    d.post = t->choice("post", "batch", {"batch", "folder"});
    d.print_folder = path(*t, "print_folder", d.print_folder);
    if (t->has("registered")) d.registered = t->texts("registered");
    d.print_command = t->texts("print_command");
    const auto holds_file = [](const std::string& word) { return word.find("{file}") != word.npos; };
    if (!d.print_command.empty() && std::none_of(d.print_command.begin(), d.print_command.end(), holds_file))
      throw t->error("print_command", "must hold {file}",
                     "for instance [\"lp\", \"-d\", \"office\", \"--\", \"{file}\"]");
  }

  void mailbox() {
    MailboxSettings& m = s_.mailbox;
    m.max_bytes = 5'000'000;
    const auto t = table_.table("mailbox");
    if (!t) return;
    m.address = t->text("address");
    constexpr std::string_view maildir = "maildir:";
    if (m.address.starts_with(maildir)) {
      const fs::path given = m.address.substr(maildir.size());
      if (given.is_relative())
        m.address = std::string(maildir) + (fs::path(s_.folder) / given).lexically_normal().string();
    } else if (!m.address.starts_with("imap://") && !m.address.starts_with("imaps://")) {
      throw t->error("address", "is none of imaps://HOST, imap://HOST, maildir:FOLDER");
    }
    m.user = t->text("user", "");
    m.password_file = path(*t, "password_file", "");
    m.password_env = t->text("password_env", "");
    if (t->has("password"))
      throw t->error("password", "does not belong into a settings file", "use password_file or password_env");
    m.auth = t->choice("auth", m.auth, {"auto", "plain", "login", "xoauth2"});
    m.tls = t->choice("tls", m.tls, {"auto", "required", "never"});
    m.ca_file = path(*t, "ca_file", "");
    m.folder = t->text("folder", m.folder);
    m.processed = t->text("processed", m.processed);
    if (m.processed.empty() || m.processed == m.folder)
      throw t->error("processed", "must be another folder than `folder`", "what was taken in is moved there");
    m.max_bytes =
        static_cast<std::uint64_t>(t->number("max_bytes", static_cast<std::int64_t>(m.max_bytes), 10'000, 200'000'000));
    m.poll_seconds = static_cast<int>(t->number("poll_seconds", m.poll_seconds, 1, 86'400));
    m.timeout_seconds = static_cast<int>(t->number("timeout_seconds", m.timeout_seconds, 1, 3600));
  }

  static void timeouts(const ConfigTable& t, Timeouts& out) {
    const auto seconds = [&t](const char* key, int& into) {
      if (t.has(key)) into = static_cast<int>(t.number(key, 1, 3600));
    };
    seconds("connect", out.connect), seconds("greeting", out.greeting), seconds("mail", out.mail),
        seconds("rcpt", out.rcpt);
    seconds("data", out.data), seconds("block", out.block), seconds("final", out.final);
  }

  /// A relay on this machine is its own mail system, which has limits of its own; folders have none.
  std::string domain_groups(const ConfigTable& t, const std::string& route) const {
    const std::string given = t.text("domain_groups", "auto");
    if (given == "none") return "";
    if (given != "auto") return path(t, "domain_groups", "");
    return leaves_this_machine(route) ? (fs::path(share_folder()) / "config" / "domain-groups.toml").string() : "";
  }

  void response() {
    const auto t = table_.table("response");
    if (!t) return;
    ResponseSettings& r = s_.response;
    r.base_url = t->text("base_url", "");
    while (r.base_url.ends_with('/')) r.base_url.pop_back();
    const bool on_loopback = r.base_url.starts_with("http://") && is_loopback(host_of(r.base_url));
    const bool odd = r.base_url.size() > 120 || r.base_url.find_first_of("?#\"'<> \\") != r.base_url.npos;
    if (!r.base_url.empty() && (odd || (!r.base_url.starts_with("https://") && !on_loopback)))
      throw t->error("base_url", "must be a plain https:// address",
                     "for instance https://pay.example.com; the link lets its holder speak for the debtor");
    r.listen = t->text("listen", r.listen);
    const auto colon = r.listen.rfind(':');
    const std::string port = colon == r.listen.npos ? "" : r.listen.substr(colon + 1);
    if (colon == 0 || port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != port.npos ||
        std::stoi(port) > 65535)
      throw t->error("listen", "must be ADDRESS:PORT", "for instance 127.0.0.1:8642, or [::1]:8642");
    r.valid_days = static_cast<int>(t->number("valid_days", r.valid_days, 1, 1100));
    r.promise_days = static_cast<int>(t->number("promise_days", r.promise_days, 1, 366));
    r.upload_bytes = static_cast<std::uint64_t>(
        t->number("upload_bytes", static_cast<std::int64_t>(r.upload_bytes), 1'000'000, 50'000'000));
    r.threads = static_cast<int>(t->number("threads", r.threads, 1, 64));
  }

  void people() {
    const auto all = table_.table("people");
    if (!all) return;
    for (const auto& [name, t] : all->named_tables()) {
      Person& person = s_.people[name];
      for (const std::string& role : t.texts("roles")) {
        if (role == "credit" || role == "admin") person.credit = true;
        if (role == "legal" || role == "admin") person.legal = true;
        if (role != "credit" && role != "legal" && role != "clerk" && role != "admin")
          throw t.error("roles", "\"" + role + "\" is not one of: clerk, credit, legal, admin");
      }
      person.tiers = t.texts("tiers");
      const auto limits = t.table("up_to");
      if (!limits) continue;
      for (const std::string& code : limits->keys()) {
        const auto currency = Currency::find(code);
        const auto minor =
            currency ? parse_minor(limits->text(code), currency->digits()) : Result<std::int64_t>(Problem{});
        if (!minor)
          throw limits->error(code, "must be a currency with an amount in quotes", "up_to = { CNY = \"100000.00\" }");
        person.up_to[code] = *minor;
      }
    }
  }

  void creditors() {
    const auto all = table_.table("creditor");
    if (!all) throw table_.error("creditor", "is missing", "add a [creditor.main] with name, address, phone and bank");
    for (const auto& [id, t] : all->named_tables()) {
      CreditorFacts base;
      base.id = id;
      read_creditor(t, base);
      s_.allocation[id] = *allocation_rule(t.choice("allocation", allocation_rules().front(), allocation_rules()));
      if (const std::string zone = t.text("time_zone", ""); !zone.empty()) {
        if (!is_time_zone(zone))
          throw t.error("time_zone", "\"" + zone + "\" is no time zone of IANA", did_you_mean(zone, time_zones()));
        s_.time_zones[id] = zone;
      }
      if (base.name.empty()) throw t.error("name", "is missing", "the full registered name of your company");
      auto& by_locale = s_.creditors[id];
      by_locale[""] = base;
      read_banks(t, s_.banks[id][""]);
      if (const auto in = t.table("in"))
        for (const auto& [locale, over] : in->named_tables()) {
          known_locale(*in, locale);
          read_creditor(over, by_locale[locale] = base);
          read_banks(over, s_.banks[id][locale], s_.banks[id][""]);
        }
      read_sender(t, s_, id);
      if (const auto charges = t.table("charges")) read_charges(*charges, s_.charging[id]);
    }
    if (s_.creditors.empty()) throw table_.error("creditor", "is empty", "add a [creditor.main]");
    read_default_creditor(table_, s_);
  }

  /// `over`: what a currency's bank says in every language.
  static void read_banks(const ConfigTable& t, std::map<std::string, BankAccount>& out,
                         const std::map<std::string, BankAccount>& over = {}) {
    const auto banks = t.table("bank_in");
    if (!banks) return;
    for (const auto& [currency, bank] : banks->named_tables()) {
      if (!Currency::find(currency)) throw banks->error(currency, "is not a currency of ISO 4217");
      if (const auto base = over.find(currency); base != over.end()) out[currency] = base->second;
      read_bank(bank, out[currency]);
    }
  }

  /// Whether the regimes are there is known when they are loaded, which most commands never do.
  static void read_charges(const ConfigTable& t, ChargeSettings& c) {
    if (const auto regimes = t.table("regime"))
      for (const std::string& where : regimes->keys()) {
        const auto kind = where.find('.');
        const std::string country = where.substr(0, kind);
        const bool known_kind = kind == where.npos || std::find(debtor_kinds.begin(), debtor_kinds.end(),
                                                                where.substr(kind + 1)) != debtor_kinds.end();
        if ((!is_country(country) && where != "other") || !known_kind)
          throw regimes->error(where, "is not a country, nor a country and a kind of debtor",
                               "CN, \"DE.individual\", or other");
        c.regimes[where] = regimes->text(where);
      }
    if (t.has("uplift")) c.uplift = static_cast<int>(t.number("uplift", 0, 0, 100));
    if (t.has("day_count"))
      c.day_count = find_day_count(t.choice("day_count", "365", {"365", "360", "actual", "30/360"}));
  }

  void read_creditor(const ConfigTable& t, CreditorFacts& c) const {
    c.name = t.text("name", c.name);
    read_address(t, c.address);
    c.phone = t.text("phone", c.phone);
    c.fax = t.text("fax", c.fax);
    c.email = t.text("email", c.email);
    c.website = t.text("website", c.website);
    c.small = t.flag("small", c.small);
    if (auto lines = t.texts("registration"); !lines.empty()) c.registration = std::move(lines);
    if (const auto bank = t.table("bank")) read_bank(*bank, c.bank);
    c.logo = path(t, "logo", c.logo);
    c.seal = path(t, "seal", c.seal);
  }

  ConfigTable table_;
  Settings s_;
};

}  // namespace

Settings Settings::load(const std::string& path) { return Reader(path).read(); }

}  // namespace dunmail
