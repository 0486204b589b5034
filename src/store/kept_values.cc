// Whether each row holds what its columns hold (store/kept_rows.h): SQLite keeps a text in a column of numbers, and a
// reader that meets it ends.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/money.h"
#include "base/text.h"
#include "sql/db.h"
#include "store/kept_rows.h"
#include "store/schema.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;

/// Which columns hold a day, and which one or nothing. Events are not here: whoever reads a case file tells of them.
const std::map<S, std::vector<S>>& days() {
  static const std::map<S, std::vector<S>> known{
      {"invoice", {"issued", "due"}},
      {"payment", {"day"}},
      {"credit_note", {"day"}},
      {"part", {"due"}},
      {"run", {"today"}},
      {"letter", {"day"}},
      {"mail", {"day"}},
      {"batch", {"day"}},
      {"bank_payer", {"day"}},
      {"bank_entry", {"booked", "value"}},
      {"claim", {"first", "last"}},
      {"archived_document", {"day"}},

      {"bank_statement", {"opening_day", "closing_day"}},
  };
  return known;
}

const std::map<S, std::vector<S>>& days_or_none() {
  static const std::map<S, std::vector<S>> known{
      {"debtor", {"inactive_on", "as_of"}},
      {"contact", {"inactive_on", "as_of"}},
      {"guarantor", {"until", "as_of"}},
      {"invoice", {"settled_on", "closed_on", "as_of"}},
      {"payment", {"returned"}},
      {"letter", {"deadline", "since"}},
      {"bank_entry", {"held_until"}},
      {"posting", {"delivered_on"}},
      {"claim", {"asserted", "withdrawn"}},
      {"import_log", {"as_of"}},
  };
  return known;
}

const std::map<S, std::vector<S>>& instants_or_none() {
  static const std::map<S, std::vector<S>> known{{"letter", {"message_date", "next_attempt"}}};
  return known;
}

bool is_in(const std::map<S, std::vector<S>>& columns, const S& table, const S& column) {
  const auto found = columns.find(table);
  if (found == columns.end()) return false;
  for (const S& each : found->second)
    if (each == column) return true;
  return false;
}

/// When a column's value is none of it, and what belongs there.
struct Rule {
  S odd, belongs;
};

Rule rule_of(const Engine& engine, const S& table, const S& column, const S& type) {
  const S no_day = engine.no_day(column);
  if (type == "BIGINT") return {engine.no_number(column), "a whole number belongs"};
  if (type == "BLOB") return {engine.no_bytes(column), "bytes belong"};
  if (is_in(days(), table, column)) return {no_day, "a day belongs"};
  if (is_in(days_or_none(), table, column)) return {fmt::format("({} <> '' AND {})", column, no_day), "a day belongs"};
  if (is_in(instants_or_none(), table, column))
    return {fmt::format("({} <> '' AND {})", column, engine.no_instant(column)), "an instant belongs"};
  return {engine.no_text(column), "a text belongs"};
}

struct Columns {
  std::vector<std::pair<S, S>> all;  ///< name and type
  std::vector<S> key;
};

/// Those that are there and ours.
Columns columns_of(Db& db, const S& table) {
  static const auto ours = columns_of_schema();
  Columns out;
  const auto known = ours.find(table);
  if (known == ours.end()) return out;
  for (auto& [name, type, in_key] : db.engine().columns(table)) {
    if (!known->second.contains(name)) continue;
    if (in_key) out.key.push_back(name);
    out.all.emplace_back(std::move(name), std::move(type));
  }
  return out;
}

/// What a finding calls a row: those with a name of their own by that, an event as its case file does.
S name_of(const S& table, const std::vector<S>& key) {
  if (table == "letter" || table == "mail" || table == "batch" || table == "run" || table == "bank_entry") return "id";
  if (table == "event") return "case_id || ', event ' || seq";
  if (table == "document") return "'document ' || substr(sha256, 1, 12)";
  if (table == "sent_mark") return "'sent_mark'";
  S out = fmt::format("'{}'", table);
  for (const S& each : key) out += " || ' ' || " + each;
  return out;
}

}  // namespace

std::vector<S> KeptRows::tables() {
  std::vector<S> out;
  const auto ours = columns_of_schema();
  for (const auto& [part, sql] : db_.engine().parts())
    if (part.starts_with("table ") && ours.contains(part.substr(6))) out.push_back(part.substr(6));
  return out;
}

KeptRows::Findings KeptRows::odd_values(const S& table) {
  Findings out;
  const Columns columns = columns_of(db_, table);
  S any, what;
  bool money = false;
  for (const auto& [column, type] : columns.all) {
    const Rule rule = rule_of(db_.engine(), table, column, type);
    any += (any.empty() ? "" : " OR ") + rule.odd;
    what += fmt::format(
        "{}CASE WHEN {} THEN '; {} holds \"' || COALESCE(substr(CAST({} AS TEXT), 1, 40), '') || '\" where {}' ELSE '' "
        "END",
        what.empty() ? "" : " || ", rule.odd, column, column, rule.belongs);
    money |= column == "currency";
  }
  if (columns.all.empty()) return out;
  const S name = name_of(table, columns.key);
  for (auto& [where, odd] : db_.rows<S, S>(fmt::format("SELECT {}, {} FROM {} WHERE {}", name, what, table, any)))
    out.emplace_back(std::move(where), odd.substr(2));
  if (!money) return out;
  auto codes = db_.rows<S>(fmt::format("SELECT DISTINCT currency FROM {}", table));
  std::sort(codes.begin(), codes.end());  // the engine would sort every row
  for (const auto& [code] : codes) {
    if (Currency::find(code) || code == "XXX") continue;
    for (auto& [where] : db_.rows<S>(fmt::format("SELECT {} FROM {} WHERE currency = ?", name, table), code))
      out.emplace_back(std::move(where), "currency holds \"" + printable(code) + "\", which is none");
  }
  return out;
}

}  // namespace dunmail
