// A bank's profile as it is written in TOML.
#include <array>

#include "ledger/statement_csv.h"

namespace dunmail {
namespace {

constexpr std::array<const char*, 15> our_columns{"date",          "value",   "in",        "out",        "amount",
                                                  "flag",          "balance", "currency",  "account",    "payer",
                                                  "payer_account", "text",    "reference", "end_to_end", "status"};

}  // namespace

BankProfile BankProfile::load(const std::string& path) {
  const auto slash = path.rfind('/');
  std::string name = path.substr(slash == path.npos ? 0 : slash + 1);
  if (name.ends_with(".toml")) name.resize(name.size() - 5);
  return read(ConfigTable::load(path), name);
}

BankProfile BankProfile::read(const ConfigTable& table, const std::string& name) {
  BankProfile out;
  out.name = name;
  const std::string delimiter = table.text("delimiter", "");
  if (delimiter == "tab")
    out.delimiter = '\t';
  else if (delimiter.size() == 1 && delimiter != "\"")
    out.delimiter = delimiter[0];
  else if (!delimiter.empty())
    throw table.error("delimiter", "must be one character, or \"tab\"");
  out.encoding = table.choice("encoding", "automatic", {"automatic", "utf-8", "gb18030", "latin-1"});
  if (auto dates = table.texts("date"); !dates.empty()) out.dates = std::move(dates);
  out.decimal = table.choice("decimal", ".", {".", ","})[0];
  out.currency = table.text("currency", "");
  if (!out.currency.empty() && !Currency::find(out.currency))
    throw table.error("currency", "is not a currency of ISO 4217");
  out.account_labels = table.texts("account_labels");
  out.totals = table.texts("totals");
  out.reversal_words = table.texts("reversal_words");
  const auto columns = table.table("columns");
  if (!columns) throw table.error("columns", "is missing", "[columns] says which header means what");
  for (const char* ours : our_columns)
    if (columns->has(ours)) out.columns[ours] = columns->texts(ours);
  if (const auto flags = table.table("flags")) {
    out.flags_in = flags->texts("in");
    out.flags_out = flags->texts("out");
  }
  if (const auto status = table.table("status")) {
    out.booked = status->texts("booked");
    out.announced = status->texts("announced");
    out.failed = status->texts("failed");
  }
  if (const auto currencies = table.table("currencies"))
    for (const std::string& theirs : currencies->keys()) out.currencies[theirs] = currencies->text(theirs);
  if (!out.columns.contains("date")) throw columns->error("date", "is missing");
  if (!out.columns.contains("amount") && !(out.columns.contains("in") && out.columns.contains("out")))
    throw columns->error("amount", "is missing", "name `amount`, or `in` and `out`");
  if (out.columns.contains("flag") && (out.flags_in.empty() || out.flags_out.empty()))
    throw table.error("flags", "must say which words mean in and which out");
  table.finish();
  return out;
}

}  // namespace dunmail
