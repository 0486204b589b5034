#include "cli/commands_inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "cadence/calendar.h"
#include "insight/data_tables.h"
#include "letters/words.h"
#include "policy/charges.h"
#include "policy/deadlines.h"
#include "settings/settings.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Error usage(const std::string& where, const std::string& message, const std::string& hint = {}) {
  return {ErrorKind::usage, where, message, hint};
}

Currency need_currency(const std::string& code) {
  if (const auto found = Currency::find(code)) return *found;
  throw usage("--currency", "\"" + code + "\" is no currency of ISO 4217", "three capital letters, such as CNY or EUR");
}

std::int64_t need_amount(const char* where, const std::string& text, Currency currency) {
  const auto minor = parse_minor(text, currency.digits());
  if (!minor) throw usage(where, minor.problem().message, minor.problem().hint);
  return *minor;
}

Locale need_locale(const std::string& name) {
  if (const auto found = find_locale(name)) return *found;
  throw usage("--locale", "letters are not written in \"" + name + "\"", "zh-CN, zh-TW, en or de");
}

std::string regimes_file() { return share_folder() + "/config/regimes.toml"; }

/// The calendar of a name; `all` keeps it.
const Calendar& need_calendar(const Calendars& all, const std::string& name) {
  const auto found = all.find(name, "");
  if (!found) throw usage("--calendar", found.problem().message, found.problem().hint);
  return **found;
}

}  // namespace

Answer words_command(const std::string& amount, const std::string& code, const std::string& wanted) {
  const Currency currency = need_currency(code);
  const std::int64_t minor = need_amount("words", amount, currency);
  const std::string locale = !wanted.empty() ? wanted : code == "CNY" ? "zh-CN" : code == "TWD" ? "zh-TW" : "en";
  const std::string words = amount_in_words(minor, currency, need_locale(locale));
  if (words.empty())
    throw usage("--locale", fmt::format("there is no custom of writing {} in words in {}", code, locale),
                "try --locale en");
  Answer answer;
  answer.data = {{"amount", plain(minor, currency.digits())}, {"currency", code}, {"locale", locale}, {"words", words}};
  answer.text = words + "\n";
  return answer;
}

