#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "app/case_trouble.h"
#include "app/commands.h"
#include "app/tell_case.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/arrears.h"
#include "ledger/import.h"

namespace dunmail {
namespace {

constexpr std::size_t problems_shown = 50;

nlohmann::ordered_json to_json(const Problem& p) { return {{"where", p.where}, {"message", p.message}, {"hint", p.hint}}; }

/// One import: files one by one, each all or nothing.
class Importer {
 public:
  Importer(World& world, const ImportOrder& order) : world_(world), order_(order) {
    if (!order.profile.empty()) profile_ = ImportProfile::load(order.profile);
  }

  Answer run() {
    import_columns(order_.kind);  // refuses an unknown kind
    Answer answer;
    answer.data["files"] = nlohmann::ordered_json::array();
    for (const std::string& file : order_.files) one(file, answer);
    return answer;
  }

 private:
  struct Rollback {};

  void one(const std::string& file, Answer& answer) {
    line_ = {};
    problems_.clear();
    booked_.clear();
    lines_.clear();
    credit_notes_.clear();
    parts_.clear();
    bool kept = false;
    try {
      world_.store.transaction([&] {
        const bool readable = read(file);
        if (!readable || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
        put_late();
        if (!problems_.empty() && !order_.skip_bad) throw Rollback{};
        for (const BookedPayment& b : booked_) tell_case(world_, b, order_.as_of);
        line_.at = iso(world_.now()), line_.kind = order_.kind, line_.file = std::filesystem::path(file).filename().string(), line_.as_of = iso(order_.as_of);
        line_.skipped = static_cast<std::int64_t>(problems_.size());
        world_.store.log_import(line_);
      });
      kept = true;
    } catch (const Rollback&) {
    } catch (const Error& e) {
      // Among several files, one that cannot be read says so beside what became of the others.
      if (e.kind() != ErrorKind::input || order_.files.size() == 1) throw;
      problems_.push_back(e.problem());
    }
    report(file, kept, answer);
  }

  bool read(const std::string& file) {
    auto bad = [&](Problem problem) { problems_.push_back(std::move(problem)); };
    const std::string name = std::filesystem::path(file).filename().string();
    std::string bytes = read_file(file);
    auto& store = world_.store;
    if (order_.kind == "debtors") return import_debtors(std::move(bytes), name, profile_, [&](Debtor d, const RowPlace& at) { count(store.put(d), at); }, bad);
    if (order_.kind == "contacts") return import_contacts(std::move(bytes), name, profile_, [&](Contact c, const RowPlace& at) { count(store.put(c), at); }, bad);
    if (order_.kind == "guarantors") return import_guarantors(std::move(bytes), name, profile_, [&](Guarantor g, const RowPlace& at) { count(store.put(g), at); }, bad);
    if (order_.kind == "invoices")
      return import_invoices(std::move(bytes), name, profile_, [&](Invoice i, const RowPlace& at) { invoice(i, at); },
                             [&](CreditNote c, const RowPlace& at) { credit_notes_.emplace_back(std::move(c), at.keep()); }, bad);
    if (order_.kind == "parts") return import_parts(std::move(bytes), name, profile_, [&](PartRow p, const RowPlace& at) { part(p, at); }, bad);
    return import_payments(std::move(bytes), name, profile_, [&](Payment p, const RowPlace& at) { count(store.put(p, booked_), at); }, bad);
  }

  void invoice(const Invoice& i, const RowPlace& at) {
    // A number twice in one file is a mistake of the file, even when both rows agree with nothing known.
    const auto [seen, is_new] = lines_.try_emplace(i.number, i.amount.minor, at.line());
    if (!is_new && seen->second.first != i.amount.minor)
      return problems_.push_back({at.at("number"), fmt::format("invoice {} stands on line {} with another amount", i.number, seen->second.second), "a number is used once"});
    count(world_.store.put(i, order_.update), at);
  }

  void part(const PartRow& row, const RowPlace& at) {
    auto [own, is_new] = parts_.try_emplace(row.invoice, row.currency, std::vector<Part>(), at.keep());
    auto& [currency, parts, place] = own->second;
    const bool twice = std::any_of(parts.begin(), parts.end(), [&](const Part& p) { return p.seq == row.part.seq; });
    if (twice) return problems_.push_back({at.at("part"), fmt::format("part {} of {} stands in the file twice", row.part.seq, row.invoice), "parts are numbered from 1"});
    if (currency != row.currency) return problems_.push_back({at.at("currency"), fmt::format("the parts of {} are in two currencies", row.invoice), ""});
    parts.push_back(row.part);
  }

  /// What needs the whole file first: credit notes, whose invoice may stand below them, and the sums of parts.
  void put_late() {
    for (const auto& [note, place] : credit_notes_) count(world_.store.put(note), place);
    for (auto& [number, own] : parts_) {
      auto& [currency, parts, place] = own;
      std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.seq < b.seq; });
      count(world_.store.put_parts(number, currency, parts, order_.update), place, static_cast<std::int64_t>(parts.size()));
    }
  }

