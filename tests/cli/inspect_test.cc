// Commands that answer one question: what they print, what they refuse, and that docs/charges.md is true.
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands_deadlines.h"
#include "cli/commands_inspect.h"

using namespace dunmail;

namespace {

ChargesOrder order(const std::string& regime, const std::string& principal, const std::string& currency,
                   const char* due, const char* as_of) {
  ChargesOrder o;
  o.regime = regime;
  o.principal = principal;
  o.currency = currency;
  o.due = *parse_date(due);
  o.as_of = *parse_date(as_of);
  return o;
}

LimitationOrder limitation(const char* law, const char* due, std::vector<std::string> events = {}) {
  LimitationOrder o;
  o.law = law;
  o.due = *parse_date(due);
  o.events = std::move(events);
  return o;
}

/// The cells of the document's table rows that begin with a regime, by how many cells a row has.
std::vector<std::vector<std::string>> rows_of_document(std::size_t cells) {
  std::vector<std::vector<std::string>> out;
  std::istringstream lines(read_file(std::string(DUNMAIL_SOURCE_DIR) + "/docs/charges.md"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> row;
    for (const std::string_view cell : split(std::string_view(line).substr(1, line.size() - 2), '|'))
      row.emplace_back(trim(cell));
    row[0] = row[0].substr(1, row[0].size() - 2);
    if (row.size() == cells) out.push_back(std::move(row));
  }
  return out;
}

/// "uplift=50 day-count=360"
void take_terms(const std::string& terms, ChargesOrder& o) {
  std::istringstream words(terms);
  for (std::string word; words >> word;) {
    const std::string name = word.substr(0, word.find('=')), value = word.substr(word.find('=') + 1);
    if (name == "uplift")
      o.uplift = std::stoi(value);
    else if (name == "day-count")
      o.day_count = value;
    else if (name == "rate")
      o.rate = value;
    else
      FAIL("docs/charges.md: " << word);
  }
}

std::string usage_error(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.kind() == ErrorKind::usage ? e.what() : "not a usage error";
  }
  return "no error";
}

}  // namespace

TEST_CASE("docs/charges.md: every worked figure comes out, and every regime is there") {
  const auto figures = rows_of_document(7);
  CHECK(figures.size() >= 15);
  for (const auto& row : figures) {
    const std::size_t blank = row[1].find(' ');
    ChargesOrder o = order(row[0], row[1].substr(0, blank), row[1].substr(blank + 1), row[2].c_str(), row[3].c_str());
    take_terms(row[4], o);
    INFO(row[0] << " " << row[1] << " " << row[4]);
    const auto data = charges_command(o).data;
    CHECK(plain(data["interest"].get<std::int64_t>(), 2) == row[5]);
    CHECK(plain(data["lump_sum"].get<std::int64_t>(), 2) == row[6]);
  }
  std::set<std::string> told, worked, shipped;
  for (const auto& row : rows_of_document(3)) told.insert(row[0]);
  for (const auto& row : figures) worked.insert(row[0]);
  const Answer regimes = regimes_command();
  for (const auto& regime : regimes.data["regimes"]) shipped.insert(regime["id"].get<std::string>());
  CHECK(told == shipped);
  CHECK(worked == shipped);
}

TEST_CASE("charges: the text names the moved day, the segments and the ground") {
  ChargesOrder o = order("de-b2b", "10,000.00", "EUR", "2025-05-31", "2025-08-15");
  o.locale = "de";
  const Answer a = charges_command(o);
  CHECK(a.exit_code == 0);
  for (const char* part : {"moved to 2025-06-02", "11.27 %   86.454795", "interest 215.88", "lump sum 40.00",
                           "total    255.88", "288 Abs. 2"})
    CHECK_THAT(a.text, Catch::Contains(part));
  CHECK(a.data["total"] == 25588);
  CHECK(a.data["segments"][1]["amount"] == "129.430137");
  // A state's own holiday moves the day where its calendar is named: 1 November 2025 is a Saturday, 6 January 2026 a
  // Tuesday.
  o = order("de-b2b", "1", "EUR", "2026-01-06", "2026-01-08");
  CHECK(charges_command(o).data["last_day"] == "2026-01-06");
  o.calendar = "de-by";
  CHECK(charges_command(o).data["last_day"] == "2026-01-07");
  // A warning is exit code 3.
  o = order("cn-contract", "10000", "CNY", "2025-06-30", "2025-08-14");
  o.rate = "18.25";
  CHECK(charges_command(o).exit_code == 3);
}

