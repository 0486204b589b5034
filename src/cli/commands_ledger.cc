#include "cli/commands_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/case_trouble.h"
#include "desk/find.h"
#include "ledger/arrears.h"
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
  const bool there = std::filesystem::exists(settings.database);
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

}  // namespace

Answer arrears_command(World& world, const std::string& debtor, Date today, const Extent& extent) {
  if (!debtor.empty()) need_debtor(world, debtor);
  using Side = TextTable::Side;
  Answer answer;
  std::vector<std::pair<std::string, Side>> columns{{"debtor", Side::left}, {"name", Side::left}, {"cur", Side::left}};
  for (const char* name : bucket_names) columns.emplace_back(name, Side::right);
  for (const char* name : {"open", "credit", "demand"}) columns.emplace_back(name, Side::right);
  std::vector<std::vector<std::string>> rows, total_rows;
  std::size_t accounts = 0;
  TextTable items({{"invoice", Side::left},
                   {"issued", Side::left},
                   {"due", Side::left},
                   {"overdue", Side::right},
                   {"amount", Side::right},
                   {"open", Side::right},
                   {"disputed", Side::right},
                   {"blocked", Side::left}});
  std::map<std::string, Arrears> totals;
  std::map<std::string, std::int64_t> claims;  // by currency
  std::map<std::string, Guarantor> backers;
  answer.data["accounts"] = nlohmann::ordered_json::array();
  CaseTroubles trouble;
  each_account_apart(world, debtor, trouble, [&](CaseInput&& input) {
    const Arrears a = arrears_of(input.account, standing_of(input.events).disputed_amounts(), today);
    if (a.open == 0 && a.credit == 0 && a.claims == 0) return;
    if (a.claims > 0)
      claims[std::string(a.currency.code())] = checked_add(claims[std::string(a.currency.code())], a.claims);
    const int digits = a.currency.digits();
    std::vector<std::string> cells{input.account.debtor.id, input.account.debtor.name, std::string(a.currency.code())};
    Arrears& total = totals[std::string(a.currency.code())];
    total.currency = a.currency;
    total.as_of = today;
    for (std::size_t i = 0; i < a.buckets.size(); ++i) {
      cells.push_back(a.buckets[i] ? grouped(a.buckets[i], digits) : "");
      total.buckets[i] = checked_add(total.buckets[i], a.buckets[i]);
    }
    total.open = checked_add(total.open, a.open);
    total.credit += a.credit;
    total.demand += a.demand;
    total.overdue += a.overdue;
    total.disputed += a.disputed;
    total.blocked += a.blocked;
    total.claims = checked_add(total.claims, a.claims);
    for (std::int64_t sum : {a.open, a.credit, a.demand, a.claims}) cells.push_back(sum ? grouped(sum, digits) : "");
    if (++accounts <= extent.lines) rows.push_back(std::move(cells));
    if (!extent.json && debtor.empty()) return;
    auto row = to_json(a);
    row["debtor"] = input.account.debtor.id;
    row["name"] = input.account.debtor.name;
    row["creditor"] = input.account.creditor;
    if (!debtor.empty()) {
      row["items"] = nlohmann::ordered_json::array();
      for (const Guarantor& g : input.guarantors) backers[g.name] = g;
      for (const ArrearsLine& line : a.lines) {
        row["items"].push_back({{"invoice", line.invoice.number},
                                {"issued", iso(line.invoice.issued)},
                                {"due", iso(line.invoice.due)},
                                {"days_overdue", line.days_overdue},
                                {"amount", line.invoice.amount.minor},
                                {"open", line.open},
                                {"disputed", line.disputed},
                                {"blocked", line.invoice.blocked},
                                {"part", line.part ? line.part->part.kind : ""}});
        items.row({line.invoice.number + (line.part && line.part->part.kind == "retention" ? " retention" : ""),
                   iso(line.invoice.issued), iso(line.invoice.due), std::to_string(line.days_overdue),
                   grouped(line.invoice.amount.minor, digits), grouped(line.open, digits),
                   line.disputed ? grouped(line.disputed, digits) : "", line.invoice.blocked});
      }
    }
    answer.data["accounts"].push_back(std::move(row));
  });
  answer.data["totals"] = nlohmann::ordered_json::array();
  for (const auto& [code, total] : totals) {
    answer.data["totals"].push_back(to_json(total));
    std::vector<std::string> cells{"", "total", code};
    for (std::int64_t sum : total.buckets) cells.push_back(grouped(sum, total.currency.digits()));
    for (std::int64_t sum : {total.open, total.credit, total.demand, total.claims})
      cells.push_back(grouped(sum, total.currency.digits()));
    if (debtor.empty()) total_rows.push_back(std::move(cells));
  }
  // Interest and costs have a column where there are any.
  if (!claims.empty()) columns.emplace_back("charges", Side::right);
  TextTable table(columns);
  for (std::vector<std::string>& cells : rows) {
    cells.resize(columns.size());
    table.row(std::move(cells));
  }
  table.left_out(accounts - rows.size());
  for (std::vector<std::string>& cells : total_rows) {
    cells.resize(columns.size());
    table.total(std::move(cells));
  }
  answer.text = table.empty() ? "nothing is open\n" : table.text();
  if (!items.empty()) answer.text += "\n" + items.text();
  if (!claims.empty())
    answer.text +=
        fmt::format("interest and costs that letters asserted are open: {} (dunmail charges list)\n", sums(claims));
  list_guarantors(backers, answer);
  tell(trouble, answer);
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
    return arrears_command(world, r->debtor, day_or_today(r->today, "--today"), table.extent(r->all));
  });
  all_option(arrears, r->all);
  arrears->add_option("debtor", r->debtor, "one debtor with its invoices");
  today_option(arrears, r->today);
}

}  // namespace dunmail