namespace {

ChargeTerms terms_of(const ChargesOrder& o, const Calendars& calendars) {
  ChargeTerms t;
  if (!o.rate.empty()) {
    const auto rate = parse_percent(o.rate);
    if (!rate) throw usage("--rate", rate.problem().message, rate.problem().hint);
    t.agreed_rate = *rate;
  }
  if (!o.day_count.empty()) {
    t.day_count = find_day_count(o.day_count);
    if (!t.day_count)
      throw usage("--day-count", "\"" + o.day_count + "\" is no way to count days", "365, 360, actual or 30/360");
  }
  t.uplift = o.uplift;
  t.contracted = o.contracted;
  t.lump_sum = o.lump_sum, t.round_daily = o.round_daily;
  const Calendar& calendar = need_calendar(calendars, o.calendar);
  t.next_working = [&calendar](Date day) { return calendar.add_working(day, 0); };
  return t;
}

/// Terms that the regime does not take are the caller's to mend; a table that ends too early is the configuration's.
Error cannot_charge(const Problem& problem) {
  static constexpr std::array<std::string_view, 5> options{"principal", "currency", "rate", "uplift", "due"};
  if (std::find(options.begin(), options.end(), problem.where) == options.end()) return {ErrorKind::config, problem};
  return usage("--" + problem.where, problem.message, problem.hint);
}

Json to_json(const Charge& c) {
  Json out{{"regime", c.regime},
           {"currency", c.currency.code()},
           {"principal", c.principal},
           {"due", iso(c.due)},
           {"last_day", iso(c.last_day)},
           {"as_of", iso(c.as_of)},
           {"day_count", word(c.day_count)}};
  out["segments"] = Json::array();
  for (const ChargeSegment& s : c.segments)
    out["segments"].push_back({{"from", iso(s.from)},
                               {"to", iso(s.to)},
                               {"days", s.days},
                               {"percent", percent_text(s.rate)},
                               {"per", s.daily ? "day" : "year"},
                               {"amount", s.amount}});
  out["unrounded"] = c.unrounded;
  out["interest"] = c.interest, out["lump_sum"] = c.lump_sum, out["total"] = c.total;
  out["law"] = c.law, out["basis"] = c.basis, out["warnings"] = c.warnings;
  return out;
}

std::string to_text(const Charge& c, const std::string& locale) {
  const int digits = c.currency.digits();
  const std::string moved = c.last_day == c.due ? "" : fmt::format(", moved to {}", iso(c.last_day));
  std::string out = fmt::format("{} {} payable until {}{}; as of {}\n", c.currency.code(), grouped(c.principal, digits),
                                iso(c.due), moved, iso(c.as_of));
  TextTable table({{"from", Side::left},
                   {"to", Side::left},
                   {"days", Side::right},
                   {"rate", Side::right},
                   {"interest", Side::right}});
  for (const ChargeSegment& s : c.segments)
    table.row({iso(s.from), iso(s.to), std::to_string(s.days), percent_text(s.rate) + (s.daily ? " % a day" : " %"),
               s.amount});
  if (!table.empty()) out += table.text();
  out += fmt::format("interest {}\nlump sum {}\ntotal    {}\n", grouped(c.interest, digits),
                     grouped(c.lump_sum, digits), grouped(c.total, digits));
  if (const auto basis = c.basis.find(locale); basis != c.basis.end()) out += basis->second + "\n";
  for (const std::string& warning : c.warnings) out += "warning: " + warning + "\n";
  return out;
}

std::vector<Reduction> receipts_of(const ChargesOrder& o, const Currency& currency) {
  std::vector<Reduction> out;
  for (const std::string& text : o.receipts) {
    const auto colon = text.find(':');
    const auto day = parse_date(text.substr(0, colon));
    if (colon == text.npos || !day)
      throw usage("--receipt", "\"" + text + "\" is not a day and a sum", "write 2026-07-20:5000.00");
    out.push_back({*day, need_amount("--receipt", text.substr(colon + 1), currency)});
  }
  return out;
}

ReceiptOrder receipt_order_of(const std::string& word) {
  if (word == "costs-first") return ReceiptOrder::costs_interest_principal;
  if (word == "interest-first") return ReceiptOrder::interest_principal_costs;
  if (word == "principal-first") return ReceiptOrder::principal_interest_costs;
  throw usage("--order", "\"" + word + "\" is no order of receipts", "costs-first, interest-first or principal-first");
}

/// Up to the day, with every receipt where its law puts it.
Answer reckoned(const ReckonedClaim& r, const Charge& last, const std::string& locale) {
  Answer answer;
  answer.data = to_json(last);
  const int digits = last.currency.digits();
  TextTable table({{"from", Side::left},
                   {"to", Side::left},
                   {"days", Side::right},
                   {"principal", Side::right},
                   {"interest", Side::right}});
  answer.data["stretches"] = Json::array(), answer.data["receipts"] = Json::array();
  for (const Charge& c : r.stretches) {
    answer.data["stretches"].push_back(to_json(c));
    if (c.segments.empty()) continue;
    long days = 0;
    for (const ChargeSegment& s : c.segments) days += s.days;
    table.row({iso(c.segments.front().from), iso(c.segments.back().to), std::to_string(days),
               grouped(c.principal, digits), grouped(c.interest, digits)});
  }
  std::string text = table.text();
  for (const ReceiptLine& line : r.receipts) {
    answer.data["receipts"].push_back({{"day", iso(line.day)},
                                       {"costs", line.costs},
                                       {"interest", line.interest},
                                       {"principal", line.principal},
                                       {"rest", line.rest}});
    text += fmt::format("received {}: costs {}, interest {}, principal {}{}\n", iso(line.day),
                        grouped(line.costs, digits), grouped(line.interest, digits), grouped(line.principal, digits),
                        line.rest ? ", too much " + grouped(line.rest, digits) : "");
  }
  answer.data["principal_left"] = r.principal, answer.data["interest_left"] = r.interest,
  answer.data["costs_left"] = r.costs, answer.data["total"] = r.total();
  text += fmt::format("principal {}\ninterest  {}\ncosts     {}\ntotal     {}\n", grouped(r.principal, digits),
                      grouped(r.interest, digits), grouped(r.costs, digits), grouped(r.total(), digits));
  if (const auto law = last.law.find(locale); law != last.law.end()) text += law->second + "\n";
  std::vector<std::string> warnings;
  for (const Charge& c : r.stretches)
    for (const std::string& w : c.warnings)
      if (std::find(warnings.begin(), warnings.end(), w) == warnings.end()) warnings.push_back(w);
  for (const std::string& w : warnings) text += "warning: " + w + "\n";
  answer.data["warnings"] = warnings;
  answer.text = std::move(text);
  answer.exit_code = warnings.empty() ? 0 : 3;
  return answer;
}

}  // namespace

