// What a tier may ask for beyond the shipped policy, and what no policy may ever do.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "policy/decision.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date today = make_date(2026, 11, 21);

OpenItem item(const std::string& number, long days_overdue, std::int64_t open) {
  const Date due = today - Days(days_overdue);
  return {{number, "main", "D1", "", due - Days(30), due, {open, cny}, ""}, open};
}

Account account(std::vector<OpenItem> items) {
  Account a;
  a.debtor.id = "D1";
  a.debtor.kind = "small-business";
  a.debtor.locale = "zh-CN";
  a.creditor = "main";
  a.currency = cny;
  a.items = std::move(items);
  return a;
}

SentLetter sent(const std::string& kind, long days_ago, long deadline_days_ago) {
  SentLetter l;
  l.id = l.kind = l.number = kind;
  l.day = today - Days(days_ago);
  l.deadline = today - Days(deadline_days_ago);
  l.amount = 10'000'00;
  l.invoices = {"INV-1"};
  return l;
}

Policy parse(const std::string& tiers) { return Policy::parse("name = \"x\"\n" + tiers, "p.toml"); }

/// The decision's tier or its first blocker. Lives on its own, for the decision points into the policy.
struct Got {
  Decision decision;
  std::string what;
};
Got decided(const Policy& policy, const Account& a, const Standing& s = {}, const LegalGate& gate = {}) {
  Got out{decide(policy, a, arrears_of(a, s.disputed_amounts(), today), s, gate, today), ""};
  out.what = out.decision.tier ? out.decision.tier->id : "nothing: " + out.decision.blockers.front().code;
  return out;
}

bool has(const Decision& d, const std::string& code) {
  return std::any_of(d.blockers.begin(), d.blockers.end(), [&](const Blocker& b) { return b.code == code; });
}

const std::string ladder = R"([[tier]]
id = "third"
below = "second"
minimum_amount = { CNY = "1000.00" }
[[tier]]
id = "second"
below = "first"
minimum_amount = { CNY = "500.00" }
max_letters = 2
[[tier]]
id = "first"
max_letters = 3
)";

}  // namespace

