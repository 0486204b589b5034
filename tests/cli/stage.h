// One debtor's diary, played through the whole pipeline with the real policy, templates and store; only the courier is
// a recorder. The grammar: tests/stories/README.md.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "cli/commands_assess.h"
#include "cli/commands_decide.h"
#include "cli/commands_record.h"
#include "cli/commands_tasks.h"
#include "cli/commands_worklist.h"
#include "desk/frozen.h"
#include "desk/ledger_news.h"
#include "desk/rules.h"
#include "desk/tell_case.h"
#include "intake/take_report.h"
#include "planning/approve.h"
#include "planning/print_letters.h"
#include "sending/run_day.h"
#include "support/temp_dir.h"

namespace dunmail {

/// Accepts everything but the addresses it was told to refuse, each with its status.
class Recorder : public Courier {
 public:
  explicit Recorder(const std::map<std::string, std::string>& refused) : refused_(refused) {}
  Receipt hand_over(const Parcel& parcel) override {
    Receipt r;
    r.route = name_;
    const auto refusal = refused_.find(parcel.recipient);
    const bool no = refusal != refused_.end();
    r.outcome = no ? Receipt::Outcome::refused : Receipt::Outcome::accepted;
    r.reply_code = no ? 550 : 250;
    r.status = no ? refusal->second : "2.0.0";
    r.stage = no ? "rcpt" : "message";
    r.text = no ? "refused" : "ok";
    return r;
  }
  const std::string& name() const override { return name_; }

 private:
  const std::map<std::string, std::string>& refused_;
  std::string name_ = "recorder";
};

/// The policies but for their pace: the diaries' days were reckoned by hand with round factors.
inline PolicyBook with_round_pace(const std::vector<std::string>& files) {
  std::vector<Policy> all = PolicyBook::load(files).all();
  for (Policy& policy : all)
    policy.cadence.short_window_days = 5, policy.cadence.slower = 1.5, policy.cadence.faster = 0.5;
  return PolicyBook::of(std::move(all));
}

class Stage {
 public:
  /// Without a file the diary is told line by line.
  explicit Stage(const std::string& story = {}) : story_(story) {
    const std::string source = DUNMAIL_SOURCE_DIR;
    std::filesystem::copy_file(source + "/samples/dunmail.toml", dir_.path() / "dunmail.toml");
    Settings settings = Settings::load(dir_ / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"}, settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates", settings.fonts = source + "/fonts/fonts.toml";
    settings.fax_gateways = source + "/config/fax-gateways.toml";
    settings.database = ":memory:";
    static const PolicyBook policies = with_round_pace(settings.policies);
    static const Calendars calendars = Calendars::load(settings.calendars);
    static const Reasons reasons = Reasons::load(source + "/config/reasons.toml");
    auto clock = [this] { return Instant(today_) + std::chrono::hours(9); };
    world_ = std::make_unique<World>(
        World{settings, policies, calendars, Store::create(":memory:"), "scheduler", clock, nullptr, reasons});
    static const auto press =
        Press::open({settings.templates, settings.fonts, settings.stationery, settings.default_locale});
    world_->loaded_press = press;
    debtor_.id = "D1", debtor_.name = "杭州晨曦电子有限公司";
    debtor_.kind = "small-business", debtor_.locale = "zh-CN";
    debtor_.address = {"文三路1号", "310012", "杭州市", "浙江省", "CN"};
    for (int i = 0; i < 2; ++i) couriers_.mail.push_back(std::make_unique<Recorder>(refused_));
    couriers_.post = std::make_unique<Recorder>(refused_);
  }

  void play() {
    std::istringstream lines(read_file(story_));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      line = line.substr(0, line.find(" #"));
      if (line.empty() || line[0] == '#') continue;
      INFO(std::filesystem::path(story_).filename().string() << ":" << number << ": " << line);
      if (line.starts_with("  ")) {
        expect(line.substr(2));
        continue;
      }
      check_all_expected();
      tell(line);
    }
    check_all_expected();
    CHECK_FALSE(check_chain(events()));
  }

  /// One line that says what there is or what happens; throws Error(usage) where the desk refuses it.
  void tell(const std::string& line) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    const auto day = parse_date(first);
    if (!day) return prepare(first, words);
    open_ledger();
    today_ = *day;
    std::string verb;
    words >> verb;
    act(verb, words);
  }