TEST_CASE("charges: what cannot be read is the caller's, what the tables do not know is the configuration's") {
  auto with = [](auto change) {
    ChargesOrder o = order("uk", "10000", "GBP", "2025-04-30", "2025-08-14");
    change(o);
    return usage_error([&] { charges_command(o); });
  };
  CHECK(with([](ChargesOrder&) {}) == "no error");
  CHECK_THAT(with([](ChargesOrder& o) { o.regime = "ukk"; }), Catch::Contains("did you mean uk"));
  CHECK_THAT(with([](ChargesOrder& o) { o.principal = "ten"; }), Catch::Contains("--principal"));
  CHECK_THAT(with([](ChargesOrder& o) { o.principal = "0"; }), Catch::Contains("above zero"));
  CHECK_THAT(with([](ChargesOrder& o) { o.currency = "RMB"; }), Catch::Contains("--currency"));
  CHECK_THAT(with([](ChargesOrder& o) { o.rate = "8"; }),
             Catch::Contains("--rate: the regime uk sets the rate itself"));
  CHECK_THAT(with([](ChargesOrder& o) { o.uplift = 30; }), Catch::Contains("--uplift"));
  CHECK_THAT(with([](ChargesOrder& o) { o.day_count = "364"; }), Catch::Contains("--day-count"));
  CHECK_THAT(with([](ChargesOrder& o) { o.calendar = "dee"; }), Catch::Contains("--calendar"));
  CHECK_THAT(with([](ChargesOrder& o) { o.locale = "fr"; }), Catch::Contains("--locale"));
  CHECK_THROWS_WITH(charges_command(order("eu", "1", "EUR", "2026-12-01", "2027-01-05")),
                    Catch::Contains("config/rates/ecb-mro.toml") && Catch::Contains("known until 2026-12-31"));
  CHECK_THROWS_WITH(charges_command(order("de-b2b", "1", "EUR", "2022-12-31", "2023-07-01")),
                    Catch::Contains("config/calendars/de.toml"));
}

TEST_CASE("a list stops at what a screen holds, and says how many more there are") {
  TextTable table({{"name", TextTable::Side::left}, {"sum", TextTable::Side::right}}, 2);
  CHECK_FALSE(table.full());
  for (const char* name : {"a", "b", "c"}) table.row({name, "1"});
  CHECK(table.full());
  table.left_out(4);
  table.total({"total", "1000"});
  CHECK(table.text() == "name    sum\na         1\nb         1\n... and 5 more: --all shows them\ntotal  1000\n");
}

TEST_CASE("words") {
  CHECK(words_command("107000.53", "CNY", "").text == "人民币壹拾万柒仟元零伍角叁分\n");
  CHECK_THAT(words_command("107000.53", "EUR", "de").text, Catch::Contains("einhundertsiebentausend Euro"));
  CHECK_THAT(usage_error([] { words_command("1.234", "CNY", ""); }), Catch::Contains("more decimals"));
  CHECK_THAT(usage_error([] { words_command("1", "EUR", "zh-CN"); }), Catch::Contains("no custom"));
}

TEST_CASE("limitation") {
  CHECK_THAT(limitation_command(limitation("cn", "2023-03-31")).text, Catch::StartsWith("2026-03-31\n"));
  CHECK_THAT(limitation_command(limitation("cn", "2023-03-31", {"2024-02-29:demand-arrived"})).text,
             Catch::StartsWith("2027-02-28\n"));
  // In any order; what comes too late brings nothing back.
  CHECK(limitation_command(limitation("cn", "2023-03-31",
                                      {"2025-01-05:part-payment", "2024-02-29:demand-arrived", "2029-01-01:promise"}))
            .data["ends"] == "2028-01-05");
  CHECK_THAT(limitation_command(limitation("de", "2023-03-31", {"2024-02-29:demand-arrived"})).text,
             Catch::StartsWith("2026-12-31\n") && Catch::Contains("a demand does not stop it"));
  CHECK_THAT(limitation_command(limitation("tw", "2025-03-31", {"2025-08-31:demand-arrived"})).text,
             Catch::Contains("lapses without a suit by 2026-02-28"));
  CHECK(limitation_command(limitation("cn-guarantee", "2026-08-31")).data["ends"] == "2027-02-28");
  LimitationOrder o = limitation("cn", "2023-03-31");
  o.today = make_date(2026, 3, 1);
  CHECK(limitation_command(o).data["alert"] == 30);
  CHECK_THAT(usage_error([] { limitation_command(limitation("fr", "2023-03-31")); }), Catch::Contains("--law"));
  CHECK_THAT(usage_error([] { limitation_command(limitation("cn", "2023-03-31", {"2024-02-30:promise"})); }),
             Catch::Contains("is no event"));
  CHECK_THAT(usage_error([] { limitation_command(limitation("cn", "2023-03-31", {"2024-02-29:part-paymnt"})); }),
             Catch::Contains("did you mean part-payment"));
  CHECK_THAT(usage_error([] { limitation_command(limitation("cn-guarantee", "2023-03-31", {"2024-02-29:promise"})); }),
             Catch::Contains("nothing interrupts"));
}

