#include "insight/call_sheet.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cadence/call_times.h"
#include "desk/debtor_day.h"
#include "desk/examine.h"
#include "desk/find.h"
#include "desk/rules.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

constexpr std::size_t history_lines = 12;

/// A value in Markdown and on a terminal: nothing in it is markup, a row of a table, or a line of its own.
std::string plain(const std::string& value) {
  std::string out;
  for (const char c : printable(value)) {
    if (std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

/// "main/D0001/CNY" names debtor and currency.
void read_case(CallSheetOrder& order) {
  const std::string id = order.debtor;
  const CaseWords words = case_words(id);
  if (words.currency.empty() && words.debtor.empty()) return;
  order.currency = words.currency;
  order.debtor = words.debtor;
}

class Sheet {
 public:
  Sheet(World& world, const CallSheetOrder& order, const CaseInput& input, const Examined& e,
        const CallSheetWords& words)
      : world_(world),
        order_(order),
        input_(input),
        e_(e),
        words_(words),
        calendar_(world.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country)) {
    choose_contact();
    const Debtor& debtor = input_.account.debtor;
    const std::string name = !order.locale.empty()      ? order.locale
                             : !contact_.locale.empty() ? contact_.locale
                                                        : debtor.locale;
    const auto locale = find_locale(name);
    if (!locale && !order.locale.empty())
      throw Error(ErrorKind::usage, "locale", "\"" + name + "\" is not one of: zh-CN, zh-TW, en, de");
    locale_ = locale.value_or(Locale::en);
    const auto promise = std::find_if(e.standing.promises.rbegin(), e.standing.promises.rend(),
                                      [](const Promise& p) { return p.state == Promise::State::broken; });
    if (promise != e.standing.promises.rend() && !e.standing.open_promise()) broken_ = &*promise;
    ask_by_ = commitment_day();
  }

  CallSheet run() {
    CallSheet sheet{input_.account.case_id(),
                    input_.account.debtor.id,
                    locale_,
                    contact_,
                    input_.account.currency,
                    e_.arrears.demand,
                    ask_by_,
                    {},
                    {}};
    if (broken_) sheet.broken = *broken_;
    sheet.markdown = markdown();
    return sheet;
  }

 private:
  std::string markdown() {
    const Debtor& debtor = input_.account.debtor;
    heading("# ", "title", {{"name", plain(debtor.name)}, {"debtor", plain(debtor.id)}});
    line("day", {{"date", day(order_.today)}, {"case", plain(input_.account.case_id())}, {"caller", plain(order_.by)}});
    prepare();
    opening();
    objections();
    commitment();
    broken();
    out_ += "\n---\n";
    line("conduct");
    return std::move(out_);
  }

  std::string day(Date d) const { return format_date(d, locale_); }
  std::string money(std::int64_t minor) const { return format_amount(minor, input_.account.currency, locale_); }
  void heading(const char* level, const char* key, const CallSheetWords::Values& with = {}) {
    out_ += (out_.empty() ? "" : "\n") + (level + words_.say(locale_, key, with)) + "\n\n";
  }
  void line(const char* key, const CallSheetWords::Values& with = {}) { out_ += words_.say(locale_, key, with) + "\n"; }
  void item(const char* key, const CallSheetWords::Values& with = {}) {
    out_ += "- " + words_.say(locale_, key, with) + "\n";
  }

  void choose_contact() {
    for (const char* role : {"payer", "finance", "owner", "decision-maker"})
      for (const Contact& c : input_.contacts) {
        if (order_.contact.empty() ? c.role != role || c.phone.empty() || e_.standing.is_dead(c.phone)
                                   : c.name != order_.contact)
          continue;
        contact_ = c;
        return;
      }
    if (!order_.contact.empty())
      throw Error(ErrorKind::usage, "contact", fmt::format("{} has no contact \"{}\"", order_.debtor, order_.contact),
                  "dunmail show " + order_.debtor + " lists them");
  }

  /// Its next pay-day within ten days, where it has one; else the third working day.
  Date commitment_day() const {
    const PayDays pays =
        pay_days_of(input_.account.debtor, input_.history, e_.standing, e_.policy->cadence, order_.today);
    if (pays.known())
      for (Date d = order_.today + Days(1); d <= order_.today + Days(10); d += Days(1))
        if (pays.is_one(d)) return d;
    return (calendar_ ? **calendar_ : Calendar::weekends_only()).plan_working(order_.today, 3).day;
  }

  void prepare() {
    heading("## ", "prepare");
    if (contact_.phone.empty())
      item("no_phone");
    else
      item("whom", {{"contact", plain(contact_.name)},
                    {"position", plain(contact_.position)},
                    {"phone", plain(contact_.phone)}});
    when();
    const Arrears& a = e_.arrears;
    long oldest = 0;
    for (const ArrearsLine& l : a.lines)
      if (l.demandable() > 0) oldest = std::max(oldest, l.days_overdue);
    if (a.demand > 0)
      item("owed", {{"amount", money(a.demand)}, {"days", format_days(oldest, locale_)}});
    else
      item("nothing_owed");
    if (a.disputed > 0) item("disputed", {{"amount", money(a.disputed)}});
    if (a.credit > 0) item("credit", {{"amount", money(a.credit)}});
    if (e_.standing.reason)
      if (const Reason* reason = world_.reasons.find(e_.standing.reason->code))
        item("reason", {{"reason", in_locale(reason->name, std::string(locale_name(locale_)))}});
    const PayDays pays =
        pay_days_of(input_.account.debtor, input_.history, e_.standing, e_.policy->cadence, order_.today);
    if (pays.known()) item("pay_day", {{"days", pays.text()}});
    invoices();
    history();
  }

  void when() {
    const CallRules& rules = e_.policy->calls;
    const auto clock = [](std::chrono::minutes m) {
      return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60);
    };
    if (e_.standing.hold && (!e_.standing.hold->until || order_.today <= *e_.standing.hold->until))
      item("hold", {{"why", plain(e_.standing.hold->reason)}});
    if (!input_.account.debtor.blocked.empty()) item("hold", {{"why", plain(input_.account.debtor.blocked)}});
    if (!rules.hours.always())
      item("hours", {{"from", clock(rules.hours.from)},
                     {"to", clock(rules.hours.to)},
                     {"zone", plain(time_zone_of(world_, input_.account.debtor))}});
    if (!calendar_) return;
    const auto allowed = call_day(rules, input_.account.debtor.kind, calls_of_debtor(world_, input_.account.debtor.id),
                                  **calendar_, order_.today);
    if (allowed.day > order_.today)
      item("not_before", {{"date", day(allowed.day)}, {"why", plain(fmt::format("{}", fmt::join(allowed.why, "; ")))}});
  }

  void invoices() {
    if (e_.arrears.lines.empty()) return;
    out_ += fmt::format("\n| {} | {} | {} | {} |\n|---|---|---:|---:|\n", words_.say(locale_, "invoice"),
                        words_.say(locale_, "due"), words_.say(locale_, "late"), words_.say(locale_, "open"));
    for (const ArrearsLine& l : e_.arrears.lines)
      out_ += fmt::format("| {} | {} | {} | {} |\n", plain(l.invoice.number), format_short_date(l.invoice.due, locale_),
                          l.overdue() ? std::to_string(l.days_overdue) : "", money(l.open));
  }

  void history() {
    heading("### ", "history");
    std::vector<std::pair<Date, std::string>> seen;
    for (const SentLetter& l : e_.standing.sent) seen.emplace_back(l.day, letter(l));
    for (const PaymentSeen& p : e_.standing.payments)
      seen.emplace_back(p.day, words_.say(locale_, "payment", {{"date", day(p.day)}, {"amount", money(p.amount)}}));
    for (const Promise& p : e_.standing.promises) {
      if (p.state == Promise::State::voided) continue;
      const char* state = p.state == Promise::State::open      ? "state_open"
                          : p.state == Promise::State::kept    ? "state_kept"
                          : p.state == Promise::State::renewed ? "state_renewed"
                                                               : "state_broken";
      seen.emplace_back(p.made, words_.say(locale_, "promise",
                                           {{"date", day(p.made)},
                                            {"due", day(p.due)},
                                            {"amount", money(p.amount)},
                                            {"state", words_.say(locale_, state)}}));
    }
    for (const CallLogged& c : e_.standing.calls)
      seen.emplace_back(c.day,
                        words_.say(locale_, c.is_visit() ? "visit" : "call",
                                   {{"date", day(c.day)},
                                    {"contact", plain(c.contact.empty() ? input_.account.debtor.name : c.contact)},
                                    {"outcome", words_.outcome(locale_, c.outcome)},
                                    {"by", plain(c.by)}}));
    std::stable_sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (seen.empty()) return line("history_none");
    if (seen.size() > history_lines) seen.erase(seen.begin(), seen.end() - static_cast<std::ptrdiff_t>(history_lines));
    for (const auto& [on, text] : seen) out_ += "- " + text + "\n";
  }

  std::string letter(const SentLetter& l) const {
    std::string out = words_.say(locale_, "letter",
                                 {{"date", day(l.day)},
                                  {"kind", words_.kind(locale_, l.kind)},
                                  {"number", plain(l.number)},
                                  {"amount", money(l.amount)}});
    if (l.bounced) return out + words_.say(locale_, "letter_bounced");
    if (l.answered) return out + words_.say(locale_, "letter_answered", {{"date", day(*l.answered)}});
    if (!l.deadline) return out;
    return out + words_.say(locale_, *l.deadline < order_.today && !l.paid_after ? "letter_deadline" : "letter_running",
                            {{"date", day(*l.deadline)}});
  }

  void opening() {
    heading("## ", "opening");
    const std::string creditor =
        world_.settings.creditor(input_.account.creditor, std::string(locale_name(locale_)), input_.account.currency)
            .name;
    const std::string who = contact_.name.empty() ? input_.account.debtor.name
                            : is_chinese(locale_) || contact_.honorific.empty()
                                ? contact_.name + contact_.honorific
                                : contact_.honorific + " " + contact_.name;
    item("opening_say", {{"caller", plain(order_.by)}, {"creditor", plain(creditor)}, {"contact", plain(who)}});
    item("opening_other");
    item("opening_time");
    const ArrearsLine* oldest = nullptr;
    int count = 0;
    for (const ArrearsLine& l : e_.arrears.lines)
      if (l.overdue() && l.demandable() > 0) oldest = oldest ? oldest : &l, ++count;
    if (oldest && e_.arrears.demand > 0)
      item("opening_purpose",
           {{"amount", money(e_.arrears.demand)}, {"count", std::to_string(count)}, {"due", day(oldest->invoice.due)}});
    item("opening_pause");
  }

  void objections() {
    heading("## ", "objections");
    line("objections_how");
    const std::string locale(locale_name(locale_));
    out_ += "\n";
    for (const Reason& reason : world_.reasons.all())
      if (reason.group == "excuse" && !reason.says.empty() && !reason.answer.empty())
        out_ += fmt::format("- **{}**\n  {}\n", in_locale(reason.says, locale), in_locale(reason.answer, locale));
  }

  void commitment() {
    heading("## ", "commitment");
    if (e_.arrears.demand > 0) item("commitment_ask", {{"amount", money(e_.arrears.demand)}, {"date", day(ask_by_)}});
    for (const char* key : {"commitment_part", "commitment_repeat", "commitment_confirm"}) item(key);
    item("commitment_log");
    out_ += fmt::format(
        "\n      dunmail calls log {} --by NAME --outcome reached --promise AMOUNT --on {}\n      dunmail calls log {} "
        "--by NAME --outcome no-answer\n",
        plain(input_.account.debtor.id), iso(ask_by_), plain(input_.account.debtor.id));
  }

  void broken() {
    heading("## ", "broken");
    if (!broken_) return line("broken_none");
    line("broken_say",
         {{"made", day(broken_->made)},
          {"due", day(broken_->due)},
          {"amount", money(broken_->amount > 0 ? broken_->amount - std::min(broken_->amount, broken_->paid_since)
                                               : e_.arrears.demand)}});
  }

  World& world_;
  const CallSheetOrder& order_;
  const CaseInput& input_;
  const Examined& e_;
  const CallSheetWords& words_;
  const Result<const Calendar*> calendar_;
  Contact contact_;
  Locale locale_ = Locale::en;
  const Promise* broken_ = nullptr;
  Date ask_by_;
  std::string out_;
};

}  // namespace

CallSheet call_sheet(World& world, CallSheetOrder order) {
  read_case(order);
  if (order.by.empty()) order.by = world.actor;
  const CaseInput input = need_case(world, order.debtor, order.currency, "tasks sheet");
  const auto words = CallSheetWords::load(share_folder() + "/config/call-sheet.toml");
  const Examined examined = examine(rules_of(world), input, order.today);
  return Sheet(world, order, input, examined, words).run();
}

}  // namespace dunmail
