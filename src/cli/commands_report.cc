#include "cli/commands_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/csv_write.h"
#include "base/file.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "insight/report_ledger.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string percent(std::optional<double> share) { return share ? fmt::format("{:.1f} %", *share * 100) : "-"; }

/// Without a price nothing is known of the cost, which is not the same as nothing.
std::string cost_text(const LettersAndMoney& of, Currency c) { return of.cost ? grouped(*of.cost, c.digits()) : "-"; }

std::string collected_for_one(const LettersAndMoney& of) {
  return of.cost && *of.cost > 0
             ? fmt::format("{:.1f}", static_cast<double>(of.collected) / static_cast<double>(*of.cost))
             : "-";
}

std::string ages(const ReportFigures& f) {
  std::vector<std::pair<std::string, Side>> columns{{"currency", Side::left}};
  for (const char* name : bucket_names) columns.push_back({name, Side::right});
  for (const char* name : {"open", "overdue", "credit"}) columns.push_back({name, Side::right});
  TextTable table(columns);
  for (const auto& [c, m] : f.money) {
    std::vector<std::string> cells{std::string(c.code())};
    for (const std::int64_t sum : m.buckets) cells.push_back(grouped(sum, c.digits()));
    for (const std::int64_t sum : {m.open, m.overdue, m.credit}) cells.push_back(grouped(sum, c.digits()));
    table.row(std::move(cells));
  }
  return table.text();
}

std::string money_table(const ReportFigures& f) {
  TextTable table({{"currency", Side::left},
                   {"invoiced", Side::right},
                   {"received", Side::right},
                   {"DSO, days", Side::right},
                   {"recovered", Side::right},
                   {"at legal", Side::right},
                   {"of open", Side::right},
                   {"written off", Side::right},
                   {"of open", Side::right}});
  for (const auto& [c, m] : f.money) {
    const auto dso = days_sales_outstanding(m, f.period);
    table.row({std::string(c.code()), grouped(m.invoiced, c.digits()), grouped(m.received, c.digits()),
               dso ? fmt::format("{:.1f}", *dso) : "-", percent(share(m.received, checked_add(m.received, m.open))),
               grouped(m.referred, c.digits()), percent(share(m.referred, m.open)), grouped(m.written_off, c.digits()),
               percent(share(m.written_off, m.open))});
  }
  return table.text();
}

std::string letters_table(const ReportFigures& f, const char* title,
                          std::map<std::string, LettersAndMoney> MoneyFigures::*by) {
  TextTable table({{title, Side::left},
                   {"currency", Side::left},
                   {"letters", Side::right},
                   {"came back", Side::right},
                   {"collected", Side::right},
                   {"per 100 letters", Side::right},
                   {"cost", Side::right},
                   {"collected for 1 of cost", Side::right}});
  for (const auto& [c, m] : f.money)
    for (const auto& [name, of] : m.*by)
      table.row({name, std::string(c.code()), std::to_string(of.letters), std::to_string(of.bounced),
                 grouped(of.collected, c.digits()), grouped(per_100_letters(of).value_or(0), c.digits()),
                 cost_text(of, c), collected_for_one(of)});
  return table.empty() ? "no letter left in this period\n" : table.text();
}

std::string counts_text(const ReportFigures& f) {
  const auto median = median_answer_days(f);
  const std::int64_t settled = f.promises_kept + f.promises_broken;
  std::string out = fmt::format("letters     {} left, {} came back ({})\n", f.letters, f.bounced,
                                percent(share(f.bounced, f.letters)));
  out += fmt::format("answered    {} ({} of those that arrived){}\n", f.answered,
                     percent(share(f.answered, f.letters - f.bounced)),
                     median ? fmt::format(", half of them within {} day(s)", *median) : "");
  out += fmt::format("promises    {} kept, {} broken ({} kept), {} open\n", f.promises_kept, f.promises_broken,
                     percent(share(f.promises_kept, settled)), f.promises_open);
  std::vector<std::string> pace, states;
  for (const auto& [band, cases] : f.pace) pace.push_back(fmt::format("{}: {}", band, cases));
  for (const auto& [state, letters] : f.letters_by_state) states.push_back(fmt::format("{} {}", letters, state));
  out += fmt::format("pace        {} (overdue cases; 1 is the policy's own interval, less is faster)\n",
                     pace.empty() ? "-" : fmt::format("{}", fmt::join(pace, ", ")));
  return out + fmt::format("all letters {}\n", states.empty() ? "none" : fmt::format("{}", fmt::join(states, ", ")));
}

