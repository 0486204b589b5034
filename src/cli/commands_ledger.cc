#include "cli/commands_ledger.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "insight/arrears_list.h"
#include "ledger/import.h"

namespace dunmail {
namespace {

constexpr const char* sample_settings = R"toml(# Dunmail. `dunmail settings` explains every key.
[creditor.main]
name = "贵司全称有限公司"
phone = "+86 21 0000 0000"
address = { street = "某某路1号", postcode = "200000", city = "上海市", country = "CN" }
bank = { holder = "贵司全称有限公司", bank = "某某银行上海分行", account = "0000 0000 0000 0000" }

[signatory]
name = "姓名"
title = "信用管理部经理"
authority = "负责应收账款事宜"
phone = "+86 21 0000 0000"

[delivery]
route = "maildir:outbox"        # works without a server; later smtp://relay.example.com:587
from = "credit@example.com"
)toml";

/// The program's own files, which every later command reads; those that the settings name elsewhere may still come.
void need_own_files(const Settings& s) {
  std::vector<std::string> needed = s.policies;
  for (const std::string& each : {s.calendars, s.templates, s.fonts, s.reasons, s.regimes, s.rates})
    needed.push_back(each);
  for (const std::string& each : needed)
    if (each.starts_with(share_folder()) && !std::filesystem::exists(each))
      throw Error(ErrorKind::config, each, "is not there, and the program needs it",
                  "DUNMAIL_SHARE names the folder with config, letter-templates and fonts; it is " + share_folder());
}

}  // namespace

Answer init_command(const std::string& settings_file) {
  Answer answer;
  const bool fresh = !std::filesystem::exists(settings_file);
  if (fresh) {
    std::error_code failed;
    if (const auto folder = std::filesystem::path(settings_file).parent_path(); !folder.empty())
      std::filesystem::create_directories(folder, failed);
    write_file(settings_file, sample_settings);
  }
  const Settings settings = Settings::load(settings_file);
  need_own_files(settings);
  const bool there = Store::is_there(settings.database);
  Store::create(settings.database);
  answer.data = {{"settings", settings_file}, {"database", settings.database}, {"created", !there}};
  answer.text = fmt::format("{} {}\n{} {}\n", settings_file, fresh ? "written: fill in who you are" : "used as it is",
                            settings.database, there ? "is there already" : "created");
  return answer;
}

Answer columns_command(const std::string& kind) {
  Answer answer;
  TextTable table({{"column", TextTable::Side::left},
                   {"needed", TextTable::Side::left},
                   {"example", TextTable::Side::left},
                   {"meaning", TextTable::Side::left}});
  answer.data["columns"] = nlohmann::ordered_json::array();
  for (const ColumnRule& rule : import_columns(kind)) {
    table.row({rule.name, rule.required ? "yes" : "", rule.example, rule.meaning});
    answer.data["columns"].push_back(
        {{"name", rule.name}, {"required", rule.required}, {"meaning", rule.meaning}, {"example", rule.example}});
  }
  answer.text = table.text();
  return answer;
}

namespace {

nlohmann::ordered_json to_json(const Arrears& a) {
  nlohmann::ordered_json buckets = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < a.buckets.size(); ++i) buckets[bucket_names[i]] = a.buckets[i];
  return {{"currency", a.currency.code()},
          {"as_of", iso(a.as_of)},
          {"open", a.open},
          {"overdue", a.overdue},
          {"disputed", a.disputed},
          {"blocked", a.blocked},
          {"credit", a.credit},
          {"demand", a.demand},
          {"claims", a.claims},
          {"buckets", buckets}};
}

void list_guarantors(const std::map<std::string, Guarantor>& backers, Answer& answer) {
  using Side = TextTable::Side;
  if (backers.empty()) return;
  TextTable table({{"guarantor", Side::left},
                   {"kind", Side::left},
                   {"until", Side::left},
                   {"contact", Side::left},
                   {"email", Side::left}});
  answer.data["guarantors"] = nlohmann::ordered_json::array();
  for (const auto& [name, g] : backers) {
    const std::string until = g.until    ? iso(*g.until)
                              : g.months ? fmt::format("{} months from the due day", g.months)
                                         : "as the law has it";
    table.row({name, g.kind, until, g.contact, g.email});
    answer.data["guarantors"].push_back({{"name", name},
                                         {"kind", g.kind},
                                         {"until", g.until ? iso(*g.until) : ""},
                                         {"months", g.months},
                                         {"contact", g.contact},
                                         {"position", g.position},
                                         {"email", g.email},
                                         {"fax", g.fax},
                                         {"phone", g.phone}});
  }
  answer.text += "\n" + table.text();
}

/// A row of sums: an account's, or a currency's total.
std::vector<std::string> cells_of(std::vector<std::string> cells, const Arrears& a, bool also_nothing) {
  const auto sum = [&](std::int64_t minor) {
    cells.push_back(minor || also_nothing ? grouped(minor, a.currency.digits()) : "");
  };
  for (const std::int64_t bucket : a.buckets) sum(bucket);
  for (const std::int64_t minor : {a.open, a.credit, a.demand, a.claims}) sum(minor);
  return cells;
}

nlohmann::ordered_json to_json(const ArrearsLine& line) {
  return {{"invoice", line.invoice.number},
          {"issued", iso(line.invoice.issued)},
          {"due", iso(line.invoice.due)},
          {"days_overdue", line.days_overdue},
          {"amount", line.invoice.amount.minor},
          {"open", line.open},
          {"disputed", line.disputed},
          {"blocked", line.invoice.blocked},
          {"part", line.part ? line.part->part.kind : ""}};
}