TEST_CASE("below its minimum alone a tier falls one lower, and that one is checked again, below what was reached too") {
  const Policy p = parse(ladder);
  Standing s;
  s.sent = {sent("first", 60, 50), sent("second", 40, 30)};
  CHECK(decided(p, account({item("INV-1", 90, 1000'00)}), s).what == "third");
  CHECK(decided(p, account({item("INV-1", 90, 999'99)}), s).what == "second");
  CHECK(decided(p, account({item("INV-1", 90, 499'99)}), s).what == "first");
  // The second is kept back by more than its minimum: nothing below it is looked at.
  s.sent.push_back(sent("second", 20, 10));
  CHECK(decided(p, account({item("INV-1", 90, 499'99)}), s).what == "nothing: below-minimum");
  s.sent = {sent("first", 60, 50), sent("first", 55, 45), sent("first", 50, 40), sent("second", 40, 30)};
  CHECK(has(decided(p, account({item("INV-1", 90, 499'99)}), s).decision, "sent-already"));
}

TEST_CASE("the minimum percent is of all that is open, rounded up, and no sum overflows") {
  const Policy p = parse("[[tier]]\nid = \"first\"\nminimum_percent = 10\n");
  // 10 percent of 1,000.01 is 100.001: 100.01 needed.
  CHECK(decided(p, account({item("INV-1", 9, 100'01), item("INV-2", -9, 900'00)})).what == "first");
  CHECK(decided(p, account({item("INV-1", 9, 100'00), item("INV-2", -9, 900'01)})).what == "nothing: below-minimum");
  CHECK(decided(p, account({item("INV-1", 9, std::int64_t{1} << 61), item("INV-2", -9, std::int64_t{1} << 61)})).what ==
        "first");
}

TEST_CASE("an item is overdue for a tier only after its grace, the others wait or are listed") {
  const Policy p = parse("[[tier]]\nid = \"first\"\ngrace_per_item = 5\n");
  CHECK(decided(p, account({item("INV-1", 5, 100'00)})).what == "nothing: too-early");
  const Got got = decided(p, account({item("INV-1", 6, 100'00), item("INV-2", 5, 50'00), item("INV-3", -1, 7'00)}));
  CHECK(got.what == "first");
  CHECK(got.decision.amount == 100'00);
  CHECK(got.decision.invoices == std::vector<std::string>{"INV-1"});
  CHECK(got.decision.listed.empty());
  const Policy all = parse("[[tier]]\nid = \"first\"\ngrace_per_item = 5\nitems = \"all\"\n");
  const Got listed =
      decided(all, account({item("INV-1", 6, 100'00), item("INV-2", 5, 50'00), item("INV-3", -1, 7'00)}));
  CHECK(listed.decision.amount == 100'00);
  CHECK(listed.decision.listed == std::vector<std::string>{"INV-2", "INV-3"});
  Account credit = account({item("INV-1", 6, 100'00), item("INV-2", 5, 50'00)});
  credit.credit = 100'00;  // covers the oldest; the other one is within its grace
  CHECK(decided(p, credit).what == "nothing: too-early");
}

TEST_CASE("a final action is proposed when the last letter ran out unanswered and none follows") {
  const Policy p = parse(
      "[[tier]]\nid = \"second\"\nbelow = \"first\"\nminimum_amount = { CNY = \"1000.00\" }\n[[tier]]\nid = "
      "\"first\"\nfinal_action = \"write-off\"\n");
  Standing s;
  s.sent = {sent("first", 20, 1)};
  const auto small = [&] { return decided(p, account({item("INV-1", 30, 100'00)}), s); };
  CHECK(small().what == "nothing: propose-write-off");
  CHECK(small().decision.final_action == FinalAction::write_off);
  CHECK(decided(p, account({item("INV-1", 30, 1000'00)}), s).what == "second");
  s.sent[0].deadline = today;
  CHECK(small().decision.final_action == FinalAction::none);
  s.sent[0].deadline = today - Days(1);
  s.sent[0].answered = today - Days(5);
  CHECK(small().decision.final_action == FinalAction::none);
  CHECK(persons_needed(FinalAction::stop_supply) == 2);
}

TEST_CASE("the legal gate: each prerequisite by name, with its blocker") {
  const Policy p = parse(
      "[[tier]]\nid = \"lawyers-letter\"\nbelow = \"warning\"\n[tier.legal_gate]\nnotice_days = 2\n[[tier]]\nid = "
      "\"warning\"\n");
  const Account a = account({item("INV-1", 90, 100'00)});
  Standing s;
  s.sent = {sent("warning", 20, 10)};
  s.sent[0].proven = true;
  s.decided = {{"notify-legal", "INV-1", "noted", "周律师", today}};
  const Got open = decided(p, a, s);
  REQUIRE(open.what == "lawyers-letter");
  for (const char* name :
       {"warning-proven", "deadline-passed", "law-firm", "own-locale", "approval-legal", "legal-notice"})
    CHECK(std::count_if(open.decision.checks.begin(), open.decision.checks.end(),
                        [&](const Check& c) { return c.condition == name && c.holds && !c.saw.empty(); }) == 1);
  LegalGate gate;
  gate.law_firm_lacks = {"licence"};
  CHECK(decided(p, a, s, gate).what == "lawyers-letter");  // as a draft for counsel; approval refuses it
  gate = {};
  gate.own_locale_template = false;
  CHECK(decided(p, a, s, gate).what == "nothing: no-template");
  gate = {};
  gate.limitation_ends = today - Days(1);
  CHECK(decided(p, a, s, gate).what == "nothing: limitation");
  Standing unproven = s;
  unproven.sent[0].proven = false;
  CHECK(decided(p, a, unproven).what == "nothing: not-proven");
  // A broken promise opens the next tier at once, but not this one before the day that the warning gave.
  Standing early = s;
  early.sent[0].deadline = today;
  early.promises.push_back({100, today - Days(5), today - Days(9), 0, Promise::State::broken, today - Days(1)});
  CHECK(decided(p, a, early).what == "nothing: deadline-running");
  Standing unnoted = s;
  unnoted.decided.clear();
  gate = {};
  gate.notice_over = today + Days(2);
  const Got notice = decided(p, a, unnoted, gate);
  CHECK(notice.what == "nothing: legal-notice");
  CHECK(notice.decision.notify_legal);
  CHECK(notice.decision.notified_of == 100'00);
  CHECK(notice.decision.next_possible == today + Days(2));
  // A notice about another part of the account is none about this one, and the sum is of what was warned of.
  Account two = a;
  two.items.push_back(item("INV-2", 5, 70'00));
  Standing other = s;
  other.group = "#new";
  other.decided = {{"notify-legal", "INV-9", "noted", "周律师", today - Days(40)}};
  const Got own = decided(p, two, other, gate);
  CHECK(own.what == "nothing: legal-notice");
  CHECK(own.decision.notified_of == 100'00);
  unnoted.decided = {{"notify-legal", "INV-1", "proposed", "dunmail", today - Days(4)}};
  gate.notice_over = today;
  const Got over = decided(p, a, unnoted, gate);
  CHECK(over.what == "lawyers-letter");
  CHECK_FALSE(over.decision.notify_legal);
}

TEST_CASE("blockers that a condition of a tier or a letter in doubt gives") {
  const Account a = account({item("INV-1", 30, 100'00)});
  CHECK(decided(parse("[[tier]]\nid = \"first\"\ndays_overdue_to = 20\n"), a).what == "nothing: too-late");
  CHECK(decided(parse("[[tier]]\nid = \"first\"\ndebtor_kinds = [\"individual\"]\n"), a).what ==
        "nothing: debtor-kind");
  CHECK(decided(parse("[[tier]]\nid = \"first\"\nrisk_classes = [\"high\"]\n"), a).what == "nothing: risk-class");
  CHECK(decided(parse("[[tier]]\nid = \"first\"\nsegments = [\"export\"]\n"), a).what == "nothing: segment");
  Standing s;
  s.pending.push_back({"L1", "first", "INV-1:1", "email", "1", today, {}, 0, {"INV-1"}, true, false, "", ""});
  CHECK(decided(parse("[[tier]]\nid = \"first\"\n"), a, s).what == "nothing: in-doubt");
}

namespace {

/// Cases of all sorts under policies of all sorts, the same for the same seed.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  long below(long n) { return static_cast<long>(random_() % static_cast<unsigned long>(n)); }
  bool one_in(long n) { return below(n) == 0; }

  Policy policy() {
    const char* names[] = {"first", "second", "third", "fourth"};
    const int tiers = 1 + static_cast<int>(below(4));
    std::string text;
    for (int i = tiers; i-- > 0;) {
      text += std::string("[[tier]]\nid = \"") + names[i] + "\"\n";
      if (i > 0) text += std::string("below = \"") + names[i - 1] + "\"\n";
      text += "days_overdue_from = " + std::to_string(below(20) + 10 * i) +
              "\nmax_letters = " + std::to_string(1 + below(3)) + "\nignored_below = " + std::to_string(below(3)) +
              "\n";
      if (one_in(3)) text += "grace_per_item = " + std::to_string(below(15)) + "\n";
      if (one_in(2)) text += "minimum_amount = { CNY = \"" + std::to_string(below(3000)) + ".00\" }\n";
      if (one_in(3)) text += "minimum_percent = " + std::to_string(below(60)) + "\n";
      if (one_in(3)) text += "items = \"all\"\n";
      if (i == tiers - 1) text += one_in(2) ? "always_send = true\n" : "final_action = \"stop-supply\"\n";
    }
    return parse(text);
  }

  Account account() {
    std::vector<OpenItem> items;
    for (int i = 1; i <= 1 + below(4); ++i)
      items.push_back(item("INV-" + std::to_string(i), below(200) - 30, below(5'000'00) + 1));
    std::sort(items.begin(), items.end(),
              [](const OpenItem& a, const OpenItem& b) { return a.invoice.due < b.invoice.due; });
    Account out = ::account(std::move(items));
    if (one_in(4)) out.credit = below(2'000'00);
    return out;
  }

  Standing standing() {
    Standing s;
    for (const char* kind : {"first", "first", "second", "second", "third", "fourth"}) {
      if (one_in(3)) continue;
      const long ago = 11 + below(150);  // every deadline is over
      s.sent.push_back(sent(kind, ago, ago - 10));
      s.sent.back().invoices = {"INV-1", "INV-2"};
      s.sent.back().bounced = one_in(8);
      if (one_in(4)) s.sent.back().answered = s.sent.back().day + Days(1);
    }
    std::sort(s.sent.begin(), s.sent.end(), [](const SentLetter& a, const SentLetter& b) { return a.day < b.day; });
    if (one_in(6)) s.disputes["INV-1"] = {below(6'000'00), "quality", today};
    if (one_in(8)) s.hold = Hold{"talks", "李敏", {}};
    return s;
  }

 private:
  std::mt19937 random_;
};

int rank(const Decision& d) { return d.tier ? d.tier->rank : -1; }

}  // namespace

TEST_CASE("under any policy: a reason for everything, the same again, age never lowers, a payment never raises") {
  Generator make(20261121);
  int letters = 0, fell = 0, final_actions = 0;
  for (int i = 0; i < 6000; ++i) {
    const Policy p = make.policy();
    const Account a = make.account();
    const Standing s = make.standing();
    const auto on = [&](const Account& x) {
      return decide(p, x, arrears_of(x, s.disputed_amounts(), today), s, {}, today);
    };
    const Decision d = on(a), again = on(a);
    INFO("case " << i);
    REQUIRE((d.tier != nullptr) == d.blockers.empty());
    for (const Blocker& b : d.blockers) REQUIRE_FALSE(b.text.empty());
    if (d.tier) {
      ++letters;
      REQUIRE_FALSE(d.rule.empty());
      REQUIRE(d.amount > 0);
      REQUIRE_FALSE(d.invoices.empty());
      for (const std::string& number : d.listed)
        REQUIRE(std::find(d.invoices.begin(), d.invoices.end(), number) == d.invoices.end());
    }
    final_actions += d.final_action != FinalAction::none;
    REQUIRE(again.rule == d.rule);
    REQUIRE(again.blockers.size() == d.blockers.size());
    REQUIRE(again.occasion == d.occasion);

    Account older = a;
    const Days more(1 + make.below(100));
    for (OpenItem& each : older.items) each.invoice.due -= more;
    if (d.tier) REQUIRE(rank(on(older)) >= rank(d));

    // The driver stays open: when it is paid, another one drives from where it stands.
    // On the driver; a minimum percent is of all that is open, so money for what is not due makes the rest weigh more.
    Account paid = a;
    for (OpenItem& each : paid.items)
      if (each.invoice.number == d.figures.driver)
        each.open = std::max<std::int64_t>(1, each.open / (1 + make.below(4)));
    const Decision less = on(paid);
    if (d.tier && less.figures.driver == d.figures.driver) {
      REQUIRE(rank(less) <= rank(d));
      fell += rank(less) < rank(d);
    }
  }
  // The generator reaches what it is there for.
  CHECK(letters > 1000);
  CHECK(fell > 50);
  CHECK(final_actions > 20);
}
