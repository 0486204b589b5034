// What becomes of the rows of a file.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>

#include "desk/tell_case.h"
#include "intake/importer.h"
#include "intake/put_payment.h"

namespace dunmail {

void Importer::row(const RowPlace& at, std::function<void(const RowPlace&)> put) {
  if (!pages_.open()) {
    stop_if_asked(order_.stop);
    return put(at);
  }
  share(at);
  rows_waiting_.emplace_back(at.line(), std::move(put));
  if (rows_waiting_.size() >= order_.rows_a_page) put_rows();
}

void Importer::put_rows() {
  if (rows_waiting_.empty()) return;
  pages_.write(rows_waiting_.size(), [&] {
    for (auto& [line, put] : rows_waiting_) put(place_of(line));
  });
  rows_waiting_.clear();
}

bool Importer::read(const LargeText& text) {
  auto bad = [&](Problem problem) { problems_.push_back(std::move(problem)); };
  const std::string& kind = order_.kind;
  if (kind == "debtors")
    return import_debtors(
        text, name_, profile_,
        [&](Debtor d, const RowPlace& at) { row(at, [this, d = std::move(d)](const RowPlace& of) { debtor(d, of); }); },
        bad, &sheet_);
  if (kind == "contacts")
    return import_contacts(
        text, name_, profile_,
        [&](Contact c, const RowPlace& at) {
          row(at, [this, c = std::move(c)](const RowPlace& of) { contact(c, of); });
        },
        bad, &sheet_);
  if (kind == "guarantors")
    return import_guarantors(
        text, name_, profile_, [&](Guarantor g, const RowPlace& at) { guarantor(std::move(g), at); }, bad, &sheet_);
  if (kind == "invoices")
    return import_invoices(
        text, name_, profile_,
        [&](InvoiceRow i, const RowPlace& at) {
          row(at, [this, i = std::move(i)](const RowPlace& of) { invoice(i, of); });
        },
        [&](CreditNote c, const RowPlace& at) {
          share(at);
          credit_notes_.emplace_back(std::move(c), at.line());
        },
        bad, &sheet_);
  if (kind == "parts")
    return import_parts(
        text, name_, profile_, [&](PartRow p, const RowPlace& at) { part(p, at); }, bad, &sheet_);
  return import_payments(
      text, name_, profile_,
      [&](Payment p, const RowPlace& at) {
        share(at);
        if (!pages_.open()) stop_if_asked(order_.stop);
        payments_.push_back({std::move(p), at.line()});
        if (payments_.size() >= payments_at_once) put_payments();
      },
      bad, &sheet_);
}

void Importer::debtor(const Debtor& d, const RowPlace& at) {
  const Put put = readable(d.id, [&] { return world_.store.put(d, source(at.given())); });
  if (!count(put, at) || contradicts(d.id, d.id, put, at)) return;
  say_older(put, d.id);
  taken(d.id);
  sums_.row("debtor");
  if (order_.complete) named_.keys.insert(d.id);
  news_.debtor(d.id, put.changes);
}

void Importer::contact(Contact c, const RowPlace& at) {
  c.debtor_id = survivor(c.debtor_id);
  const Put put = readable(c.debtor_id, [&] { return world_.store.put(c, source(at.given())); });
  if (!count(put, at) ||
      contradicts(c.debtor_id + "\t" + c.name, fmt::format("{} of {}", c.name, c.debtor_id), put, at))
    return;
  say_older(put, fmt::format("{} of {}", c.name, c.debtor_id));
  taken(c.debtor_id + "\t" + c.name);
  sums_.row("contact");
  if (order_.complete) {
    named_.keys.insert(c.debtor_id);
    named_.keys.insert(Store::contact_key(c.debtor_id, c.name));
  }
  news_.contact(c.debtor_id, c.name, put.changes);
}

void Importer::guarantor(Guarantor g, const RowPlace& at) {
  g.debtor_id = survivor(g.debtor_id);
  const Put put = readable(g.debtor_id, [&] { return world_.store.put(g, source(at.given())); });
  if (!count(put, at)) return;
  say_older(put, fmt::format("{} of {}", g.name, g.debtor_id));
  taken(g.debtor_id + "\t" + g.name);
  sums_.row("guarantor");
}

void Importer::invoice(InvoiceRow i, const RowPlace& at) {
  i.debtor_id = survivor(i.debtor_id);
  if (auto twice = seen_.other_amount(i, at)) return problems_.push_back(std::move(*twice));
  if (auto other = of_another(i, sheet(), at)) return problems_.push_back(std::move(*other));
  const Put put = readable(i.debtor_id, [&] { return world_.store.put(i, source(at.given())); });
  if (!count(put, at) || contradicts(i.number, "invoice " + i.number, put, at, i.amount.minor)) return;
  say_older(put, i.number);
  taken(i.number);
  sums_.add("invoice", i.amount);
  if (order_.complete) {
    named_.keys.insert(i.number);
    named_.credit_notes = at.given().has("kind");
  }
  if (put.changes.empty()) return;
  if (const auto now = world_.store.invoice_state(i.number)) news_.invoice(*now, i.number, put.changes);
}

void Importer::put_payments() {
  std::vector<std::size_t> order(payments_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [](const Payment& p) {
      return std::tuple<const std::string&, Date, bool, const std::string&>(p.debtor_id, p.day, !p.reverses.empty(),
                                                                            p.reference);
    };
    return key(payments_[a].payment) < key(payments_[b].payment);
  });
  std::map<std::size_t, std::vector<Problem>> wrong;
  const std::size_t before = problems_.size();
  for (std::size_t from = 0; from < order.size(); from += order_.rows_a_page) {
    const std::size_t to = std::min(from + order_.rows_a_page, order.size());
    pages_.write(to - from, [&] {
      PaymentsInTurn turn;
      for (std::size_t k = from; k < to; ++k) {
        const std::size_t i = order[k];
        payment(std::move(payments_[i].payment), place_of(payments_[i].line), turn);
        for (; problems_.size() > before; problems_.pop_back()) wrong[i].push_back(std::move(problems_.back()));
      }
    });
  }
  for (auto& [row, problems] : wrong) std::move(problems.begin(), problems.end(), std::back_inserter(problems_));
  payments_.clear();
}

