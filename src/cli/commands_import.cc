#include "cli/commands_import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <vector>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/problem_json.h"
#include "cli/stop_signal.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t problems_shown = 50, ids_shown = 20;

std::string plural(std::size_t count, const std::string& one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

const char* delimiter_name(char c) {
  return c == ',' ? "commas" : c == ';' ? "semicolons" : c == '\t' ? "tabs" : "a mark of the profile's";
}

/// Lines behind an import's first one, each with two blanks in front.
std::string summary(const ImportSums& counted, const SheetSummary& sheet, std::size_t twice) {
  std::vector<std::string> rows, passed, sums;
  for (const auto& [kind, count] : counted.rows) rows.push_back(plural(count, kind));
  if (sheet.blank) passed.push_back(plural(sheet.blank, "blank row"));
  if (sheet.totals) passed.push_back(plural(sheet.totals, "total row"));
  if (sheet.headers) passed.push_back(plural(sheet.headers, "repeated header"));
  for (const auto& [kind, by_currency] : counted.sums)
    for (const auto& [currency, sum] : by_currency)
      sums.push_back(fmt::format("{}s {} {}", kind, currency.code(), grouped(sum, currency.digits())));
  std::string out;
  if (!rows.empty() || !passed.empty())
    out += fmt::format("  rows: {}{}{}\n", fmt::join(rows, ", "),
                       twice == 0 ? "" : fmt::format("; {} of them said again what a row above says", twice),
                       passed.empty() ? "" : fmt::format("; passed over: {}", fmt::join(passed, ", ")));
  if (!sums.empty())
    out += fmt::format("  sums: {}{}\n", fmt::join(sums, ", "), sheet.totals ? ", as the file's own total" : "");
  out += fmt::format("  read as {}, columns divided by {}, decimal {}\n", name_of(sheet.encoding),
                     delimiter_name(sheet.delimiter), sheet.decimal == ',' ? "comma" : "point");
  return out;
}

Json to_json(const ImportSums& counted, const SheetSummary& sheet) {
  Json rows = Json::object(), sums = Json::object();
  for (const auto& [kind, count] : counted.rows) rows[kind] = count;
  for (const auto& [kind, by_currency] : counted.sums)
    for (const auto& [currency, sum] : by_currency) sums[kind][std::string(currency.code())] = sum;
  return {{"rows", rows},
          {"passed_over", {{"blank", sheet.blank}, {"totals", sheet.totals}, {"headers", sheet.headers}}},
          {"sums", sums},
          {"encoding", name_of(sheet.encoding)},
          {"delimiter", std::string(1, sheet.delimiter)},
          {"decimal", std::string(1, sheet.decimal)}};
}

/// "  2 blocks lifted: D0007, D0009" a line.
std::string text_of(const std::vector<NewsLine>& news) {
  std::string out;
  for (const NewsLine& line : news) {
    out += fmt::format("  {} {}: ", line.ids.size(), line.ids.size() == 1 ? line.one : line.many);
    for (std::size_t i = 0; i < line.ids.size() && i < ids_shown; ++i) out += (i ? ", " : "") + printable(line.ids[i]);
    if (line.ids.size() > ids_shown) out += fmt::format(" and {} more", line.ids.size() - ids_shown);
    out += "\n";
  }
  return out;
}

Json to_json(const ImportedFile& f) {
  Json news = Json::array();
  for (const NewsLine& line : f.news)
    news.push_back({{"what", line.many}, {"count", line.ids.size()}, {"which", line.ids}});
  return {{"file", f.file},
          {"kept", f.kept},
          {"stopped", f.stopped},
          {"rows_in", f.rows_in},
          {"rows_of", f.rows_of},
          {"twice", f.twice},
          {"added", f.added},
          {"changed", f.changed},
          {"same", f.same},
          {"problems", to_json(f.problems)},
          {"given_up", to_json(f.given_up)},
          {"sheet", to_json(f.sums, f.sheet)},
          {"news", news}};
}

std::string text_of(const ImportedFile& f, const ImportOrder& order) {
  std::string out;
  for (std::size_t i = 0; i < f.problems.size() && i < problems_shown; ++i) out += f.problems[i].line() + "\n";
  if (f.problems.size() > problems_shown)
    out += fmt::format("... and {} more; --json shows all\n", f.problems.size() - problems_shown);
  const std::string name = printable(f.file);
  if (f.stopped && !f.kept) return out + name + ": stopped as asked; nothing was imported\n";
  if (!f.kept)
    return out + fmt::format("{}: nothing was imported, {} problem(s){}\n", name, f.problems.size(),
                             order.skip_bad || order.complete ? "" : "; --skip-bad takes the good rows");
  if (f.stopped)
    out += fmt::format("{}: stopped as asked, {} of {} rows are in; the same file again goes on from there\n", name,
                       f.rows_in, f.rows_of);
  out += fmt::format("{}: {} {} added, {} changed, {} as before{}\n", name, order.kind, f.added, f.changed, f.same,
                     f.problems.empty() ? "" : fmt::format("; {} problem(s), their rows left out", f.problems.size()));
  for (const Problem& half : f.given_up) out += half.line() + "\n";
  return out + summary(f.sums, f.sheet, f.twice) + text_of(f.news);
}

}  // namespace

Answer import_command(World& world, const ImportOrder& order, const Progress& progress) {
  const ImportResult result = import_ledger(world, order, progress);
  Answer answer;
  answer.data["files"] = Json::array();
  for (const ImportedFile& f : result.files) {
    answer.data["files"].push_back(to_json(f));
    answer.text += text_of(f, order);
    if (f.stopped)
      answer.exit_code = StopSignal::exit_code;
    else if (!f.kept)
      answer.exit_code = 1;
    else if ((!f.problems.empty() || f.has_older) && answer.exit_code == 0)
      answer.exit_code = 3;
  }
  return answer;
}

void describe_import(CommandTable& table) {
  struct Read {
    ImportOrder order;
    std::string as_of;
  };
  const auto r = std::make_shared<Read>();
  auto* import = table.add("import", "take debtors, contacts, guarantors, invoices, parts or payments from CSV files",
                           [r](World& world) {
                             r->order.as_of = day_or_today(r->as_of, "--as-of");
                             const StopSignal signal;
                             r->order.stop = StopSignal::came;
                             return import_command(world, r->order, progress_line("importing"));
                           });
  ImportOrder& order = r->order;
  import->add_option("kind", order.kind, "debtors, contacts, guarantors, invoices, parts, payments")->required();
  import
      ->add_option("files", order.files,
                   "CSV files: UTF-8, UTF-16, GB18030 or Windows-1252; commas, semicolons or tabs")
      ->required();
  import->add_option("--profile", order.profile, "TOML file that maps foreign columns, dates and decimal marks");
  import->add_option("--as-of", r->as_of, "the day the export was made; default: today");
  import->add_flag("--skip-bad", order.skip_bad, "take the good rows of a file that has bad ones");
  import->add_flag("--update", order.update,
                   "let a known invoice change its amount, its parts, its debtor or its creditor");
  import->add_flag("--complete", order.complete,
                   "invoices, contacts, debtors: the file names them all; what it lacks is closed or inactive");
  import->add_flag("--give-up-half", order.give_up_half,
                   "another file, whose import was stopped, is lost: go on without what it still had");
  import->add_option("--creditor", order.creditor,
                     "whose file it is, where it has no column for it; default: main, or the only one");
  import->add_flag("--allow-vanish", order.allow_vanish,
                   "with --complete: also when more is gone than import.max_vanish_percent");
}

}  // namespace dunmail