  template <class Place>
  void count(const Put& put, const Place& at, std::int64_t rows = 1) {
    switch (put.what) {
      case Put::What::added: line_.added += rows; return;
      case Put::What::changed: line_.changed += rows; return;
      case Put::What::same: line_.same += rows; return;
      case Put::What::refused: problems_.push_back({at.at(put.column), put.column + ": " + put.message, put.hint}); return;
    }
  }

  void report(const std::string& file, bool kept, Answer& answer) {
    nlohmann::ordered_json problems = nlohmann::ordered_json::array();
    for (const Problem& p : problems_) problems.push_back(to_json(p));
    answer.data["files"].push_back({{"file", file}, {"kept", kept}, {"added", line_.added}, {"changed", line_.changed}, {"same", line_.same}, {"problems", problems}});
    for (std::size_t i = 0; i < problems_.size() && i < problems_shown; ++i) answer.text += problems_[i].line() + "\n";
    if (problems_.size() > problems_shown) answer.text += fmt::format("... and {} more; --json shows all\n", problems_.size() - problems_shown);
    const std::string name = printable(file);
    if (!kept) {
      answer.text += fmt::format("{}: nothing was imported, {} problem(s){}\n", name, problems_.size(), order_.skip_bad ? "" : "; --skip-bad takes the good rows");
      answer.exit_code = 1;
    } else {
      answer.text += fmt::format("{}: {} {} added, {} changed, {} as before{}\n", name, order_.kind, line_.added, line_.changed, line_.same, problems_.empty() ? "" : fmt::format("; {} problem(s), their rows left out", problems_.size()));
      if (!problems_.empty() && answer.exit_code == 0) answer.exit_code = 3;
    }
  }

  World& world_;
  const ImportOrder& order_;
  ImportProfile profile_;
  ImportLine line_;
  std::vector<Problem> problems_;
  std::vector<BookedPayment> booked_;
  std::map<std::string, std::pair<std::int64_t, std::size_t>> lines_;
  std::vector<std::pair<CreditNote, KeptPlace>> credit_notes_;
  std::map<std::string, std::tuple<Currency, std::vector<Part>, KeptPlace>> parts_;  // by invoice
};

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
    if (const auto folder = std::filesystem::path(settings_file).parent_path(); !folder.empty()) std::filesystem::create_directories(folder, failed);
    write_file(settings_file, sample_settings);
  }
  const Settings settings = Settings::load(settings_file);
  const bool there = std::filesystem::exists(settings.database);
  Store::create(settings.database);
  answer.data = {{"settings", settings_file}, {"database", settings.database}, {"created", !there}};
  answer.text = fmt::format("{} {}\n{} {}\n", settings_file, fresh ? "written: fill in who you are" : "used as it is", settings.database, there ? "is there already" : "created");
  return answer;
}

Answer import_command(World& world, const ImportOrder& order) { return Importer(world, order).run(); }

Answer columns_command(const std::string& kind) {
  Answer answer;
  TextTable table({{"column", TextTable::Side::left}, {"needed", TextTable::Side::left}, {"example", TextTable::Side::left}, {"meaning", TextTable::Side::left}});
  answer.data["columns"] = nlohmann::ordered_json::array();
  for (const ColumnRule& rule : import_columns(kind)) {
    table.row({rule.name, rule.required ? "yes" : "", rule.example, rule.meaning});
    answer.data["columns"].push_back({{"name", rule.name}, {"required", rule.required}, {"meaning", rule.meaning}, {"example", rule.example}});
  }
  answer.text = table.text();
  return answer;
}

nlohmann::ordered_json to_json(const Arrears& a) {
  nlohmann::ordered_json buckets = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < a.buckets.size(); ++i) buckets[bucket_names[i]] = a.buckets[i];
  return {{"currency", a.currency.code()}, {"as_of", iso(a.as_of)}, {"open", a.open}, {"overdue", a.overdue}, {"disputed", a.disputed},
          {"blocked", a.blocked}, {"credit", a.credit}, {"demand", a.demand}, {"buckets", buckets}};
}

Debtor need_debtor(World& world, const std::string& id) {
  if (auto found = world.store.debtor(id)) return std::move(*found);
  const auto like = world.store.debtor_ids_like(id);
  throw Error(ErrorKind::usage, "debtor", "there is no debtor \"" + id + "\"", like.empty() ? "dunmail arrears lists the debtors" : fmt::format("there are: {}", fmt::join(like, ", ")));
}

