#include "settings/settings.h"

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
default_creditor = "main"
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
[import]
max_vanish_percent = 5
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
signatory = { name = "own" }
from = "own@b.example"
from_name = "own"
reply_to = "own-reply@b.example"
message_id_domain = "own.example"
bounce_address = "own+{token}@b.example"
law_firm = { firm = "own firm" }
stationery = "own-a4"
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
[law_firm.CN]
firm = "cn"
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
  CHECK(std::vector<int>{t.connect, t.greeting, t.mail, t.rcpt, t.data, t.block, t.final} ==
        std::vector<int>{1, 2, 3, 4, 5, 6, 7});
  CHECK(s.delivery.window.from == std::chrono::hours(8));
  CHECK(s.delivery.connections == 8);
  CHECK(s.delivery.domain_groups.ends_with("/groups.toml"));
  CHECK(s.creditor("main", "en", *Currency::find("EUR")).name == "English Name");
  CHECK(s.creditor("main", "de", *Currency::find("EUR")).bank.iban == "DE89370400440532013000");
  CHECK(s.creditor("main", "en", *Currency::find("CNY")).bank.account == "a");
  CHECK(s.top.signatories.at("en").title == "Head");
  CHECK(s.top.signatories.at("en").name == "n");
  CHECK(s.top.law_firms.at("").at("en").firm == "Firm");
  CHECK(s.top.law_firms.at("").at("en").licence == "13101201510123456");
  CHECK(s.signatory("main", "en").name == "own");
  CHECK(s.law_firm("main", "DE", "en")->firm == "own firm");
  CHECK(s.mail_sender("main").from == "own@b.example");
  CHECK(s.top.mail.from == "a@b.example");

  // The same text, walked as TOML: each path must match a rule, and each rule must be met.
  std::set<std::string> met;
  std::function<void(const ConfigTable&, const std::string&)> walk = [&](const ConfigTable& table,
                                                                         const std::string& above) {
    std::set<std::string> tables;
    for (const auto& [name, inner] : table.named_tables()) tables.insert(name);
    for (const std::string& key : table.keys()) {
      const std::string path = above.empty() ? key : above + "." + key;
      bool known = false;
      for (const SettingRule& rule : setting_rules()) {
        for (const char* name : {"main", "EUR", "en", "zh-CN", "CN"}) {
          std::string tried = rule.key;
          std::string::size_type at;
          while ((at = tried.find("*")) != tried.npos)
            tried.replace(at, 1, path.find("main") != path.npos && tried.find("main") == tried.npos ? "main" : name);
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
  for (const Row& row : {Row{"smtp://relay.example", "", true}, Row{"smtps://relay.example", "", true},
                         Row{"smtp://127.0.0.1:25", "", false}, Row{"smtp://localhost", "", false},
                         Row{"smtp://LOCALHOST", "", false}, Row{"maildir:out", "", false},
                         Row{"smtp://relay.example", "none", false}, Row{"smtp://127.0.0.1:25", "own.toml", true}}) {
    CAPTURE(row.route, row.groups);
    std::string text = every_key;
    text.replace(text.find("maildir:out"), std::string("maildir:out").size(), row.route);
    const std::string line = "domain_groups = \"groups.toml\"\n";
    text.replace(text.find(line), line.size(),
                 *row.groups ? "domain_groups = \"" + std::string(row.groups) + "\"\n" : "");
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
    if (std::string(r.says) == "creditor.main")
      CHECK_THROWS_WITH(load(toml), Catch::Contains("name: is missing"));
    else
      CHECK_THROWS_WITH(load(toml), Catch::Contains(r.says));
  }
}

TEST_CASE("the sample settings load") {
  CHECK(Settings::load(std::string(DUNMAIL_SOURCE_DIR) + "/samples/dunmail.toml").creditor_ids().size() == 1);
}

namespace {

/// Two companies: `main` lives off the tables at the top, `zweite` has what is put into its table.
std::string two(const std::string& second = "", const std::string& first_line = "") {
  return first_line + R"toml(
[creditor.main]
name = "Erste GmbH"
bank = { holder = "Erste GmbH", bank = "B", account = "1" }
[creditor.main.in.en]
bank = { holder = "First Ltd", bank = "B", account = "2" }
[signatory]
name = "Anna Erste"
title = "t"
authority = "a"
phone = "+49 1"
[signatory.in.en]
title = "Head"
[law_firm]
firm = "Law of the first"
licence = "1"
[law_firm.DE]
firm = "Kanzlei der Ersten"
[delivery]
from = "post@erste.example"
from_name = "Erste"
reply_to = "antwort@erste.example"
bounce_address = "bounce+{token}@erste.example"
[creditor.zweite]
name = "Zweite GmbH"
)toml" + second;
}

constexpr const char* own = R"toml(
from = "post@zweite.example"
[creditor.zweite.signatory]
name = "Zoe Zweite"
title = "t"
authority = "a"
phone = "+49 2"
[creditor.zweite.signatory.in.en]
title = "Head of the second"
)toml";

}  // namespace

TEST_CASE("the tables at the top are one creditor's, and no other's letter bears them") {
  const Settings s = load(two(own));
  CHECK(s.default_creditor == "main");
  CHECK(s.signatory("main", "en").name == "Anna Erste");
  CHECK(s.signatory("main", "en").title == "Head");
  CHECK(s.signatory("zweite", "en").name == "Zoe Zweite");
  CHECK(s.signatory("zweite", "en").title == "Head of the second");
  CHECK(s.signatory("zweite", "de").title == "t");
  CHECK_FALSE(s.creditor_lacks("main"));
  CHECK_FALSE(s.creditor_lacks("zweite"));

  const MailSender first = s.mail_sender("main"), second = s.mail_sender("zweite");
  CHECK(first.from == "post@erste.example");
  CHECK(first.from_name == "Erste");
  CHECK(first.reply_to == "antwort@erste.example");
  CHECK(first.message_id_domain == "erste.example");
  CHECK(first.bounce_address == "bounce+{token}@erste.example");
  CHECK(second.from == "post@zweite.example");
  CHECK(second.from_name.empty());  // the creditor's name, then
  CHECK(second.reply_to.empty());
  CHECK(second.message_id_domain == "zweite.example");
  CHECK(second.bounce_address.empty());

  CHECK(s.law_firm("main", "DE", "de")->firm == "Kanzlei der Ersten");
  CHECK(s.law_firm("main", "DE", "de")->licence.empty());  // nothing of another country's record
  CHECK(s.law_firm("main", "CN", "de")->firm == "Law of the first");
  CHECK_FALSE(s.law_firm("zweite", "DE", "de"));
}

TEST_CASE("a creditor that lacks what a letter needs says which, and the key to write") {
  struct Row {
    std::string toml;
    const char* creditor;
    std::vector<const char*> says;
  };
  std::string without_main = two();
  without_main.replace(without_main.find("[creditor.main]"), std::string("[creditor.main]").size(), "[creditor.erste]");
  without_main.replace(without_main.find("[creditor.main."), std::string("[creditor.main.").size(), "[creditor.erste.");
  const std::vector<Row> rows{
      {two(),
       "zweite",
       {"dunmail.toml: [creditor.zweite] has no signatory and no from", "[creditor.zweite.signatory]",
        "from = \"...\" to [creditor.zweite]", "[creditor.main]"}},
      {two(), "main", {}},
      {two("from = \"x@zweite.example\"\n"), "zweite", {"has no signatory;"}},
      {two("signatory = { name = \"Z\", title = \"t\" }\n"),
       "zweite",
       {"a signatory without authority and phone and no from", "authority, phone to [creditor.zweite.signatory]"}},
      {two("", "default_creditor = \"zweite\""), "zweite", {}},
      {two("", "default_creditor = \"zweite\""), "main", {"[creditor.main] has no signatory and no from"}},
      {without_main, "erste", {"no signatory and no from", "default_creditor = \"erste\""}},
      {without_main, "zweite", {"no signatory and no from"}},
      {two(), "dritte", {"dunmail.toml has no [creditor.dritte]"}},
  };
  for (const Row& row : rows) {
    INFO(row.toml);
    const auto lacks = load(row.toml).creditor_lacks(row.creditor);
    CAPTURE(row.creditor, lacks.value_or("nothing"));
    CHECK(lacks.has_value() == !row.says.empty());
    for (const char* part : row.says) CHECK_THAT(lacks.value_or(""), Catch::Contains(part));
  }
}

TEST_CASE("one creditor needs the tables at the top, or its own, and says which are missing") {
  const std::string one = "[creditor.acme]\nname = \"Acme\"\n", from = "from = \"a@acme.example\"\n",
                    signatory =
                        "[creditor.acme.signatory]\nname = \"n\"\ntitle = \"t\"\nauthority = \"a\"\nphone = \"p\"\n";
  CHECK_THROWS_WITH(load(one), Catch::Contains("signatory: is missing"));
  CHECK_THROWS_WITH(load(one + signatory), Catch::Contains("delivery: is missing"));
  CHECK_THROWS_WITH(load(one + signatory + "[delivery]\npost = \"batch\"\n"), Catch::Contains("from: is missing"));
  const Settings s = load(one + from + signatory);
  CHECK_FALSE(s.creditor_lacks("acme"));
  CHECK(s.mail_sender("acme").from == "a@acme.example");
  CHECK(s.delivery.route.address.starts_with("maildir:"));
}

TEST_CASE("the bank of a letter is that of its currency and language, then currency, then language, then the base") {
  const Settings s = load(two() + R"toml(
bank = { account = "base" }
bank_in.EUR = { account = "EUR", holder = "h" }
in.de.bank = { account = "de" }
in.de.bank_in.EUR = { account = "EUR de" }
in.en.bank_in.GBP = { account = "GBP en" }
)toml");
  const auto account = [&](const char* locale, const char* currency) {
    return s.creditor("zweite", locale, *Currency::find(currency)).bank.account;
  };
  CHECK(account("de", "EUR") == "EUR de");
  CHECK(s.creditor("zweite", "de", *Currency::find("EUR")).bank.holder == "h");  // only what differs is said again
  CHECK(account("en", "EUR") == "EUR");
  CHECK(account("de", "USD") == "de");
  CHECK(account("en", "GBP") == "GBP en");
  CHECK(account("zh-CN", "GBP") == "base");
  CHECK_THROWS_WITH(s.creditor("dritte", "de", *Currency::find("EUR")), Catch::Contains("has no [creditor.dritte]"));
}

TEST_CASE("reports are looked for at every company's bounce address") {
  CHECK(load(two(std::string("bounce_address = \"b+{token}@zweite.example\"\n") + own)).bounce_addresses() ==
        std::vector<std::string>{"b+{token}@zweite.example", "bounce+{token}@erste.example"});
  CHECK(load(two(own)).bounce_addresses() == std::vector<std::string>{"bounce+{token}@erste.example"});
}

TEST_CASE("a creditor's stationery is one for all languages, or one for each") {
  CHECK(load(two("stationery = \"us-10\"\n")).stationery_of.at("zweite").at("") == "us-10");
  const auto by_locale =
      load(two("stationery = { de = \"din5008-a\", other = \"uk-dl\" }\n")).stationery_of.at("zweite");
  CHECK(by_locale == std::map<std::string, std::string>{{"de", "din5008-a"}, {"", "uk-dl"}});
}

TEST_CASE("a mistake in a creditor's own keys is named with its line and column") {
  struct Row {
    const char* second;
    const char* says;
  };
  const Row rows[] = {
      {"from = \"nobody\"\n", "from: is not an e-mail address"},
      {"from = \"\"\n", "from: is not an e-mail address"},
      {"from = \"a@b@c.example\"\n", "from: is not an e-mail address"},
      {"from = 7\n", "from: must be text"},
      {"form = \"a@b.example\"\n", "did you mean from"},
      {"reply_to = \"here\"\n", "reply_to: is not an e-mail address"},
      {"bounce_address = \"bounce@b.example\"\n", "must hold {token}"},
      {"bounce_address = \"bounce+{token}\"\n", "bounce_address: is not an e-mail address"},
      {"message_id_domain = \"b example\"\n", "is not a domain"},
      {"stationery = \"din5008-c\"\n", "there is no stationery \"din5008-c\""},
      {"stationery = { de = \"din5008-c\" }\n", "did you mean din5008-"},
      {"stationery = { fr = \"din5008-b\" }\n", "fr: is not one of: zh-CN"},
      {"stationery = 5\n", "stationery: must be text"},
      {"signatory = \"Zoe\"\n", "signatory: must be a table"},
      {"signatory.in.fr = { name = \"Z\" }\n", "fr: is not one of: zh-CN"},
      {"law_firm.XX = { firm = \"F\" }\n", "XX: is not a country of ISO 3166-1"},
      {"law_firm.Germany = { firm = \"F\" }\n", "Germany: is not a known key"},
      {"law_firm.DE.in.fr = { firm = \"F\" }\n", "fr: is not one of: zh-CN"},
      {"law_firm.DE.DE = { firm = \"F\" }\n", "DE: is not a known key"},
      {"address = { country = \"Germany\" }\n", "\"Germany\" is not a country of ISO 3166-1"},
      {"in.de.bank_in.EURO = { iban = \"i\" }\n", "EURO: is not a currency"},
      {"in.de.from = \"a@b.example\"\n", "from: is not a known key"},
  };
  for (const Row& row : rows) {
    INFO(row.second);
    CHECK_THROWS_WITH(load(two(row.second)),
                      Catch::Contains(row.says) && Catch::Matches("[^ ]*dunmail.toml:[0-9]+:[0-9]+.*"));
  }
  CHECK_THROWS_WITH(load(two("", "default_creditor = \"zweit\"")), Catch::Contains("there is no [creditor.zweit]") &&
                                                                       Catch::Contains("did you mean zweite") &&
                                                                       Catch::Contains("dunmail.toml:1:"));
}

TEST_CASE("the sample of two companies loads, and neither lacks anything") {
  const Settings s = Settings::load(std::string(DUNMAIL_SOURCE_DIR) + "/samples/two-companies/dunmail.toml");
  CHECK(s.creditor_ids() == std::vector<std::string>{"main", "rhein"});
  for (const std::string& id : s.creditor_ids()) CHECK_FALSE(s.creditor_lacks(id));
  CHECK(s.law_firm("rhein", "GB", "en")->firm == "Quay Solicitors LLP");
  CHECK_FALSE(s.law_firm("rhein", "FR", "en"));
}
