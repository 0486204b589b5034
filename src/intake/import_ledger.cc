#include "intake/import_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/file.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "desk/due_payments.h"
#include "desk/tell_case.h"
#include "intake/complete_list.h"
#include "intake/put_payment.h"

namespace dunmail {
namespace {

/// One import: files one by one, each all or nothing.
class Importer {
 public:
  Importer(World& world, const ImportOrder& order)
      : world_(world), order_(order), news_(world, order.as_of, "import", "") {
    if (!order.profile.empty()) profile_ = ImportProfile::load(order.profile);
  }

  ImportResult run() {
    const auto& columns = import_columns(order_.kind);  // refuses an unknown kind
    check_complete_order(world_, order_);
    check_day();
    const bool has_creditor = std::any_of(columns.begin(), columns.end(),
                                          [](const ColumnRule& c) { return std::string_view(c.name) == "creditor"; });
    // A file without the column is the creditor's of the order.
    if (order_.complete || !order_.creditor.empty()) creditor_ = creditor_of(world_, order_);
    if (has_creditor && !creditor_.empty()) profile_.values.try_emplace("creditor", creditor_);
    put_due_payments(world_, order_.as_of);
    merged_ = world_.store.merged_debtors();
    ImportResult out;
    for (const std::string& file : order_.files) out.files.push_back(one(file));
    return out;
  }

 private:
  struct Rollback {};

  /// A mistyped year would make every later export older than what is known.
  void check_day() const {
    constexpr Days ahead{366};
    const Date today = std::chrono::floor<Days>(world_.now());
    const auto newest = world_.store.newest_import(order_.kind);
    if (order_.as_of > std::max(today, newest.value_or(today)) + ahead)
      throw Error(ErrorKind::usage, "as-of", fmt::format("{} is more than a year ahead", iso(order_.as_of)),
                  "is the year right? nothing was imported");
  }