void Importer::payment(Payment p, const RowPlace& at, PaymentsInTurn& turn) {
  p.debtor_id = survivor(p.debtor_id);
  const bool later = comes_later(p, order_);
  const std::size_t before = pages_.booked.size();
  const Put put = readable(p.debtor_id, [&] {
    turn.invoice = world_.store.named_invoice(p.invoice);
    name_creditor(p, turn.invoice, at.given());
    return later ? world_.store.put_for_later(p) : put_payment(world_, p, pages_.booked, &turn);
  });
  // Whom nobody ever wrote to has no case file that would be told: of a long list of payments most are forgotten
  // here.
  pages_.booked.erase(std::remove_if(pages_.booked.begin() + static_cast<std::ptrdiff_t>(before), pages_.booked.end(),
                                     [&](const BookedPayment& b) { return !has_case(world_, b); }),
                      pages_.booked.end());
  if (!count(put, at)) return;
  taken(p.reference);
  sums_.add(p.reverses.empty() ? "payment" : "returned payment", p.amount);
  if (later && put.what == Put::What::added)
    news_.say("payment counts from its day on", "payments count from their day on",
              fmt::format("{} ({})", p.reference, iso(p.day)));
}

void Importer::part(const PartRow& row, const RowPlace& at) {
  auto [own, is_new] = parts_.try_emplace(row.invoice, row.currency, std::vector<Part>(), at.keep());
  auto& [currency, parts, place] = own->second;
  const bool twice = std::any_of(parts.begin(), parts.end(), [&](const Part& p) { return p.seq == row.part.seq; });
  if (twice)
    return problems_.push_back({at.at("part"),
                                fmt::format("part {} of {} stands in the file twice", row.part.seq, row.invoice),
                                "parts are numbered from 1"});
  if (currency != row.currency)
    return problems_.push_back(
        {at.at("currency"), fmt::format("the parts of {} are in two currencies", row.invoice), ""});
  parts.push_back(row.part);
  sums_.add("part", {row.part.amount, row.currency});
}

void Importer::credit_note(CreditNote& note, const RowPlace& at) {
  note.debtor_id = survivor(note.debtor_id);
  if (order_.complete) named_.keys.insert(note.number);
  if (!count(readable(note.debtor_id, [&] { return world_.store.put(note, source(at.given())); }), at)) return;
  taken(note.number);
  sums_.add("credit note", note.amount);
}

void Importer::put_late() {
  put_payments();
  for (std::size_t from = 0; from < credit_notes_.size(); from += order_.rows_a_page) {
    const std::size_t to = std::min(from + order_.rows_a_page, credit_notes_.size());
    pages_.write(to - from, [&] {
      for (std::size_t i = from; i < to; ++i) credit_note(credit_notes_[i].first, place_of(credit_notes_[i].second));
    });
  }
  for (auto& [number, own] : parts_) {
    auto& [currency, parts, place] = own;
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.seq < b.seq; });
    count(world_.store.put_parts(number, currency, parts, order_.update), place,
          static_cast<std::int64_t>(parts.size()));
  }
}

void Importer::say_older(const Put& put, const std::string& key) {
  if (put.what != Put::What::older) return;
  has_older_ = true;
  news_.say("row older than what is known, nothing changed by it",
            "rows older than what is known, nothing changed by them",
            fmt::format("{} (known as of {})", key, put.message));
}

bool Importer::contradicts(const std::string& key, const std::string& shown, const Put& put, const RowPlace& at,
                           std::int64_t amount) {
  if (pages_.open()) return false;
  auto problem = seen_.contradicts(key, shown, put, at, amount);
  if (!problem) return false;
  problems_.push_back(std::move(*problem));
  return contradicts_ = true;
}

}  // namespace dunmail
