#include "app/settings.h"

#include <catch2/catch.hpp>
#include <set>

#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

// Every key there is, once. A key that the loader does not ask for is an error, so this text and the loader agree; the
// test below holds the table of rules against this text.
constexpr const char* every_key = R"toml(
database = "a.db"
policy = "p.toml"
reasons = "r"
calendars = "c"
templates = "t"
fonts = "f.toml"
rates = "rates"
data = "own"
regimes = "regimes.toml"
fax_gateways = "g.toml"
ledger_max_age_days = 3
[letters]
stationery = "cn-a4"
default_locale = "zh-CN"
[letters.number]
zh-CN = "{serial}"
[delivery]
route = "maildir:out"
from = "a@b.example"
from_name = "x"
reply_to = "r@b.example"
message_id_domain = "b.example"
bounce_address = "bounce+{token}@b.example"
key_file = "k"
user = "u"
password_file = "pw"
password_env = "PW"
auth = "plain"
tls = "required"
ca_file = "ca.pem"
helo = "h"
timeout_seconds = 10
timeout = { connect = 1, greeting = 2, mail = 3, rcpt = 4, data = 5, block = 6, final = 7 }
window = "08:00-18:00"
window_days = "working"
connections = 8
domain_groups = "groups.toml"
mx_lookup = "127.0.0.1:5353"
poll_seconds = 9
per_hour = 1000
per_day = 5000
fax_gateway = "t37"
post = "batch"
print_folder = "print"
registered = ["lawyers-letter"]
print_command = ["lp", "{file}"]
[mailbox]
address = "imaps://mail.example"
user = "u"
password_file = "pw"
password_env = "PW"
auth = "plain"
tls = "required"
ca_file = "ca.pem"
folder = "INBOX"
processed = "Done"
max_bytes = 10000
poll_seconds = 60
timeout_seconds = 60
[response]
base_url = "https://pay.example"
listen = "127.0.0.1:8642"
valid_days = 60
promise_days = 60
upload_bytes = 1000000
threads = 4
[payments]
cash_discount = "2.00"
cash_discount_days = 14
hold_days = 7
bank_charges = { EUR = "15.00" }
[replies]
paid_days = 10
document_days = 14
[report.prices]
email = { CNY = "0.01" }
fax = { CNY = "0.10" }
post = { CNY = "1.20" }
registered = { CNY = "5.40" }
[creditor.main]
time_zone = "Asia/Shanghai"
allocation = "civil-code-560"
charges = { regime = { "CN" = "cn-sale" }, uplift = 30, day_count = "360" }
name = "N"
phone = "p"
fax = "f"
email = "e"
website = "w"
small = true
registration = ["r"]
logo = "l.png"
seal = "s.png"
address = { street = "s", postcode = "1", city = "c", region = "r", country = "CN" }
bank = { holder = "h", bank = "b", account = "a", iban = "i", bic = "b" }
[creditor.main.bank_in.EUR]
iban = "DE89370400440532013000"
[creditor.main.in.en]
name = "English Name"
[people.main]
roles = ["credit", "clerk"]
tiers = ["reminder"]
up_to = { CNY = "100.00" }
[signatory]
name = "n"
title = "t"
authority = "a"
phone = "p"
email = "e"
signature = "s.png"
[signatory.in.en]
title = "Head"
[law_firm]
firm = "f"
registration = "r"
lawyer = "l"
licence = "13101201510123456"
engaged = 2026-09-01
phone = "p"
email = "e"
seal = "s.png"
signature = "s.png"
address = { street = "s", postcode = "1", city = "c", region = "r", country = "CN" }
[law_firm.in.en]
firm = "Firm"
)toml";

Settings load(const std::string& toml) {
  TempDir dir;
  write_file(dir / "dunmail.toml", toml);
  return Settings::load(dir / "dunmail.toml");
}

}  // namespace