std::string text_of(const ReportFigures& f) {
  return fmt::format("{} to {} ({} days)\n", iso(f.period.from), iso(f.period.to), f.period.days()) +
         "Open sums are what the ledger holds now, by age on the last day.\n\n" + ages(f) +
         "\nDSO: open less credits, over what was invoiced in the period, times its days. Recovered: received, of "
         "received and open.\nAt legal: a lawyer's letter left, or referral was agreed.\n\n" +
         money_table(f) +
         fmt::format(
             "\nCollected: payments to an invoice in the {} days after the last letter that named it, not on the "
             "letter's own day. An attribution, no proof.\n\n",
             f.period.within) +
         letters_table(f, "kind", &MoneyFigures::by_kind) + "\n" +
         letters_table(f, "channel", &MoneyFigures::by_channel) + "\n" + counts_text(f);
}

Json or_null(std::optional<double> v) { return v ? Json(*v) : Json(); }

Json to_json(const std::map<std::string, LettersAndMoney>& by) {
  Json out = Json::object();
  for (const auto& [name, of] : by) {
    const auto each = per_100_letters(of);
    out[name] = {{"letters", of.letters},
                 {"came_back", of.bounced},
                 {"collected", of.collected},
                 {"per_100_letters", each ? Json(*each) : Json()},
                 {"cost", of.cost ? Json(*of.cost) : Json()}};
  }
  return out;
}

Json to_json(const ReportFigures& f) {
  Json out = {{"from", iso(f.period.from)},
              {"to", iso(f.period.to)},
              {"days", f.period.days()},
              {"within", f.period.within},
              {"money", Json::object()}};
  for (const auto& [c, m] : f.money) {
    Json ages = Json::object();
    for (std::size_t i = 0; i < m.buckets.size(); ++i) ages[bucket_names[i]] = m.buckets[i];
    out["money"][std::string(c.code())] = {{"ages", ages},
                                           {"open", m.open},
                                           {"overdue", m.overdue},
                                           {"credit", m.credit},
                                           {"cases", m.cases},
                                           {"invoiced", m.invoiced},
                                           {"received", m.received},
                                           {"dso_days", or_null(days_sales_outstanding(m, f.period))},
                                           {"recovered", or_null(share(m.received, checked_add(m.received, m.open)))},
                                           {"referred", m.referred},
                                           {"referred_cases", m.referred_cases},
                                           {"referred_share", or_null(share(m.referred, m.open))},
                                           {"written_off", m.written_off},
                                           {"written_off_cases", m.written_off_cases},
                                           {"written_off_share", or_null(share(m.written_off, m.open))},
                                           {"by_kind", to_json(m.by_kind)},
                                           {"by_channel", to_json(m.by_channel)}};
  }
  const auto median = median_answer_days(f);
  out["letters"] = {{"left", f.letters},
                    {"came_back", f.bounced},
                    {"bounce_rate", or_null(share(f.bounced, f.letters))},
                    {"answered", f.answered},
                    {"response_rate", or_null(share(f.answered, f.letters - f.bounced))},
                    {"median_answer_days", median ? Json(*median) : Json()}};
  out["promises"] = {{"kept", f.promises_kept},
                     {"broken", f.promises_broken},
                     {"open", f.promises_open},
                     {"kept_rate", or_null(share(f.promises_kept, f.promises_kept + f.promises_broken))}};
  out["pace"] = f.pace;
  out["letters_by_state"] = f.letters_by_state;
  return out;
}

