#include "desk/ledger_news.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

constexpr std::array<std::string_view, 5> address_columns{"street", "postcode", "city", "region", "country"};

std::string id_of(const InvoiceState& invoice, const std::string& debtor_id) {
  return CaseKey{invoice.creditor, debtor_id, invoice.currency}.id();
}

const Change* find(const std::vector<Change>& changes, std::string_view column) {
  const auto found = std::find_if(changes.begin(), changes.end(), [&](const Change& c) { return c.column == column; });
  return found == changes.end() ? nullptr : &*found;
}

/// The parts of an address that changed, in one line each.
std::optional<told::LedgerChanged> address_change(const std::vector<Change>& changes) {
  std::string was, is;
  for (const std::string_view column : address_columns)
    if (const Change* c = find(changes, column)) {
      was += (was.empty() ? "" : ", ") + c->was;
      is += (is.empty() ? "" : ", ") + c->is;
    }
  if (was.empty() && is.empty()) return std::nullopt;
  return told::LedgerChanged{"address", was, is};
}

}  // namespace

void LedgerNews::tell(const std::string& case_id, const std::string& debtor_id, told::LedgerChanged change) {
  if (!world_->store.has_case(case_id)) return;
  change.file = file_;
  Told told = change;
  Event e;
  e.case_id = case_id;
  e.day = day_;
  e.at = world_->now();
  e.kind = told.kind;
  e.by = by_;
  e.data = std::move(told.data);
  world_->store.append(std::move(e), debtor_id);
}

void LedgerNews::tell_all(const std::string& debtor_id, const told::LedgerChanged& change) {
  for (const std::string& case_id : world_->store.cases_of_debtor(debtor_id)) tell(case_id, debtor_id, change);
}

void LedgerNews::debtor(const std::string& id, const std::vector<Change>& changes) {
  if (const Change* c = find(changes, "blocked")) {
    if (c->is.empty())
      say("block lifted", "blocks lifted", id);
    else if (c->was.empty())
      say("block set", "blocks set", id);
    else
      say("block has another reason", "blocks have another reason", id);
    tell_all(id, {"block", c->was, c->is});
  }
  if (const Change* c = find(changes, "locale")) {
    say("language changed", "languages changed", fmt::format("{} ({} to {})", id, c->was, c->is));
    tell_all(id, {"locale", c->was, c->is});
  }
  if (const auto address = address_change(changes)) {
    say("address changed", "addresses changed", id);
    tell_all(id, *address);
  }
  if (const Change* c = find(changes, "name")) {
    say("name changed", "names changed", id);
    tell_all(id, {"name", c->was, c->is});
  }
  if (const Change* c = find(changes, "inactive")) {
    say("debtor active again", "debtors active again", id);
    tell_all(id, {.what = "debtor", .was = "inactive", .is = "active", .reason = c->was});
  }
}

void LedgerNews::contact(const std::string& debtor_id, const std::string& name, const std::vector<Change>& changes) {
  // Where letters and calls go, and who gets which.
  for (const auto& [column, one, many] :
       {std::tuple("email", "e-mail address", "e-mail addresses"), std::tuple("fax", "fax number", "fax numbers"),
        std::tuple("phone", "telephone number", "telephone numbers"),
        std::tuple("role", "role of a contact", "roles of contacts")}) {
    const Change* c = find(changes, column);
    if (!c) continue;
    const std::string did = c->is.empty() ? " emptied" : " changed";
    say(one + did, many + did, fmt::format("{} of {}", name, debtor_id));
    tell_all(debtor_id, {.what = column, .was = c->was, .is = c->is, .contact = name});
  }
  if (const Change* c = find(changes, "inactive")) {
    say("contact active again", "contacts active again", fmt::format("{} of {}", name, debtor_id));
    tell_all(debtor_id, {.what = "contact", .was = "inactive", .is = "active", .contact = name, .reason = c->was});
  }
}