Answer charges_command(const ChargesOrder& o) {
  const TableFolders folders = table_folders(o.settings_file);
  const Regimes regimes = Regimes::load(folders.regimes);
  const auto regime = regimes.find(o.regime);
  if (!regime) throw usage("--regime", regime.problem().message, regime.problem().hint);
  const Currency currency = need_currency(o.currency);
  need_locale(o.locale);
  const Calendars calendars = Calendars::load(folders.calendars, folders.own_calendars);
  const std::int64_t principal = need_amount("--principal", o.principal, currency);
  if (!o.receipts.empty()) {
    const auto r =
        reckon_receipts(**regime, Rates::load(folders.rates, folders.own_rates), principal, currency, o.due,
                        receipts_of(o, currency), receipt_order_of(o.receipt_order), o.as_of, terms_of(o, calendars));
    if (!r) throw cannot_charge(r.problem());
    return reckoned(*r, r->stretches.empty() ? Charge{} : r->stretches.back(), o.locale);
  }
  const auto charged = charge(**regime, Rates::load(folders.rates, folders.own_rates), principal, currency, o.due,
                              o.as_of, terms_of(o, calendars));
  if (!charged) throw cannot_charge(charged.problem());
  Answer answer;
  answer.data = to_json(*charged);
  answer.text = to_text(*charged, o.locale);
  answer.exit_code = charged->warnings.empty() ? 0 : 3;
  return answer;
}

Answer regimes_command() {
  const Regimes regimes = Regimes::load(regimes_file());
  Answer answer;
  answer.data["regimes"] = Json::array();
  TextTable table({{"regime", Side::left}, {"what it charges", Side::left}});
  for (const Regime& r : regimes.all()) {
    table.row({r.id, r.title});
    answer.data["regimes"].push_back({{"id", r.id}, {"title", r.title}, {"rates", r.rate_table}});
  }
  answer.text = table.text();
  return answer;
}

namespace {

struct LimitationEvent {
  Date day;
  std::string kind;
};

std::vector<LimitationEvent> events_of(const std::vector<std::string>& texts) {
  static const std::vector<std::string> kinds{"demand-arrived", "part-payment", "promise"};
  std::vector<LimitationEvent> out;
  for (const std::string& text : texts) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto day = parse_date(text.substr(0, colon));
    if (!day || colon == text.size())
      throw usage("--event", "\"" + text + "\" is no event", "write 2024-02-29:demand-arrived");
    const std::string kind = text.substr(colon + 1);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      const std::string hint = did_you_mean(kind, kinds);
      throw usage("--event", "\"" + kind + "\" is no kind of event",
                  hint.empty() ? fmt::format("{}", fmt::join(kinds, ", ")) : hint);
    }
    out.push_back({*day, kind});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return out;
}

/// Why an event left the last day where it was.
std::string without_effect(const std::string& law, const LimitationEvent& e, Date before) {
  if (e.day > before) return "too late: nothing brings the claim back";
  if (e.kind == "demand-arrived" && law == "tw")
    return "lapses without a suit by " + iso(demand_lapses(e.day)) + " (Civil Code 130)";
  if (e.kind == "demand-arrived" && law != "cn") return "a demand does not stop it";
  return "starts it anew, but not beyond the first period";
}

std::string alerts_before(Date end) {
  std::string out;
  for (const int days : alert_days) out += (out.empty() ? "" : ", ") + iso(end - Days(days));
  return out;
}

Answer guarantee(const LimitationOrder& o) {
  if (!o.events.empty()) throw usage("--event", "nothing interrupts a guarantee's period", "PRC Civil Code 692");
  const Date end = guarantee_ends(o.due);
  Answer answer;
  answer.data = {{"law", o.law}, {"due", iso(o.due)}, {"ends", iso(end)}, {"clause", "PRC Civil Code 692"}};
  answer.text = fmt::format(
      "{}\nlast day for a demand to the guarantor, unless agreed otherwise (PRC Civil Code 692)\n", iso(end));
  return answer;
}

}  // namespace