TEST_CASE("every key of dunmail.toml is read, and the documentation names every one") {
  const Settings s = load(every_key);
  CHECK(s.delivery.route.timeout_seconds == 10);
  const Timeouts& t = s.delivery.route.timeouts;
  CHECK(std::vector<int>{t.connect, t.greeting, t.mail, t.rcpt, t.data, t.block, t.final} == std::vector<int>{1, 2, 3, 4, 5, 6, 7});
  CHECK(s.delivery.window.from == std::chrono::hours(8));
  CHECK(s.delivery.connections == 8);
  CHECK(s.delivery.domain_groups.ends_with("/groups.toml"));
  CHECK(s.creditor("main", "en", *Currency::find("EUR")).name == "English Name");
  CHECK(s.creditor("main", "de", *Currency::find("EUR")).bank.iban == "DE89370400440532013000");
  CHECK(s.creditor("main", "en", *Currency::find("CNY")).bank.account == "a");
  CHECK(s.signatory("en").title == "Head");
  CHECK(s.signatory("en").name == "n");
  CHECK(s.law_firm("en")->firm == "Firm");
  CHECK(s.law_firm("en")->licence == "13101201510123456");

  // The same text, walked as TOML: each path must match a rule, and each rule must be met.
  std::set<std::string> met;
  std::function<void(const ConfigTable&, const std::string&)> walk = [&](const ConfigTable& table, const std::string& above) {
    std::set<std::string> tables;
    for (const auto& [name, inner] : table.named_tables()) tables.insert(name);
    for (const std::string& key : table.keys()) {
      const std::string path = above.empty() ? key : above + "." + key;
      bool known = false;
      for (const SettingRule& rule : setting_rules()) {
        for (const char* name : {"main", "EUR", "en", "zh-CN", "CN"}) {
          std::string tried = rule.key;
          std::string::size_type at;
          while ((at = tried.find("*")) != tried.npos) tried.replace(at, 1, path.find("main") != path.npos && tried.find("main") == tried.npos ? "main" : name);
          if (tried == path) known = true, met.insert(rule.key);
        }
      }
      if (known) continue;
      INFO(path);
      REQUIRE(tables.contains(key));  // neither a rule nor a table of them
      walk(*table.table(key), path);
    }
  };
  walk(ConfigTable::parse(every_key, "x.toml"), "");
  for (const SettingRule& rule : setting_rules()) {
    INFO(rule.key);
    CHECK(met.contains(rule.key));
  }
}

TEST_CASE("limits by recipient domain hold for relays elsewhere, unless the settings say otherwise") {
  struct Row {
    const char *route, *groups;
    bool limited;
  };
  for (const Row& row : {Row{"smtp://relay.example", "", true}, Row{"smtps://relay.example", "", true}, Row{"smtp://127.0.0.1:25", "", false},
                         Row{"smtp://localhost", "", false}, Row{"maildir:out", "", false}, Row{"smtp://relay.example", "none", false},
                         Row{"smtp://127.0.0.1:25", "own.toml", true}}) {
    CAPTURE(row.route, row.groups);
    std::string text = every_key;
    text.replace(text.find("maildir:out"), std::string("maildir:out").size(), row.route);
    const std::string line = "domain_groups = \"groups.toml\"\n";
    text.replace(text.find(line), line.size(), *row.groups ? "domain_groups = \"" + std::string(row.groups) + "\"\n" : "");
    CHECK(load(text).delivery.domain_groups.empty() != row.limited);
    // Nobody is asked for mail hosts where no limits hold.
    CHECK(load(text).delivery.mx_servers.has_value() == row.limited);
  }
}

TEST_CASE("a mistake in dunmail.toml is named with its line and a hint") {
  struct Row {
    const char* change;
    const char* with;
    const char* says;
  };
  const Row rows[] = {
      {"from_name", "form_name", "did you mean from_name"},
      {"timeout_seconds = 10", "timeout_seconds = 0", "must be from 1 to 3600"},
      {"final = 7", "final = 0", "must be from 1 to 3600"},
      {"127.0.0.1:5353", "dns.example", "list of name servers"},
      {"08:00-18:00", "18:00-08:00", "for instance 08:00-18:00"},
      {"\"working\"", "\"weekdays\"", "window_days"},
      {"connections = 8", "connections = 65", "must be from 1 to 64"},
      {"helo = \"h\"", "password = \"secret\"", "does not belong into a settings file"},
      {"{token}", "", "must hold {token}"},
      {"bank_in.EUR", "bank_in.EURO", "ISO 4217"},
      {"creditor.main.in.en", "creditor.main.in.fr", "is not one of"},
      {"name = \"N\"", "", "creditor.main"},
      {"from = \"a@b.example\"", "from = \"nobody\"", "not an e-mail address"},
      {"Asia/Shanghai", "Asia/Shangai", "is no time zone of IANA (did you mean Asia/Shanghai"},
      {"{serial}", "{seriel}", "must hold {serial}"},
      {"[\"credit\", \"clerk\"]", "[\"credits\"]", "not one of: clerk"},
      {"{ CNY = \"100.00\" }", "{ CNY = \"many\" }", "amount in quotes"},
  };
  for (const Row& r : rows) {
    std::string toml = every_key;
    const auto at = toml.find(r.change);
    REQUIRE(at != toml.npos);
    toml.replace(at, std::string(r.change).size(), r.with);
    INFO(r.with);
    if (std::string(r.says) == "creditor.main") CHECK_THROWS_WITH(load(toml), Catch::Contains("name: is missing"));
    else CHECK_THROWS_WITH(load(toml), Catch::Contains(r.says));
  }
}

TEST_CASE("the sample settings load") { CHECK(Settings::load(std::string(DUNMAIL_SOURCE_DIR) + "/samples/dunmail.toml").creditor_ids().size() == 1); }