ChartPanel ages_panel(Currency c, const MoneyFigures& m) {
  ChartPanel panel{ChartPanel::Kind::stacked_bars,
                   fmt::format("Open: {} {}, by days overdue", c.code(), grouped(m.open, c.digits())),
                   std::string(c.code()),
                   {},
                   {{"open", {}}}};
  for (std::size_t i = 0; i < m.buckets.size(); ++i) {
    panel.labels.emplace_back(bucket_names[i]);
    panel.series[0].values.push_back(static_cast<double>(m.buckets[i]) / std::pow(10, c.digits()));
  }
  return panel;
}

ChartPanel collected_panel(Currency c, const MoneyFigures& m) {
  ChartPanel panel{ChartPanel::Kind::stacked_bars,
                   fmt::format("Collected after letters in {}, by kind (number of letters)", c.code()),
                   std::string(c.code()),
                   {},
                   {{"collected", {}}}};
  for (const auto& [kind, of] : m.by_kind) {
    panel.labels.push_back(fmt::format("{} ({})", kind, of.letters));
    panel.series[0].values.push_back(static_cast<double>(of.collected) / std::pow(10, c.digits()));
  }
  return panel;
}

/// Nothing where no channel that collected has a price in this currency.
std::optional<ChartPanel> cost_panel(Currency c, const MoneyFigures& m) {
  ChartPanel panel{ChartPanel::Kind::stacked_bars,
                   fmt::format("Collected for each {} 1 that letters cost, by channel", c.code()),
                   fmt::format("{} for {} 1", c.code(), c.code()),
                   {},
                   {{"collected for 1 of cost", {}}}};
  for (const auto& [channel, of] : m.by_channel) {
    if (!of.cost || *of.cost == 0) continue;
    panel.labels.push_back(fmt::format("{} (cost {})", channel, grouped(*of.cost, c.digits())));
    panel.series[0].values.push_back(static_cast<double>(of.collected) / static_cast<double>(*of.cost));
  }
  if (panel.labels.empty()) return std::nullopt;
  return panel;
}

class CsvTable {
 public:
  explicit CsvTable(const ReportFigures& f) : out_(kCsvMark) {
    out_ += csv_line({"section", "name", "currency", "figure", "value"});
    row("period", "", "", "from", iso(f.period.from));
    row("period", "", "", "to", iso(f.period.to));
    row("period", "", "", "within", std::to_string(f.period.within));
    for (const auto& [c, m] : f.money) money(f, c, m);
    count("letters", "left", f.letters);
    count("letters", "came_back", f.bounced);
    count("letters", "answered", f.answered);
    if (const auto days = median_answer_days(f)) count("letters", "median_answer_days", *days);
    count("promises", "kept", f.promises_kept);
    count("promises", "broken", f.promises_broken);
    count("promises", "open", f.promises_open);
    for (const auto& [band, cases] : f.pace) row("pace", band, "", "cases", std::to_string(cases));
    for (const auto& [state, letters] : f.letters_by_state) row("state", state, "", "letters", std::to_string(letters));
  }
  std::string take() { return std::move(out_); }

 private:
  void row(const std::string& section, const std::string& name, const std::string& currency, const std::string& figure,
           const std::string& value) {
    out_ += csv_line({section, name, currency, figure, value});
  }
  void count(const char* section, const char* figure, std::int64_t value) {
    row(section, "", "", figure, std::to_string(value));
  }