Answer allocate_command(const AllocateOrder& o) {
  const Currency currency = need_currency(o.currency);
  auto sum = [&](const char* where, const std::string& text) {
    const std::int64_t minor = need_amount(where, text, currency);
    if (minor < 0) throw usage(where, "is below zero");
    return minor;
  };
  const std::int64_t receipt = sum("--receipt", o.receipt), costs = sum("--costs", o.costs),
                     interest = sum("--interest", o.interest), principal = sum("--principal", o.principal);
  checked_add(checked_add(costs, interest), principal);
  const Allocated a = allocate_561(costs, interest, principal, receipt);
  TextTable table({{"of", Side::left}, {"owed", Side::right}, {"paid", Side::right}, {"left", Side::right}});
  Answer answer;
  answer.data = {{"currency", o.currency}, {"receipt", receipt}, {"lines", Json::array()}};
  auto line = [&](const char* of, std::int64_t owed, std::int64_t paid, std::int64_t left) {
    table.row(
        {of, grouped(owed, currency.digits()), grouped(paid, currency.digits()), grouped(left, currency.digits())});
    answer.data["lines"].push_back({{"of", of}, {"owed", owed}, {"paid", paid}, {"left", left}});
  };
  line("costs", costs, a.costs, a.costs_left);
  line("interest", interest, a.interest, a.interest_left);
  line("principal", principal, a.principal, a.principal_left);
  answer.data["rest"] = a.rest;
  answer.text = table.text();
  if (a.rest > 0)
    answer.text += fmt::format("{} {} of the receipt is left over\n", grouped(a.rest, currency.digits()), o.currency);
  return answer;
}

Answer limitation_command(const LimitationOrder& o) {
  static const std::vector<std::string> laws{"cn", "tw", "de", "gb", "us", "cn-guarantee"};
  if (std::find(laws.begin(), laws.end(), o.law) == laws.end())
    throw usage("--law", "there is no law \"" + o.law + "\"", fmt::format("{}", fmt::join(laws, ", ")));
  Answer answer = o.law == "cn-guarantee" ? guarantee(o) : Answer();
  if (answer.text.empty()) {
    Date end = *limitation_ends(o.law, o.due, {});
    TextTable table({{"day", Side::left}, {"event", Side::left}, {"last day", Side::left}, {"", Side::left}});
    table.row({iso(o.due), "due", iso(end), ""});
    answer.data = {{"law", o.law}, {"due", iso(o.due)}, {"ends", ""}, {"clause", limitation_clause(o.law)}};
    answer.data["events"] = Json::array();
    std::vector<Interruption> so_far;
    for (const LimitationEvent& e : events_of(o.events)) {
      so_far.push_back({e.day, e.kind != "demand-arrived"});
      const Date then = *limitation_ends(o.law, o.due, so_far);
      const std::string why = then == end ? without_effect(o.law, e, end) : "starts anew";
      end = then;
      table.row({iso(e.day), e.kind, iso(end), why});
      answer.data["events"].push_back({{"day", iso(e.day)}, {"kind", e.kind}, {"ends", iso(end)}, {"effect", why}});
    }
    answer.data["ends"] = iso(end);
    answer.text = fmt::format("{}\nlast day to enforce the claim ({}); alerts on {}\n{}", iso(end),
                              limitation_clause(o.law), alerts_before(end), table.text());
  }
  if (o.today) {
    const long left = days_between(*o.today, *parse_date(answer.data["ends"].get<std::string>()));
    answer.data["days_left"] = left;
    answer.data["alert"] = alert_level(left);
    answer.text += left < 0 ? fmt::format("it ended {} day(s) before {}\n", -left, iso(*o.today))
                            : fmt::format("{} day(s) left on {}\n", left, iso(*o.today));
  }
  return answer;
}

Answer workday_command(Date day, const std::string& count, const std::string& name, const std::string& settings_file) {
  constexpr int most = 5000;
  const char* first = count.data() + (count.starts_with('+') && !count.starts_with("+-") ? 1 : 0);
  int n = 0;
  const auto [end, failed] = std::from_chars(first, count.data() + count.size(), n);
  if (failed != std::errc() || end != count.data() + count.size() || n > most || n < -most)
    throw usage("count", "\"" + count + "\" is no number of working days",
                fmt::format("+5, -3 or 0; at most {}", most));
  const TableFolders folders = table_folders(settings_file);
  const Calendars all = Calendars::load(folders.calendars, folders.own_calendars);
  const Calendar& calendar = need_calendar(all, name);
  const auto found = n < 0 ? calendar.subtract_working(day, -n) : calendar.add_working(day, n);
  if (!found) throw Error(ErrorKind::config, found.problem());
  Answer answer;
  answer.data = {{"from", iso(day)}, {"count", n}, {"calendar", name}, {"day", iso(*found)}};
  answer.text = iso(*found) + "\n";
  return answer;
}

}  // namespace dunmail