namespace {

void list_guarantors(const std::map<std::string, Guarantor>& backers, Answer& answer) {
  using Side = TextTable::Side;
  if (backers.empty()) return;
  TextTable table({{"guarantor", Side::left}, {"kind", Side::left}, {"until", Side::left}, {"contact", Side::left}, {"email", Side::left}});
  answer.data["guarantors"] = nlohmann::ordered_json::array();
  for (const auto& [name, g] : backers) {
    const std::string until = g.until ? iso(*g.until) : g.months ? fmt::format("{} months from the due day", g.months) : "as the law has it";
    table.row({name, g.kind, until, g.contact, g.email});
    answer.data["guarantors"].push_back({{"name", name}, {"kind", g.kind}, {"until", g.until ? iso(*g.until) : ""}, {"months", g.months}, {"contact", g.contact}, {"position", g.position}, {"email", g.email}, {"fax", g.fax}, {"phone", g.phone}});
  }
  answer.text += "\n" + table.text();
}

}  // namespace

Answer arrears_command(World& world, const std::string& debtor, Date today) {
  if (!debtor.empty()) need_debtor(world, debtor);
  using Side = TextTable::Side;
  Answer answer;
  std::vector<std::pair<std::string, Side>> columns{{"debtor", Side::left}, {"name", Side::left}, {"cur", Side::left}};
  for (const char* name : bucket_names) columns.emplace_back(name, Side::right);
  for (const char* name : {"open", "credit", "demand"}) columns.emplace_back(name, Side::right);
  TextTable table(columns), items({{"invoice", Side::left}, {"issued", Side::left}, {"due", Side::left}, {"overdue", Side::right}, {"amount", Side::right}, {"open", Side::right}, {"disputed", Side::right}, {"blocked", Side::left}});
  std::map<std::string, Arrears> totals;
  std::map<std::string, Guarantor> backers;
  answer.data["accounts"] = nlohmann::ordered_json::array();
  CaseTroubles trouble;
  each_account_apart(world, debtor, trouble, [&](CaseInput&& input) {
    const Arrears a = arrears_of(input.account, standing_of(input.events).disputed_amounts(), today);
    if (a.open == 0 && a.credit == 0) return;
    const int digits = a.currency.digits();
    std::vector<std::string> cells{input.account.debtor.id, input.account.debtor.name, std::string(a.currency.code())};
    Arrears& total = totals[std::string(a.currency.code())];
    total.currency = a.currency, total.as_of = today;
    for (std::size_t i = 0; i < a.buckets.size(); ++i) {
      cells.push_back(a.buckets[i] ? grouped(a.buckets[i], digits) : "");
      total.buckets[i] = checked_add(total.buckets[i], a.buckets[i]);
    }
    total.open = checked_add(total.open, a.open), total.credit += a.credit, total.demand += a.demand, total.overdue += a.overdue, total.disputed += a.disputed, total.blocked += a.blocked;
    for (std::int64_t sum : {a.open, a.credit, a.demand}) cells.push_back(sum ? grouped(sum, digits) : "");
    table.row(std::move(cells));
    auto row = to_json(a);
    row["debtor"] = input.account.debtor.id, row["name"] = input.account.debtor.name, row["creditor"] = input.account.creditor;
    if (!debtor.empty()) {
      row["items"] = nlohmann::ordered_json::array();
      for (const Guarantor& g : input.guarantors) backers[g.name] = g;
      for (const ArrearsLine& line : a.lines) {
        row["items"].push_back({{"invoice", line.invoice.number}, {"issued", iso(line.invoice.issued)}, {"due", iso(line.invoice.due)}, {"days_overdue", line.days_overdue}, {"amount", line.invoice.amount.minor}, {"open", line.open}, {"disputed", line.disputed}, {"blocked", line.invoice.blocked}, {"part", line.part ? line.part->part.kind : ""}});
        items.row({line.invoice.number + (line.part && line.part->part.kind == "retention" ? " retention" : ""), iso(line.invoice.issued), iso(line.invoice.due), std::to_string(line.days_overdue), grouped(line.invoice.amount.minor, digits), grouped(line.open, digits), line.disputed ? grouped(line.disputed, digits) : "", line.invoice.blocked});
      }
    }
    answer.data["accounts"].push_back(std::move(row));
  });
  answer.data["totals"] = nlohmann::ordered_json::array();
  for (const auto& [code, total] : totals) {
    answer.data["totals"].push_back(to_json(total));
    std::vector<std::string> cells{"", "total", code};
    for (std::int64_t sum : total.buckets) cells.push_back(grouped(sum, total.currency.digits()));
    for (std::int64_t sum : {total.open, total.credit, total.demand}) cells.push_back(grouped(sum, total.currency.digits()));
    if (debtor.empty()) table.row(std::move(cells));
  }
  answer.text = table.empty() ? "nothing is open\n" : table.text();
  if (!items.empty()) answer.text += "\n" + items.text();
  list_guarantors(backers, answer);
  trouble.tell(answer);
  return answer;
}

}  // namespace dunmail