  ImportedFile one(const std::string& file) {
    name_ = std::filesystem::path(file).filename().string();
    line_ = {};
    sheet_ = {};
    sums_ = {};
    named_ = {};
    news_ = LedgerNews(world_, order_.as_of, "import", name_);
    problems_.clear();
    booked_.clear();
    credit_notes_.clear();
    payments_.clear();
    payments_of_.reset();
    parts_.clear();
    contradicts_ = has_older_ = false;
    files_.push_back({name_, {}, false});
    bool kept = false;
    try {
      world_.store.transaction([&] {
        const bool readable = read(file);
        if (!readable || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
        put_late();
        if (order_.complete && problems_.empty())
          if (auto problem = let_vanish(world_, order_, name_, named_, news_)) problems_.push_back(std::move(*problem));
        if (contradicts_ || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
        for (const BookedPayment& b : booked_) tell_case(world_, b, order_.as_of);
        line_.at = iso(world_.now());
        line_.kind = order_.kind;
        line_.file = name_;
        line_.as_of = iso(order_.as_of);
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
    files_.back().kept = kept;
    return {file,          kept,       line_.added,
            line_.changed, line_.same, problems_,
            sheet_,        sums_,      kept ? news_.lines() : std::vector<NewsLine>(),
            has_older_};
  }

  bool read(const std::string& file) {
    auto bad = [&](Problem problem) { problems_.push_back(std::move(problem)); };
    std::string bytes = read_file(file);
    const std::string& kind = order_.kind;
    if (kind == "debtors")
      return import_debtors(
          std::move(bytes), name_, profile_, [&](Debtor d, const RowPlace& at) { debtor(d, at); }, bad, &sheet_);
    if (kind == "contacts")
      return import_contacts(
          std::move(bytes), name_, profile_, [&](Contact c, const RowPlace& at) { contact(std::move(c), at); }, bad,
          &sheet_);
    if (kind == "guarantors")
      return import_guarantors(
          std::move(bytes), name_, profile_, [&](Guarantor g, const RowPlace& at) { guarantor(std::move(g), at); }, bad,
          &sheet_);
    if (kind == "invoices")
      return import_invoices(
          std::move(bytes), name_, profile_, [&](InvoiceRow i, const RowPlace& at) { invoice(std::move(i), at); },
          [&](CreditNote c, const RowPlace& at) { credit_notes_.emplace_back(std::move(c), at.keep(), at.given()); },
          bad, &sheet_);
    if (kind == "parts")
      return import_parts(
          std::move(bytes), name_, profile_, [&](PartRow p, const RowPlace& at) { part(p, at); }, bad, &sheet_);
    return import_payments(
        std::move(bytes), name_, profile_,
        [&](Payment p, const RowPlace& at) {
          if (payments_.empty()) payments_of_.emplace(at.keep(), at.given());
          payments_.push_back({std::move(p), at.line()});
          if (payments_.size() >= payments_at_once) put_payments();
        },
        bad, &sheet_);
  }

  Source source(const Given& given) const { return {given, order_.as_of, order_.update, order_.complete}; }
  /// The number that goes on, where a debtor was merged into another.
  std::string survivor(const std::string& id) const {
    const auto found = merged_.find(id);
    return found == merged_.end() ? id : found->second;
  }

  void debtor(const Debtor& d, const RowPlace& at) {
    const Put put = readable(d.id, [&] { return world_.store.put(d, source(at.given())); });
    if (!count(put, at) || contradicts(d.id, d.id, put, at)) return;
    say_older(put, d.id);
    sums_.row("debtor");
    named_.keys.insert(d.id);
    news_.debtor(d.id, put.changes);
  }

  void contact(Contact c, const RowPlace& at) {
    c.debtor_id = survivor(c.debtor_id);
    const Put put = readable(c.debtor_id, [&] { return world_.store.put(c, source(at.given())); });
    if (!count(put, at) ||
        contradicts(c.debtor_id + "\t" + c.name, fmt::format("{} of {}", c.name, c.debtor_id), put, at))
      return;
    say_older(put, fmt::format("{} of {}", c.name, c.debtor_id));
    sums_.row("contact");
    named_.contacts.emplace(c.debtor_id, c.name);
    news_.contact(c.debtor_id, c.name, put.changes);
  }

  void guarantor(Guarantor g, const RowPlace& at) {
    g.debtor_id = survivor(g.debtor_id);
    const Put put = readable(g.debtor_id, [&] { return world_.store.put(g, source(at.given())); });
    if (!count(put, at)) return;
    say_older(put, fmt::format("{} of {}", g.name, g.debtor_id));
    sums_.row("guarantor");
  }

  void invoice(InvoiceRow i, const RowPlace& at) {
    i.debtor_id = survivor(i.debtor_id);
    // A number twice in one file is a mistake of the file, even when both rows agree with nothing known.
    const auto same_number = rows_.equal_range(i.number);
    for (auto seen = same_number.first; seen != same_number.second; ++seen)
      if (seen->second.file == files_.size() - 1 && seen->second.amount != i.amount.minor)
        return problems_.push_back(
            {at.at("number"),
             fmt::format("invoice {} stands on line {} with another amount", i.number, seen->second.line),
             "a number is used once"});
    if (order_.complete && i.creditor != creditor_)
      return problems_.push_back(
          {at.at("creditor"),
           fmt::format("invoice {} is owed to {}, the list is complete for {}", i.number, i.creditor, creditor_),
           "name the creditor with --creditor, one list each"});
    const Put put = readable(i.debtor_id, [&] { return world_.store.put(i, source(at.given())); });
    if (!count(put, at) || contradicts(i.number, "invoice " + i.number, put, at, i.amount.minor)) return;
    say_older(put, i.number);
    sums_.add("invoice", i.amount);
    if (order_.complete) {
      named_.keys.insert(i.number);
      named_.credit_notes = at.given().has("kind");
    }
    if (put.changes.empty()) return;
    if (const auto now = world_.store.invoice_state(i.number)) news_.invoice(*now, i.number, put.changes);
  }

  /// Exports have the newest first; receipts settle by their days, and in that order none has to be reckoned anew.
  /// What is wrong is said in the order of the file.
  void put_payments() {
    std::vector<std::size_t> order(payments_.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const Payment &one = payments_[a].payment, &other = payments_[b].payment;
      return std::tuple(one.day, !one.reverses.empty()) < std::tuple(other.day, !other.reverses.empty());
    });
    std::map<std::size_t, std::vector<Problem>> wrong;
    const std::size_t before = problems_.size();
    for (const std::size_t i : order) {
      const auto& [place, given] = *payments_of_;
      payment(std::move(payments_[i].payment), RowPlace(place.file, payments_[i].line, place.columns, given));
      for (; problems_.size() > before; problems_.pop_back()) wrong[i].push_back(std::move(problems_.back()));
    }
    for (auto& [row, problems] : wrong) std::move(problems.begin(), problems.end(), std::back_inserter(problems_));
    payments_.clear();
    payments_of_.reset();
  }

  void payment(Payment p, const RowPlace& at) {
    p.debtor_id = survivor(p.debtor_id);
    // An invoice has one creditor: a file without the column means that one.
    if (!p.invoice.empty() && !at.given().has("creditor"))
      if (const auto invoice = world_.store.invoice_state(p.invoice)) p.creditor = invoice->creditor;
    // What an export says of days to come has not happened yet.
    const bool later = p.day > order_.as_of && p.reverses.empty();
    const std::size_t before = booked_.size();
    const Put put =
        readable(p.debtor_id, [&] { return later ? world_.store.put_for_later(p) : put_payment(world_, p, booked_); });
    // Whom nobody ever wrote to has no case file that would be told: of a long list of payments most are forgotten
    // here.
    booked_.erase(std::remove_if(booked_.begin() + static_cast<std::ptrdiff_t>(before), booked_.end(),
                                 [&](const BookedPayment& b) { return !has_case(world_, b); }),
                  booked_.end());
    if (!count(put, at)) return;
    sums_.add(p.reverses.empty() ? "payment" : "returned payment", p.amount);
    if (later && put.what == Put::What::added)
      news_.say("payment counts from its day on", "payments count from their day on",
                fmt::format("{} ({})", p.reference, iso(p.day)));
  }

  void part(const PartRow& row, const RowPlace& at) {
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

  /// What needs the whole file first: credit notes, whose invoice may stand below them, and the sums of parts.
  void put_late() {
    put_payments();
    for (auto& [note, place, given] : credit_notes_) {
      note.debtor_id = survivor(note.debtor_id);
      named_.keys.insert(note.number);
      if (count(readable(note.debtor_id,
                         [&, &note = note, &given = given] { return world_.store.put(note, source(given)); }),
                place))
        sums_.add("credit note", note.amount);
    }
    for (auto& [number, own] : parts_) {
      auto& [currency, parts, place] = own;
      std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.seq < b.seq; });
      count(world_.store.put_parts(number, currency, parts, order_.update), place,
            static_cast<std::int64_t>(parts.size()));
    }
  }

  /// False where the row was refused.
  template <class Place>
  bool count(const Put& put, const Place& at, std::int64_t rows = 1) {
    switch (put.what) {
      case Put::What::added:
        line_.added += rows;
        return true;
      case Put::What::changed:
        line_.changed += rows;
        return true;
      case Put::What::same:
        line_.same += rows;
        return true;
      case Put::What::older:
        line_.same += rows;
        return true;
      case Put::What::refused:
        problems_.push_back({at.at(put.column), put.column + ": " + put.message, put.hint});
        return false;
    }
    return false;
  }

  /// A record of the database that cannot be read is trouble of the rows that need it, not of the others.
  template <class F>
  static Put readable(const std::string& debtor, const F& put) {
    try {
      return put();
    } catch (const UnreadableRecord& e) {
      return {Put::What::refused,
              "debtor",
              fmt::format("the account of {} cannot be read: {}", debtor, e.problem().message),
              "somebody changed the database: dunmail verify; --skip-bad takes the other rows",
              {}};
    }
  }

  void say_older(const Put& put, const std::string& key) {
    if (put.what != Put::What::older) return;
    has_older_ = true;
    news_.say("row older than what is known, nothing changed by it",
              "rows older than what is known, nothing changed by them",
              fmt::format("{} (known as of {})", key, put.message));
  }

  /// Two rows of this import, in one file or in two, that say different things of the same. Which of them is right
  /// nobody can know; the file of the second is refused as a whole, since the first row is overwritten by now.
  bool contradicts(const std::string& key, const std::string& shown, const Put& put, const RowPlace& at,
                   std::int64_t amount = 0) {
    if (files_.back().given == std::nullopt) files_.back().given = at.given();
    const std::size_t here = files_.size() - 1;
    const auto seen = rows_.equal_range(key);
    for (auto row = seen.first; row != seen.second && !put.changes.empty(); ++row) {
      const auto& [file, line, sum] = row->second;
      if (file != here && !files_[file].kept) continue;
      for (const Change& c : put.changes) {
        const std::string column = c.column == "open" ? "amount" : c.column;
        if (!files_[file].given->has(column)) continue;
        problems_.push_back({at.at(column),
                             fmt::format("{}: {} stands on line {}{} with \"{}\"", column, shown, line,
                                         file == here ? "" : " of " + files_[file].name, c.was),
                             "which of the two is right? leave one out"});
        return contradicts_ = true;
      }
    }
    rows_.emplace(key, RowSeen{here, at.line(), amount});
    return false;
  }

  struct RowSeen {
    std::size_t file = 0, line = 0;
    std::int64_t amount = 0;
  };
  struct FileRead {
    std::string name;
    std::optional<Given> given;
    bool kept = false;
  };

  World& world_;
  const ImportOrder& order_;
  ImportProfile profile_;
  std::string name_, creditor_;
  ImportLine line_;
  SheetSummary sheet_;
  ImportSums sums_;
  LedgerNews news_;
  NamedInFile named_;
  bool contradicts_ = false, has_older_ = false;
  std::vector<Problem> problems_;
  std::vector<BookedPayment> booked_;
  std::vector<std::tuple<CreditNote, KeptPlace, Given>> credit_notes_;
  struct PaymentRow {
    Payment payment;
    std::size_t line;
  };
  static constexpr std::size_t payments_at_once = 100'000;                           // bounds memory
  std::vector<PaymentRow> payments_;                                                 // of the file, not put yet
  std::optional<std::pair<KeptPlace, Given>> payments_of_;                           // what their rows share
  std::map<std::string, std::tuple<Currency, std::vector<Part>, KeptPlace>> parts_;  // by invoice
  std::map<std::string, std::string> merged_;
  std::vector<FileRead> files_;
  std::unordered_multimap<std::string, RowSeen> rows_;  // by key: which rows named it
};

}  // namespace

ImportResult import_ledger(World& world, const ImportOrder& order) { return Importer(world, order).run(); }

}  // namespace dunmail