  std::vector<Event> events() const { return world_->store.events(case_id); }
  std::vector<LetterRow> letters() const { return world_->store.letters({.debtor_id = "D1"}); }
  /// The case as the rules see it on the diary's day.
  Examined examine_now() const {
    return examine(rules_of(*world_), world_->store.account("main", "D1", *Currency::find("CNY")), today_);
  }

 private:
  static constexpr const char* case_id = "main/D1/CNY";

  static std::string rest(std::istringstream& words) {
    std::string out;
    std::getline(words >> std::ws, out);
    return out;
  }

  void prepare(const std::string& what, std::istringstream& words) {
    if (what == "debtor") {
      std::string key, value;
      words >> key;
      value = rest(words);
      if (key == "kind")
        debtor_.kind = value;
      else if (key == "locale")
        debtor_.locale = value;
      else if (key == "country")
        debtor_.address.country = value;
      else if (key == "blocked")
        debtor_.blocked = value;
      else if (key == "segment")
        debtor_.segment = value;
      else if (key == "risk-class")
        debtor_.risk_class = value;
      else if (key == "pay-day")
        debtor_.pay_days = {std::stoi(value)};
      else if (key == "address" && value == "none")
        debtor_.address.street.clear();
      else
        FAIL("unknown debtor field " << key);
      if (opened_) world_->store.put(debtor_);
    } else if (what == "policy") {
      policies_.push_back(std::string(DUNMAIL_SOURCE_DIR) + "/tests/stories/policies/" + rest(words) + ".toml");
    } else if (what == "contact") {
      Contact c;
      c.debtor_id = "D1", c.position = "财务部经理";
      words >> c.role;
      for (std::string field; words >> field;) {
        if (field.starts_with("+"))
          c.fax = field;
        else if (field == "no-position")
          c.position.clear();
        else if (field.find('@') != field.npos)
          c.email = field;
        else
          c.name = field;
      }
      // A contact is known by debtor and name: of two of one name the later would take the earlier one's place.
      const std::vector<std::string> names{"王芳", "李强", "张敏", "刘洋"};
      if (c.name.empty() && contacts_.size() < names.size()) c.name = names[contacts_.size()];
      const bool named_anew =
          std::none_of(contacts_.begin(), contacts_.end(), [&](const Contact& other) { return other.name == c.name; });
      if (c.name.empty() || !named_anew) FAIL("the contact needs a name of its own");
      if (opened_) world_->store.put(c);
      contacts_.push_back(c);
    } else if (what == "invoice") {
      std::string number, due_word, due, amount, contract = "HT-2026-7", blocked;
      words >> number >> due_word >> due >> amount;
      for (std::string extra; words >> extra;) {
        if (extra == "contract")
          words >> contract;
        else
          blocked = extra == "blocked" ? "clerical" : "";
      }
      const Date day = parse_date(due).value();
      Invoice i{number, "main", "D1", contract, day - Days(30), day, {*parse_minor(amount, 2), *Currency::find("CNY")},
                blocked};
      if (opened_)
        REQUIRE(world_->store.put(i, false).what == Put::What::added);
      else
        invoices_.push_back(i);
    } else if (what == "paid-before") {
      paid_before(words);
    } else if (what == "paid-on") {
      for (std::string day; words >> day;) paid_on(parse_date(day).value());
    } else {
      FAIL("unknown word " << what);
    }
  }

  /// So many invoices of earlier months, each paid so many days late.
  void paid_before(std::istringstream& words) {
    int count = 0, days = 0;
    words >> count >> days;
    for (int i = 1; i <= count; ++i) {
      const Date due = make_date(2026, 1, 1) + Days(i);
      paid_.push_back({{"OLD-" + std::to_string(i),
                        "main",
                        "D1",
                        "HT-2026-7",
                        due - Days(30),
                        due,
                        {1'000'00, *Currency::find("CNY")},
                        ""},
                       due + Days(days)});
    }
  }

  void paid_on(Date day) {
    paid_.push_back(
        {{"OLD-" + iso(day), "main", "D1", "HT-2026-7", day - Days(30), day, {1'000'00, *Currency::find("CNY")}, ""},
         day});
  }