  void money(const ReportFigures& f, Currency c, const MoneyFigures& m) {
    const std::string code(c.code());
    const auto sum = [&](const char* figure, std::int64_t value) {
      row("money", "", code, figure, plain(value, c.digits()));
    };
    for (std::size_t i = 0; i < m.buckets.size(); ++i)
      row("age", bucket_names[i], code, "open", plain(m.buckets[i], c.digits()));
    sum("open", m.open);
    sum("overdue", m.overdue);
    sum("credit", m.credit);
    sum("invoiced", m.invoiced);
    sum("received", m.received);
    sum("referred", m.referred);
    sum("written_off", m.written_off);
    if (const auto dso = days_sales_outstanding(m, f.period))
      row("money", "", code, "dso_days", fmt::format("{:.2f}", *dso));
    for (const auto& [section, by] : {std::pair("kind", &m.by_kind), std::pair("channel", &m.by_channel)})
      for (const auto& [name, of] : *by) {
        row(section, name, code, "letters", std::to_string(of.letters));
        row(section, name, code, "came_back", std::to_string(of.bounced));
        row(section, name, code, "collected", plain(of.collected, c.digits()));
        if (of.cost) row(section, name, code, "cost", plain(*of.cost, c.digits()));
      }
  }

  std::string out_;
};

}  // namespace

std::string report_csv(const ReportFigures& figures) { return CsvTable(figures).take(); }

Chart report_chart(const ReportFigures& f) {
  Chart chart{"Receivables and letters",
              fmt::format("{} to {}", iso(f.period.from), iso(f.period.to)),
              {},
              fmt::format("Collected: payments to an invoice in the {} days after the last letter that named it; how "
                          "many letters left stands in brackets.",
                          f.period.within)};
  for (const auto& [c, m] : f.money) {
    if (m.open > 0) chart.panels.push_back(ages_panel(c, m));
    // Where letters brought nothing the table says so; an empty frame says no more.
    if (std::none_of(m.by_kind.begin(), m.by_kind.end(), [](const auto& each) { return each.second.collected > 0; }))
      continue;
    chart.panels.push_back(collected_panel(c, m));
    if (auto cost = cost_panel(c, m)) chart.panels.push_back(std::move(*cost));
  }
  return chart;
}

Answer report_command(World& world, const ReportOrder& order) {
  const LetterPrices prices =
      order.prices.empty() ? world.settings.prices : parse_prices(ConfigTable::load(order.prices));
  const std::vector<Problem> lacks = ledger_lacks(world);
  const ReportResult result = report_ledger(world, order.period, prices);
  const ReportFigures& figures = result.figures;
  Answer answer;
  answer.data = to_json(figures);
  answer.text = text_of(figures);
  if (!order.csv.empty()) {
    write_file(order.csv, report_csv(figures));
    answer.data["csv"] = order.csv;
    answer.text += "\ntable: " + order.csv + "\n";
  }
  if (!order.svg.empty()) {
    write_file(order.svg, to_svg(report_chart(figures)));
    answer.data["svg"] = order.svg;
    answer.text += "\nchart: " + order.svg + "\n";
  }
  tell(result.trouble, answer);
  tell(lacks, answer);
  return answer;
}

void describe_report(CommandTable& table) {
  struct Read {
    ReportOrder order;
    std::string from, to;
  };
  const auto r = std::make_shared<Read>();
  auto* report =
      table.add("report", "key figures: age, DSO, what letters brought, answers, promises, cost, pace", [r, &table] {
        ReportPeriod& period = r->order.period;
        period.to = day_or_today(r->to, "--to");
        period.from = r->from.empty() ? period.to - Days(89) : day_or_today(r->from, "--from");
        World world = World::open(table.config());
        world.looking = progress_line("looking at debtor");
        return report_command(world, r->order);
      });
  report->add_option("--from", r->from, "the first day; default: 90 days with the last");
  report->add_option("--to,--today", r->to, "the last day; default: today");
  report
      ->add_option("--within", r->order.period.within,
                   "put a payment down to a letter of at most so many days before; default 14")
      ->check(CLI::Range(1, 366));
  report->add_option("--prices", r->order.prices,
                     "TOML file with what a letter costs, instead of [report.prices] in dunmail.toml: post = { CNY = "
                     "\"1.20\" }; email, fax, post, registered");
  report->add_option("--csv", r->order.csv, "write every figure to this file");
  report->add_option("--svg", r->order.svg, "write charts to this file");
}

}  // namespace dunmail
