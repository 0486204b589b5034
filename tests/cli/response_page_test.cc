// The page where a debtor answers: what it records, and all that it does not take.
#include "web/response_page.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "base/media_type.h"
#include "casefile/letter_events.h"
#include "http/http_server.h"
#include "letters/facts.h"
#include "planning/response_link.h"
#include "support/temp_dir.h"
#include "web/page_server.h"
#include "web/response_form.h"

using namespace dunmail;
using Catch::Contains;
using Fields = std::map<std::string, std::string>;

namespace {

/// One debtor that owes 10,000.00 on INV-1 and was sent letter L1 about it.
struct Reception {
  TempDir dir;
  std::unique_ptr<World> world;
  std::unique_ptr<ResponsePage> page;
  Date today = make_date(2026, 11, 21);
  Instant now = Instant(make_date(2026, 11, 21)) + std::chrono::hours(9);
  std::string token;
  std::string source = "192.0.2.7";

  Reception() {
    const std::string source_dir = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source_dir + "/samples/dunmail.toml") +
                                         "[response]\nbase_url = \"https://pay.example\"\nupload_bytes = 1000000\n");
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source_dir + "/config/policy.toml"};
    settings.calendars = source_dir + "/config/calendars";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{
        settings, PolicyBook::load(settings.policies), Calendars::load(settings.calendars), Store::create(":memory:"),
        "scheduler", [this] { return now; }, nullptr, Reasons::load(source_dir + "/config/reasons.toml")});
    Debtor d;
    d.id = "D1";
    d.name = "<script>alert(1)</script> & \"Söhne\" GmbH";
    d.kind = "small-business";
    d.locale = "en";
    d.address = {"1 High Street", "E1", "London", "", "GB"};
    world->store.put(d);
    const Currency cny = *Currency::find("CNY");
    world->store.put(Invoice{"INV-1", "main", "D1", "", today - Days(90), today - Days(60), {10'000'00, cny}, ""},
                     false);
    add_letter(d, cny);
    page = std::make_unique<ResponsePage>(*world);
    token = link_of("L1", today);
  }

  void add_letter(const Debtor& d, Currency cny) {
    RunRow run;
    run.today = today;
    LetterFacts facts;
    facts.kind = "reminder";
    facts.locale = "en";
    facts.number = "2026-1";
    facts.date = today - Days(5);
    facts.creditor = world->settings.creditor("main", "en", cny);
    facts.signatory = world->settings.signatory("main", "en");
    facts.debtor = d;
    facts.currency = cny;
    facts.total = 10'000'00;
    facts.items.push_back({"INV-1", "", today - Days(90), today - Days(60), 60, 10'000'00, 10'000'00, 0});
    LetterRow row;
    row.id = "L1";
    row.run_id = world->store.new_run(run);
    row.case_id = "main/D1/CNY";
    row.debtor_id = "D1";
    row.kind = "reminder";
    row.occasion = "o";
    row.channel = "email";
    row.number = "2026-1";
    row.currency = cny;
    row.amount = 10'000'00;
    row.day = facts.date;
    row.state = LetterState::accepted;
    row.facts = to_json(facts).dump();
    world->store.add(row);
    const CaseInput input = world->case_of(row);
    world->record(input, row.day, "L1",
                  told::Drafted{.run = "",
                                .letter_kind = "reminder",
                                .occasion = "o",
                                .channel = "email",
                                .number = "2026-1",
                                .amount = 10'000'00,
                                .deadline = std::nullopt,
                                .invoices = {"INV-1"}});
    world->record(input, row.day, "L1", told::RouteSaid{.kind = EventKind::accepted});
  }

  std::string link_of(const std::string& letter, Date day) {
    return ResponseLinks::open(world->settings).url(letter, day).substr(std::string("https://pay.example/r/").size());
  }

  PageReply get(const std::string& with_token, Fields fields = {}) {
    return page->handle(
        {"GET", "/r/" + with_token, std::move(fields), "", false, source, "Phone/1.0", "de-DE,en", today});
  }

  /// The seal that stands in the form of that name.
  std::string seal_of(const std::string& form) {
    const std::string body = get(token).body,
                      before = "name=\"do\" value=\"" + form + "\">\n<input type=\"hidden\" name=\"seal\" value=\"";
    const auto at = body.find(before);
    REQUIRE(at != body.npos);
    return body.substr(at + before.size(), 17);
  }

  PageReply post(const std::string& form, Fields fields = {}, const std::string& upload = {}) {
    fields["do"] = form;
    fields.try_emplace("seal", seal_of(form));
    return page->handle({"POST", "/r/" + token, std::move(fields), upload, false, source, "Phone/1.0", "", today});
  }

  std::vector<Event> said() {
    std::vector<Event> out;
    for (const Event& e : world->store.events("main/D1/CNY"))
      if (e.by == response_page_actor) out.push_back(e);
    return out;
  }
};

}  // namespace