  void open_ledger() {
    if (opened_) return;
    opened_ = true;
    if (!policies_.empty()) world_->policies = with_round_pace(policies_);
    auto& store = world_->store;
    store.put(debtor_);
    if (contacts_.empty())
      contacts_.push_back({"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""});
    for (Contact c : contacts_) store.put(c);
    for (const auto& [invoice, day] : paid_) {
      std::vector<BookedPayment> booked;
      REQUIRE(store.put(invoice, false).what == Put::What::added);
      REQUIRE(
          store.put(Payment{"BK-" + invoice.number, "main", "D1", day, invoice.amount, invoice.number}, booked).what ==
          Put::What::added);
    }
    for (const Invoice& i : invoices_) REQUIRE(store.put(i, false).what == Put::What::added);
  }

  void act(const std::string& verb, std::istringstream& words) {
    if (verb == "run") return run();
    if (verb == "approve") {
      std::string by;
      words >> by;
      const ApprovalResult result = approve(*world_, {run_, "", "", by.empty() ? "周律师" : by, false}, {});
      seen_.clear();
      if (!result.held.empty()) seen_.push_back("held: " + result.held[0].message);
      take(send(*world_, couriers_, {"", today_, "", {}}, {}));
      return;
    }
    if (verb == "refuse") {
      refuse(*world_, {world_->store.letters({.run_id = run_, .state = LetterState::drafted}).at(0).id, "not now",
                       rest(words), today_});
      return;
    }
    if (verb == "send") {
      take(send(*world_, couriers_, {"", today_, "", {}}, {}));
      return;
    }
    if (verb == "pay") return pay(words);
    if (verb == "returned") return returned(words);
    if (verb == "promises") return promises();
    if (verb == "tasks") return tasks();
    if (verb == "alerts") return alerts();
    if (verb == "credit-note") return credit_note(words);
    if (verb == "block") return block(rest(words));
    if (verb == "address") return moved(rest(words));
    if (verb == "reached") return contact_has(words, &Contact::email);
    if (verb == "role") return contact_has(words, &Contact::role);
    if (verb == "auto-reply") return comes_back(MailKind::auto_reply, parse_date(rest(words)));
    if (verb == "complaint") return comes_back(MailKind::complaint, std::nullopt);
    if (verb == "decide") return decide(words);
    if (verb == "refuses") {
      std::string address, status;
      words >> address >> status;
      refused_[address] = status.empty() ? "5.1.1" : status;
      return;
    }
    if (verb == "accepts") {
      refused_.erase(rest(words));
      return;
    }
    if (verb == "assess") {
      AssessOrder order;
      order.debtor = "D1", order.on = today_, order.by = "李敏", order.why = "as it stands";
      words >> order.cooperative >> order.cause >> order.ability >> order.sincerity >> order.risk >> order.decision;
      assess_command(*world_, order);
      return;
    }
    RecordOrder order;
    order.kind = verb == "reply" ? "response" : verb;
    order.debtor = "D1", order.by = "李敏", order.on = today_, order.note = "said so";
    std::string a, b;
    words >> a >> b;
    if (verb == "plan") order.dates = a;
    if (verb == "promise") order.due = parse_date(a), order.amount = b;
    if (verb == "dispute") order.invoice = a, order.amount = b, words >> order.code;
    if (verb == "reason") order.code = a;
    if (verb == "call") order.outcome = a;
    if (verb == "settled") order.invoice = a;
    if (verb == "delivered" && !a.empty()) order.letter = a.starts_with("L2026-") ? a : last_of_kind(a);
    if (verb == "bounced") order.letter = a;
    if (verb == "hold" && !a.empty()) order.until = parse_date(a);
    const Answer answer = record_command(*world_, order);
    if (verb != "plan") return;
    const std::string replaced = answer.text.substr(std::min(answer.text.find("; it replaces "), answer.text.size()));
    if (!replaced.empty()) seen_ = {replaced.substr(5, replaced.size() - 6)}, expecting_ = true;
  }

  std::string last_of_kind(const std::string& kind) const {
    std::string id;
    for (const SentLetter& letter : standing_of(events()).sent)
      if (letter.kind == kind) id = letter.id;
    return id;
  }

  /// Every promise by its day: the sum, how it stands, and what came of it.
  void promises() {
    const Standing standing = standing_of(events());
    seen_.clear();
    for (const Promise& p : standing.promises) {
      const char* state = p.state == Promise::State::open      ? "open"
                          : p.state == Promise::State::kept    ? "kept"
                          : p.state == Promise::State::broken  ? "broken"
                          : p.state == Promise::State::renewed ? "renewed"
                                                               : "void";
      seen_.push_back(iso(p.due) + " " + grouped(p.amount, 2) + " " + state + " " + grouped(p.paid_since, 2));
    }
    expecting_ = true;
  }

  void decide(std::istringstream& words) {
    DecideOrder order;
    order.debtor = "D1", order.on = today_;
    words >> order.action >> order.by;
    expecting_ = true;
    try {
      const Answer answer = decide_command(*world_, order);
      seen_ = {std::to_string(answer.data["persons"].size()) + " of " +
               std::to_string(answer.data["needed"].get<int>())};
    } catch (const Error& e) {
      seen_ = {e.problem().message};
    }
  }

  void tasks() {
    const Answer answer = tasks_command(*world_, {"", "", "D1", 50, today_});
    seen_.clear();
    for (const auto& t : answer.data["tasks"]) {
      const std::string until = t["until"];
      seen_.push_back(t["task"].get<std::string>() + " " + t["code"].get<std::string>() + " since " +
                      t["since"].get<std::string>() + (until.empty() ? "" : " until " + until));
    }
    if (seen_.empty()) seen_.push_back("no task");
    expecting_ = true;
  }

  /// What the worklist puts before people that is neither a letter nor a call.
  void alerts() {
    seen_.clear();
    const Answer answer =
        worklist_command(*world_, {"alert", 50, today_});  // a loop over a part of it would outlive it
    for (const auto& line : answer.data["work"])
      for (const auto& t : line["tasks"])
        seen_.push_back(t["code"].get<std::string>() + " since " + t["since"].get<std::string>());
    if (seen_.empty()) seen_.push_back("no alert");
    expecting_ = true;
  }

  /// A message about the last letter that left by mail.
  void comes_back(MailKind kind, std::optional<Date> until) {
    MailReport report;
    report.kind = kind, report.return_date = until;
    const auto sent = standing_of(events()).sent;
    const auto mailed =
        std::find_if(sent.rbegin(), sent.rend(), [](const SentLetter& l) { return l.channel == "email"; });
    REQUIRE(mailed != sent.rend());
    MailRow row;
    row.id = "M-1";
    world_->store.transaction([&] { take_report(*world_, {ForeignMail(), report, today_}, mailed->id, row); });
    INFO(row.reason);
    CHECK((row.state == MailState::done || row.state == MailState::noted));
  }

  /// What the ledger does not take, the desk is told.
  static void need(const Put& put) {
    if (put.what != Put::What::added) throw Error(ErrorKind::usage, put.column, put.message, put.hint);
  }

  static Money cny(const std::string& amount) { return {*parse_minor(amount, 2), *Currency::find("CNY")}; }

  void pay(std::istringstream& words) {
    std::string amount, invoice;
    words >> amount >> invoice;
    std::vector<BookedPayment> booked;
    paid_sums_.push_back(amount);
    need(world_->store.put(
        Payment{"BK-" + std::to_string(paid_sums_.size()), "main", "D1", today_, cny(amount), invoice}, booked));
    tell_case(*world_, booked[0], today_);
  }

  /// The bank takes back the payment of that place in the diary, from 1.
  void returned(std::istringstream& words) {
    std::size_t nth = 0;
    std::string amount;
    words >> nth >> amount;
    std::vector<BookedPayment> booked;
    Payment p{
        "RT-" + std::to_string(nth), "main", "D1", today_, cny(amount.empty() ? paid_sums_.at(nth - 1) : amount), ""};
    p.reverses = "BK-" + std::to_string(nth);
    need(world_->store.put(p, booked));
    tell_case(*world_, booked[0], today_);
  }

  void credit_note(std::istringstream& words) {
    CreditNote note{"CN-" + std::to_string(++credit_notes_), "main", "D1", today_, {}, ""};
    std::string amount;
    words >> amount >> note.applies_to;
    note.amount = cny(amount);
    need(world_->store.put(note));
  }

  /// As the ledger's owner sets and lifts it.
  void block(const std::string& reason) {
    debtor_.blocked = reason == "none" ? "" : reason;
    LedgerNews news(*world_, today_, "import", "debtors.csv");
    news.debtor("D1", world_->store.put(debtor_).changes);
  }

  /// The ledger's owner has another street, or of a contact another e-mail address or role.
  void moved(const std::string& street) {
    debtor_.address.street = street;
    LedgerNews news(*world_, today_, "import", "debtors.csv");
    news.debtor("D1", world_->store.put(debtor_).changes);
  }

  void contact_has(std::istringstream& words, std::string Contact::*field) {
    std::string name, value;
    words >> name >> value;
    const auto contact =
        std::find_if(contacts_.begin(), contacts_.end(), [&](const Contact& c) { return c.name == name; });
    REQUIRE(contact != contacts_.end());
    (*contact).*field = value;
    LedgerNews news(*world_, today_, "import", "contacts.csv");
    news.contact("D1", name, world_->store.put(*contact).changes);
  }

  void run() {
    const DayReport day = run_day(*world_, couriers_, {"", today_, "", {}}, {});
    run_ = day.proposal.run_id;
    seen_.clear();
    for (const auto& held : day.proposal.held) seen_.push_back("nothing: " + held.code);
    for (const auto& gone : day.proposal.gone) seen_.push_back("gone " + gone.letter + ": " + gone.why);
    for (const LetterRow& l : world_->store.letters({.run_id = run_})) {
      seen_.push_back(l.kind + " " + l.channel + " " + grouped(l.amount, 2) + " " + word(l.state) +
                      (l.deadline ? " until " + iso(*l.deadline) : "") + to_whom(l));
      std::string listed;
      for (const ItemFacts& item : facts_of(l).items)
        if (item.open == 0) listed += (listed.empty() ? "" : ", ") + item.invoice + " " + grouped(item.open, 2);
      if (!listed.empty()) seen_.push_back("listed " + listed);
      if (l.since < l.day) seen_.push_back("waits since " + iso(l.since));
    }
    const Examined now = examine_now();
    next_ = now.next_possible ? iso(*now.next_possible) : "none";
    pace_ = pace_of(now.standing, now.policy->cadence, today_).value;
    expecting_ = true;
  }

  /// Where there are several whom it could go to: the name it is addressed to, and the address it goes to.
  std::string to_whom(const LetterRow& letter) const {
    if (contacts_.size() < 2) return "";
    return " to " + facts_of(letter).addressee.name + (letter.recipient.empty() ? "" : " " + letter.recipient);
  }

  void take(const Sent& sent) {
    std::ostringstream out;
    out << "sent " << sent.accepted << ", cancelled " << sent.cancelled;
    seen_.push_back(out.str());
    expecting_ = true;
  }

  void expect(const std::string& line) {
    std::istringstream words(line);
    std::string first, second;
    words >> first >> second;
    if (first == "next") {
      CHECK(next_ == second);
    } else if (first == "pace") {
      CHECK(pace_ == Approx(std::stod(second)));
    } else {
      const auto found = std::find(seen_.begin(), seen_.end(), line);
      std::string all;
      for (const std::string& s : seen_) all += "\n  " + s;
      INFO("what happened:" << all);
      CHECK(found != seen_.end());
      if (found != seen_.end()) seen_.erase(found);
    }
  }

  /// A run's letters and reasons must all be named: a story that says less would prove less.
  void check_all_expected() {
    if (expecting_)
      for (const std::string& left : seen_) FAIL_CHECK("not expected: " << left);
    expecting_ = false;
    seen_.clear();
  }

  std::string story_;
  TempDir dir_;
  Date today_ = make_date(2026, 1, 1);
  std::unique_ptr<World> world_;
  std::map<std::string, std::string> refused_;  // status by address
  Couriers couriers_;
  Debtor debtor_;
  std::vector<Contact> contacts_;
  std::vector<Invoice> invoices_;
  std::vector<std::string> policies_;
  std::vector<std::pair<Invoice, Date>> paid_;  // with the day of payment
  bool opened_ = false, expecting_ = false;
  std::vector<std::string> paid_sums_;  // in the diary's order
  int credit_notes_ = 0;
  std::string run_, next_;
  double pace_ = 1;
  std::vector<std::string> seen_;
};

}  // namespace dunmail