void LedgerNews::invoice(const InvoiceState& now, const std::string& number, const std::vector<Change>& changes) {
  const std::string case_id = id_of(now, now.debtor_id);
  const auto sum = [&](std::int64_t minor) {
    return fmt::format("{} {}", now.currency.code(), grouped(minor, now.currency.digits()));
  };
  const auto data = [&](const char* what, const Change& c) {
    return told::LedgerChanged{.what = what, .was = c.was, .is = c.is, .invoice = number};
  };
  if (const Change* c = find(changes, "blocked")) {
    if (c->is.empty())
      say("block of an invoice lifted", "blocks of invoices lifted", number);
    else if (c->was.empty())
      say("block of an invoice set", "blocks of invoices set", number);
    else
      say("block of an invoice has another reason", "blocks of invoices have another reason", number);
    tell(case_id, now.debtor_id, data("block", *c));
  }
  if (const Change* c = find(changes, "due_date")) {
    say("due day changed", "due days changed", fmt::format("{} ({} to {})", number, c->was, c->is));
    tell(case_id, now.debtor_id, data("due", *c));
  }
  if (const Change* c = find(changes, "amount")) {
    say("amount changed", "amounts changed", fmt::format("{} ({} to {})", number, c->was, c->is));
    tell(case_id, now.debtor_id, data("amount", *c));
  }
  if (const Change* c = find(changes, "closed")) {
    say("invoice open again", "invoices open again", number);
    tell(case_id, now.debtor_id,
         {.what = "open",
          .was = "0",
          .is = std::to_string(now.open),
          .invoice = number,
          .reason = "named again; it was " + c->was});
  } else if (const Change* o = find(changes, "open"); o && !find(changes, "amount")) {
    const std::int64_t was = std::stoll(o->was), is = std::stoll(o->is);
    if (is < was)
      say("invoice settled by the export", "invoices settled by the export",
          fmt::format("{} by {}", number, sum(was - is)));
    else
      say("invoice of which more is open again", "invoices of which more is open again",
          fmt::format("{} by {}", number, sum(is - was)));
    told::LedgerChanged change = data("open", *o);
    change.reason = "the export says so";
    tell(case_id, now.debtor_id, change);
  }
  const Change* debtor = find(changes, "debtor");
  const Change* creditor = find(changes, "creditor");
  if (debtor || creditor) {
    InvoiceState before = now;
    if (debtor) before.debtor_id = debtor->was;
    if (creditor) before.creditor = creditor->was;
    const std::string from = id_of(before, before.debtor_id);
    say("invoice moved", "invoices moved", fmt::format("{} ({} to {})", number, from, case_id));
    const told::LedgerChanged change{.what = "owner", .was = from, .is = case_id, .invoice = number};
    tell(from, before.debtor_id, change);
    tell(case_id, now.debtor_id, change);
  }
}

void LedgerNews::invoice_closed(const InvoiceState& was, const std::string& number, const std::string& reason) {
  say("invoice closed", "invoices closed", number);
  tell(id_of(was, was.debtor_id), was.debtor_id,
       {.what = "open", .was = std::to_string(was.open), .is = "0", .invoice = number, .reason = reason});
}

void LedgerNews::credit_note_closed(const InvoiceState& was, const std::string& number, const std::string& reason) {
  say("credit note closed", "credit notes closed", number);
  tell(id_of(was, was.debtor_id), was.debtor_id,
       {.what = "open", .was = std::to_string(was.open), .is = "0", .invoice = number, .reason = reason});
}

void LedgerNews::contact_inactive(const std::string& debtor_id, const std::string& name, const std::string& reason) {
  say("contact inactive", "contacts inactive", fmt::format("{} of {}", name, debtor_id));
  tell_all(debtor_id, {.what = "contact", .was = "active", .is = "inactive", .contact = name, .reason = reason});
}

void LedgerNews::debtor_inactive(const std::string& id, const std::string& reason, bool owes) {
  say("debtor inactive", "debtors inactive", id);
  if (owes) say("of them still owes: it gets no letters", "of them still owe: they get no letters", id);
  tell_all(id, {.what = "debtor", .was = "active", .is = "inactive", .reason = reason});
}

std::vector<NewsLine> LedgerNews::lines() const {
  std::vector<NewsLine> out;
  for (const auto& [what, ids] : lines_) out.push_back({what.first, what.second, ids});
  return out;
}

}  // namespace dunmail