TEST_CASE("workday") {
  struct Row {
    const char *from, *count, *calendar, *day;
  };
  for (const Row& r : {Row{"2026-02-12", "+5", "cn", "2026-02-26"},
                       {"2026-09-30", "3", "cn", "2026-10-10"},
                       {"2026-04-30", "+7", "cn", "2026-05-13"},
                       {"2026-02-26", "-5", "cn", "2026-02-12"},
                       {"2026-02-15", "0", "cn", "2026-02-24"},
                       {"2026-02-14", "0", "cn", "2026-02-14"},
                       {"2026-01-05", "+1", "de", "2026-01-06"},
                       {"2026-01-05", "+1", "de-by", "2026-01-07"}}) {
    INFO(r.from << " " << r.count << " " << r.calendar);
    CHECK(workday_command(*parse_date(r.from), r.count, r.calendar).text == std::string(r.day) + "\n");
  }
  for (const char* count : {"", "+", "five", "5.5", "+-5", "99999999999", "5001"}) {
    INFO(count);
    CHECK_THAT(usage_error([&] { workday_command(make_date(2026, 2, 12), count, "cn"); }),
               Catch::Contains("is no number of working days"));
  }
  CHECK_THROWS_WITH(workday_command(make_date(2026, 12, 30), "+5", "cn"), Catch::Contains("cn.toml"));
}

TEST_CASE("deadlines of all cases, by day, and of one") {
  const std::string source = DUNMAIL_SOURCE_DIR;
  const auto clock = [] { return Instant(make_date(2026, 11, 21)); };
  const Settings settings;
  World world{settings,
              Policy::load(source + "/config/policy.toml"),
              Calendars::load(source + "/config/calendars"),
              Store::create(":memory:"),
              "clerk",
              clock,
              nullptr};
  auto owe = [&](const char* id, const char* country, const char* due) {
    Debtor d;
    d.id = id, d.name = id, d.kind = "small-business", d.locale = "en", d.address.country = country;
    world.store.put(d);
    Invoice i;
    i.number = std::string("INV-") + id, i.creditor = "main", i.debtor_id = id, i.issued = *parse_date(due) - Days(30),
    i.due = *parse_date(due), i.amount = {10000, *Currency::find("EUR")};
    world.store.put(i, false);
  };
  owe("CN1", "CN", "2024-01-21");
  owe("DE1", "DE", "2023-02-01");
  owe("US1", "US", "2026-02-01");
  const Date today = make_date(2026, 11, 21);
  auto list = [&](const std::string& debtor, std::optional<int> within) {
    std::string out;
    const Answer answer = deadlines_command(world, {debtor, within, today});
    for (const auto& d : answer.data["deadlines"])
      out += d["day"].get<std::string>() + " " + d["debtor"].get<std::string>() + " " + d["kind"].get<std::string>() +
             " " + d["alert"].dump() + "\n";
    return out;
  };
  CHECK(list("", {}) ==
        "2026-12-31 DE1 limitation 90\n2027-01-21 CN1 limitation 90\n2027-01-21 CN1 payment-order 90\n2030-02-01 US1 "
        "limitation 0\n");
  CHECK(list("", 40) == "2026-12-31 DE1 limitation 90\n");
  CHECK(list("US1", {}) == "2030-02-01 US1 limitation 0\n");
  CHECK(deadlines_command(world, {"US1", 30, today}).text == "no deadline within 30 days\n");
  const Answer first = deadlines_command(world, {"", {}, today, 2});
  CHECK(first.data["deadlines"].size() == 2);
  CHECK(first.data["deadlines"][0]["day"] == "2026-12-31");
  CHECK(first.data["deadlines"][1]["day"] == "2027-01-21");
  CHECK_THAT(first.text, Catch::EndsWith("... and 2 more: --all shows them\n"));
  CHECK_THAT(usage_error([&] { deadlines_command(world, {"XX", {}, today}); }), Catch::Contains("XX"));
}

TEST_CASE("a receipt pays costs, then interest, then principal (Civil Code 561)") {
  const Answer answer = allocate_command({"5000", "100", "225", "10,000.00", "CNY"});
  CHECK(answer.data["lines"][0]["paid"] == 100'00);
  CHECK(answer.data["lines"][1]["paid"] == 225'00);
  CHECK(answer.data["lines"][2]["paid"] == 4675'00);
  CHECK(answer.data["lines"][2]["left"] == 5325'00);
  CHECK_THAT(answer.text, Catch::Contains("4,675.00") && Catch::Contains("5,325.00"));
  CHECK(allocate_command({"250", "100", "225", "10000", "CNY"}).data["lines"][1]["left"] == 75'00);
  CHECK(allocate_command({"20000", "100", "225", "10000", "CNY"}).data["rest"] == 9675'00);
  CHECK_THAT(usage_error([&] { allocate_command({"-1", "0", "0", "1", "CNY"}); }), Catch::Contains("--receipt"));
  CHECK_THAT(usage_error([&] { allocate_command({"1", "0", "0", "1", "RMB"}); }), Catch::Contains("--currency"));
}