/// One account, with its items where one debtor was asked for.
nlohmann::ordered_json to_json(const CaseInput& input, const Arrears& a, bool items) {
  auto row = to_json(a);
  row["debtor"] = input.account.debtor.id;
  row["name"] = input.account.debtor.name;
  row["creditor"] = input.account.creditor;
  if (!items) return row;
  row["items"] = nlohmann::ordered_json::array();
  for (const ArrearsLine& line : a.lines) row["items"].push_back(to_json(line));
  return row;
}

TextTable items_table(bool whose) {
  using Side = TextTable::Side;
  Listing::Columns columns{{"invoice", Side::left},  {"issued", Side::left},    {"due", Side::left},
                           {"overdue", Side::right}, {"cur", Side::left},       {"amount", Side::right},
                           {"open", Side::right},    {"disputed", Side::right}, {"blocked", Side::left}};
  put_behind(columns, 0, whose, std::pair<std::string, Side>("creditor", Side::left));
  return TextTable(columns);
}

void put_items(const Arrears& a, const std::string& creditor, bool whose, TextTable& items) {
  const int digits = a.currency.digits();
  for (const ArrearsLine& line : a.lines) {
    std::vector<std::string> cells{
        line.invoice.number + (line.part && line.part->part.kind == "retention" ? " retention" : ""),
        iso(line.invoice.issued),
        iso(line.invoice.due),
        std::to_string(line.days_overdue),
        std::string(a.currency.code()),
        grouped(line.invoice.amount.minor, digits),
        grouped(line.open, digits),
        line.disputed ? grouped(line.disputed, digits) : "",
        line.invoice.blocked};
    put_behind(cells, 0, whose, creditor);
    items.row(std::move(cells));
  }
}

/// A spreadsheet would take "1-30" for a day in January.
Listing::Columns arrears_columns(bool csv, bool whose) {
  using Side = TextTable::Side;
  Listing::Columns columns{{"debtor", Side::left}, {"name", Side::left}, {"cur", Side::left}};
  for (const std::string name : bucket_names)
    columns.emplace_back(csv && name.find('-') != name.npos ? "days " + name : name, Side::right);
  for (const char* name : {"open", "credit", "demand", "charges"}) columns.emplace_back(name, Side::right);
  put_behind(columns, 0, whose, std::pair<std::string, Side>("creditor", Side::left));
  return columns;
}

}  // namespace

Answer arrears_command(World& world, const std::string& debtor, Date today, const Extent& extent, const Say& say) {
  Answer answer;
  const bool one = !debtor.empty();
  const bool whose = says_creditor(world, extent.csv);
  Listing accounts("accounts", arrears_columns(extent.csv, whose), extent, one ? Say() : say);
  TextTable items = items_table(whose);
  std::map<std::string, Guarantor> backers;
  world.looking = progress_line("looking at debtor");
  const std::vector<Problem> lacks = ledger_lacks(world);
  const ArrearsTotals totals = list_arrears(world, debtor, today, [&](const CaseInput& input, const Arrears& a) {
    const Debtor& of = input.account.debtor;
    accounts.add(
        [&] {
          std::vector<std::string> cells = cells_of({of.id, of.name, std::string(a.currency.code())}, a, false);
          put_behind(cells, 0, whose, input.account.creditor);
          return cells;
        },
        [&] { return to_json(input, a, one); });
    if (!one) return;
    put_items(a, input.account.creditor, whose, items);
    for (const Guarantor& g : input.guarantors) backers[g.name] = g;
  });
  std::map<std::string, std::int64_t> claims;
  for (const auto& [code, total] : totals.by_currency) {
    if (total.claims > 0) claims[code] = total.claims;
    if (one) continue;
    std::vector<std::string> cells = cells_of({"", "total", code}, total, true);
    put_behind(cells, 0, whose, std::string());
    accounts.total(std::move(cells));
  }
  accounts.into(answer, "nothing is open\n");
  answer.data["totals"] = nlohmann::ordered_json::array();
  for (const auto& [code, total] : totals.by_currency) answer.data["totals"].push_back(to_json(total));
  if (one && extent.csv) answer.csv = items.csv();
  if (!items.empty()) answer.text += "\n" + items.text();
  if (!claims.empty())
    answer.text +=
        fmt::format("interest and costs that letters asserted are open: {} (dunmail charges list)\n", sums(claims));
  list_guarantors(backers, answer);
  tell(totals.trouble, answer);
  tell(lacks, answer);
  return answer;
}

void describe_init(CommandTable& table) {
  table.add("init", "write dunmail.toml, unless there is one, and make the database",
            [&table] { return init_command(table.config()); });
}

void describe_arrears(CommandTable& table) {
  struct Read {
    std::string kind, debtor, today;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* columns = table.add("columns", "the columns of a kind of file", [r] { return columns_command(r->kind); });
  columns->add_option("kind", r->kind, "debtors, contacts, guarantors, invoices, parts, payments")->required();

  auto* arrears = table.add("arrears", "what is open and overdue, by age", [r, &table](World& world) {
    return arrears_command(world, r->debtor, day_or_today(r->today, "--today"), table.extent(r->all), say_at_once());
  });
  all_option(arrears, r->all);
  table.csv_option(arrears);
  arrears->add_option("debtor", r->debtor, "one debtor with its invoices");
  today_option(arrears, r->today);
}

}  // namespace dunmail