TEST_CASE(
    "response page: it shows the letter, escaped, in the language asked for, and records nothing by being looked at") {
  Reception r;
  const PageReply page = r.get(r.token);
  CHECK(page.status == 200);
  CHECK_THAT(page.body, Contains("INV-1") && Contains("2026-1") &&
                            Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Söhne&quot; GmbH"));
  CHECK_THAT(page.body, !Contains("<script"));
  CHECK_THAT(page.body, !Contains("javascript"));
  CHECK_THAT(r.get(r.token, {{"lang", "de"}}).body,
             Contains("<html lang=\"de\">") && Contains("Wir haben schon bezahlt"));
  CHECK_THAT(r.get(r.token, {{"lang", "zh-CN"}}).body, Contains("我方已付款"));
  CHECK_THAT(r.get(r.token, {{"lang", "\"><script>"}}).body, !Contains("<script"));
  CHECK(r.said().empty());
  CHECK_THAT(page_headers().at("Content-Security-Policy"), Contains("default-src 'none'") && !Contains("script-src"));
}

TEST_CASE("response page: the lines make the total, long lists are folded, and the bank stands beside them") {
  Reception r;
  LetterFacts facts;
  facts.creditor.name = "N";
  facts.creditor.bank = {"Holder", "Bank", "", "DE89370400440532013000", ""};
  facts.signatory.name = "S";
  facts.signatory.phone = "+49 (0)30 1234-5";
  facts.currency = *Currency::find("EUR"), facts.number = "2026-1", facts.rf_reference = "RF56D1";
  for (int i = 0; i < 9; ++i)
    facts.items.push_back({"INV-" + std::to_string(i), "", r.today, r.today, 1, 100'00, 100'00, 0});
  facts.interest = 12'34, facts.fees = 40'00, facts.credit = 50'00, facts.total = 900'00 + 12'34 + 40'00 - 50'00;
  const ResponseWords words = ResponseWords::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/response-page.toml");
  const std::string page = response_forms_html({words, facts, Locale::de});
  for (const char* text :
       {"Verzugszinsen</td><td class=\"sum\">12,34", "Pauschale und Kosten</td><td class=\"sum\">40,00",
        "Guthaben</td><td class=\"sum\">-50,00", "902,34", "<summary>Rechnung (9)</summary>",
        "DE89 3704 0044 0532 0130 00", "RF56D1", "href=\"tel:+4903012345\""}) {
    INFO(text);
    CHECK(page.find(text) != page.npos);
  }
}

TEST_CASE(
    "response page: a promise is recorded with its day, its source and no claim to be signed, a second click adds "
    "nothing") {
  Reception r;
  const Fields promise{{"day", "2026-12-01"}, {"amount", "4,000.00"}};
  const PageReply done = r.post("promise", promise);
  CHECK(done.status == 200);
  CHECK_THAT(done.body, Contains(format_date(make_date(2026, 12, 1), Locale::en)) && Contains("4,000.00") &&
                            Contains("2026-11-21 09:00 UTC"));
  CHECK_THAT(done.log, !Contains(r.token));
  REQUIRE(r.said().size() == 1);
  const Event e = r.said()[0];
  CHECK(e.kind == EventKind::promised);
  CHECK(e.letter_id == "L1");
  CHECK(e.data["due"] == "2026-12-01");
  CHECK(e.data["amount"] == 4'000'00);
  CHECK(e.data["written"] == false);
  CHECK(e.data["page"] == nlohmann::json{{"source", "192.0.2.7"}, {"agent", "Phone/1.0"}});
  CHECK_FALSE(check_chain(r.world->store.events("main/D1/CNY")));

  CHECK_THAT(r.post("promise", promise).body, Contains("nothing was added"));
  CHECK(r.post("promise", {{"day", "2026-12-20"}}).status == 409);  // one at a time, or it would never fall due
  // It waits for a person, who may renew it.
  REQUIRE(r.said().size() == 2);
  CHECK(r.said()[1].kind == EventKind::replied);
  const auto waiting = r.world->store.mails(MailState::open);
  REQUIRE(waiting.size() == 1);
  CHECK_THAT(r.world->store.document(waiting[0].document).value(), Contains("2026-12-20"));
  CHECK(standing_of(r.world->store.events("main/D1/CNY")).open_promise()->due == make_date(2026, 12, 1));
}

TEST_CASE("response page: promises without a day that can be") {
  Reception r;
  // From today to 60 days on: 2027-01-20.
  for (const char* day : {"", "soon", "2026-11-20", "2027-01-21", "2036-11-21", "2026-02-30"}) {
    CAPTURE(day);
    const PageReply page = r.post("promise", {{"day", day}, {"amount", ""}});
    CHECK(page.status == 422);
    CHECK_THAT(page.body, Contains("from " + format_date(make_date(2026, 11, 21), Locale::en) + " to " +
                                   format_date(make_date(2027, 1, 20), Locale::en)));
  }
  r.now += std::chrono::hours(2);
  for (const char* amount : {"0", "-5", "10000.01", "1O0", "NaN", "99999999999999999999"}) {
    CAPTURE(amount);
    CHECK(r.post("promise", {{"day", "2026-12-01"}, {"amount", amount}}).status == 422);
  }
  CHECK(r.said().empty());
}

TEST_CASE("response page: receipt, balance, dispute, payment and contact each leave their own event") {
  Reception r;
  CHECK(r.post("received").status == 200);
  CHECK(r.post("balance").status == 200);
  CHECK(r.post("dispute",
               {{"invoice", "INV-1"}, {"type", "price"}, {"amount", "1500"}, {"text", "<b>3 pallets</b> too dear"}})
            .status == 200);
  CHECK(r.post("paid", {{"reference", "BK-77"}}, "%PDF-1.4 proof").status == 200);
  CHECK(r.post("contact", {{"text", "Frau Weber, weber@debtor.example"}}).status == 200);
  const auto events = r.said();
  REQUIRE(events.size() == 5);
  CHECK(events[0].data["what"] == "received");
  CHECK(events[1].kind == EventKind::acknowledged);
  CHECK(events[1].data["written"] == false);  // nobody is known to have signed
  CHECK(events[2].kind == EventKind::disputed);
  CHECK(events[2].data["amount"] == 1'500'00);
  CHECK(r.world->store.document(events[3].data["upload"]) == "%PDF-1.4 proof");

  const auto waiting = r.world->store.mails(MailState::open);
  REQUIRE(waiting.size() == 2);
  CHECK_THAT(waiting[0].suggestions, Contains("\"paid\"") && Contains("BK-77"));
  CHECK_THAT(waiting[1].suggestions, Contains("wrong-contact") && Contains("Frau Weber"));
}

TEST_CASE("response page: forms that are wrong come back with what was typed, and leave nothing") {
  Reception r;
  const PageReply dispute = r.post(
      "dispute", {{"invoice", "INV-1"}, {"type", "price"}, {"amount", "x"}, {"text", "</textarea><script>1</script>"}});
  CHECK(dispute.status == 422);
  CHECK_THAT(dispute.body, Contains("&lt;/textarea&gt;&lt;script&gt;") && !Contains("<script"));
  CHECK(r.post("dispute", {{"invoice", "INV-9"}, {"type", "price"}, {"text", "x"}}).status == 422);
  CHECK(r.post("dispute", {{"invoice", "INV-1"}, {"type", "already-paid"}, {"text", "x"}}).status == 422);
  CHECK(r.post("dispute", {{"invoice", "INV-1"}, {"type", "price"}, {"text", "  "}}).status == 422);
  CHECK(r.post("contact", {{"text", std::string(501, 'x')}}).status == 422);
  CHECK(r.post("paid", {{"reference", ""}}).status == 422);
  CHECK_THAT(r.post("paid", {{"reference", "BK"}}, "MZ\x90 program").body, Contains("no PDF, PNG or JPEG"));
  CHECK_THAT(r.post("paid", {{"reference", "BK"}}, "%PDF-" + std::string(1'000'000, ' ')).body,
             Contains("larger than"));
  CHECK(r.said().empty());
  CHECK(r.world->store.mails().empty());
}

TEST_CASE("response page: a form without its seal, with another form's, or one left open overnight") {
  Reception r;
  CHECK(r.post("received", {{"seal", ""}}).status == 403);
  CHECK(r.post("received", {{"seal", std::string(17, 'a')}}).status == 403);
  CHECK(r.post("received", {{"seal", r.seal_of("balance")}}).status == 403);
  const std::string seal = r.seal_of("received");
  r.now += std::chrono::hours(12);
  CHECK(r.post("received", {{"seal", seal}}).status == 403);
  CHECK(r.said().empty());
  r.now -= std::chrono::hours(1);
  CHECK(r.post("received", {{"seal", seal}}).status == 200);
}

TEST_CASE("response page: tokens that are altered, forged, of another purpose, over, or of a letter that never left") {
  Reception r;
  for (std::size_t i = 0; i < r.token.size(); i += 7) {
    std::string other = r.token;
    other[i] = other[i] == 'a' ? 'b' : 'a';
    CAPTURE(other);
    CHECK(r.get(other).status == 404);
  }
  const TokenKeys keys = load_or_create_keys(r.world->settings.delivery.key_file);
  const std::string message_id = make_message_id(keys, "L1", "x");
  CHECK(r.get(message_id.substr(0, message_id.find('@'))).status == 404);
  CHECK(r.get("").status == 404);
  CHECK(r.get("../../etc/passwd").status == 404);

  r.now += std::chrono::hours(24);
  const PageReply over = r.get(r.link_of("L1", r.today - Days(181)));
  CHECK(over.status == 410);
  CHECK_THAT(over.body, Contains(html(r.world->settings.signatory("main", "en").phone)) && !Contains("INV-1"));
  CHECK(r.get(r.link_of("L1", r.today - Days(180))).status == 200);

  LetterRow row = *r.world->store.letter("L1");
  row.id = "L3";
  row.occasion = "INV-1:another";
  row.state = LetterState::approved;
  REQUIRE(r.world->store.add(row));
  CHECK(r.get(r.link_of("L3", r.today)).status == 404);  // nobody has it yet
  CHECK(r.get(r.link_of("L9", r.today)).status == 404);
}

TEST_CASE("response page: who asks too often waits, and nobody else does") {
  Reception r;
  int taken = 0;
  while (taken < 100 && r.post("received", {{"seal", ""}}).status == 403) ++taken;
  CHECK(taken == 15);  // of one letter
  r.source = "192.0.2.8";
  CHECK(r.post("received").status == 429);
  r.now += std::chrono::minutes(5);
  CHECK(r.post("received").status == 200);
}

TEST_CASE("response page: guessing tokens is stopped early") {
  Reception r;
  int tried = 0;
  while (tried < 100 && r.get("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").status == 404) ++tried;
  CHECK(tried == 20);
  CHECK(r.get(r.token).status == 200);
}

TEST_CASE("rate limit: permits come back with time, and a crowd of sources does not fill the memory") {
  RateLimit limit(2, 10, 3);
  const Instant now{};
  CHECK(limit.take("a", now));
  CHECK(limit.take("a", now));
  CHECK_FALSE(limit.take("a", now + std::chrono::seconds(9)));
  CHECK(limit.take("a", now + std::chrono::seconds(10)));
  CHECK_FALSE(limit.take("a", now + std::chrono::seconds(19)));
  CHECK(limit.take("b", now + std::chrono::seconds(19)));
  CHECK(limit.take("c", now + std::chrono::seconds(19)));
  CHECK_FALSE(limit.take("d", now + std::chrono::seconds(19)));
  CHECK(limit.take("d", now + std::chrono::seconds(40)));
}

TEST_CASE("source of a request: a proxy is believed on loopback only, and only what it wrote itself") {
  CHECK(source_of("127.0.0.1", "") == "127.0.0.1");
  CHECK(source_of("127.0.0.1", "203.0.113.9") == "203.0.113.9");
  CHECK(source_of("127.0.0.1", "10.0.0.1, 203.0.113.9") == "203.0.113.9");
  CHECK(source_of("127.0.0.1", "198.51.100.1, 10.0.0.1, 203.0.113.9") == "203.0.113.9");
  CHECK(source_of("198.51.100.1", "203.0.113.9") == "198.51.100.1");
  CHECK(source_of("127.0.0.1", "<script>") == "127.0.0.1");
  CHECK(source_of("2001:db8:1:2:3:4:5:6", "") == source_of("2001:db8:1:2:ffff::1", ""));
  CHECK(source_of("2001:db8:1:2::1", "") != source_of("2001:db8:1:3::1", ""));
}

TEST_CASE("media types are told by the first bytes") {
  using namespace std::literals;
  CHECK(media_type_of("%PDF-1.7") == "application/pdf");
  CHECK(media_type_of("\x89PNG\r\n\x1a\nIHDR") == "image/png");
  CHECK(media_type_of("\xff\xd8\xff\xe0"sv) == "image/jpeg");
  CHECK(media_type_of("<svg onload=alert(1)>").empty());
  CHECK(media_type_of("").empty());
}

TEST_CASE("links of letters: only with a base_url, the settings take https or loopback") {
  Reception r;
  CHECK(ResponseLinks::open(r.world->settings).url("L2026-000001", r.today).starts_with("https://pay.example/r/"));
  r.world->settings.response.base_url.clear();
  CHECK(ResponseLinks::open(r.world->settings).url("L2026-000001", r.today).empty());
  const std::string sample = read_file(std::string(DUNMAIL_SOURCE_DIR) + "/samples/dunmail.toml");
  for (const char* bad : {"http://pay.example", "ftp://x", "https://x/?a=1", "https://x/\\\"><script>"}) {
    CAPTURE(bad);
    write_file(r.dir / "bad.toml", sample + "[response]\nbase_url = \"" + bad + "\"\n");
    CHECK_THROWS_AS(Settings::load(r.dir / "bad.toml"), Error);
  }
  for (const char* own :
       {"http://localhost:8642", "http://LOCALHOST:8642", "http://LocalHost/pay", "http://127.0.0.1"}) {
    CAPTURE(own);
    write_file(r.dir / "good.toml", sample + "[response]\nbase_url = \"" + own + "\"\n");
    CHECK(Settings::load(r.dir / "good.toml").response.base_url == own);
  }
}

TEST_CASE("forty answers to one letter are enough") {
  Reception r;
  const LetterRow letter = *r.world->store.letter("L1");
  const LetterFacts facts = facts_from_json(nlohmann::json::parse(letter.facts));
  DebtorAnswer answer;
  answer.what = "contact";
  for (int i = 1; i <= 40; ++i) {
    answer.text = "ask colleague " + std::to_string(i);
    INFO(i);
    REQUIRE(take_answer(*r.world, letter, facts, answer, r.today) == Taken::recorded);
  }
  answer.text = "and another";
  CHECK(take_answer(*r.world, letter, facts, answer, r.today) == Taken::too_many);
}
