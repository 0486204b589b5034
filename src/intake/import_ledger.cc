#include "intake/import_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/large_text.h"
#include "base/long_file.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "desk/due_payments.h"
#include "desk/tell_case.h"
#include "intake/complete_list.h"
#include "intake/import_check.h"
#include "intake/import_pages.h"
#include "intake/put_payment.h"
#include "intake/rows_seen.h"

namespace dunmail {
namespace {

/// One import: files one by one, each all or nothing.
class Importer {
 public:
  Importer(World& world, const ImportOrder& order, const Progress& progress)
      : world_(world), order_(order), pages_(world, order, progress), news_(world, order.as_of, "import", "") {
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
    start(std::filesystem::path(file).filename().string());
    bool kept = false;
    try {
      const LargeText text = LargeText::of_file(file);
      kept = may_go_in_pages(text) ? in_pages(text) : in_one_transaction(text);
    } catch (const std::bad_alloc&) {
      throw too_long(file, size_on_disk(file), "there is not enough memory to read it");
    } catch (const Stopped&) {
      stopped_ = true;
    } catch (const Error& e) {
      // Among several files, one that cannot be read says so beside what became of the others.
      if (e.kind() != ErrorKind::input || order_.files.size() == 1) throw;
      problems_.push_back(e.problem());
    }
    seen_.kept(kept);
    return {file,          kept,       line_.added,
            line_.changed, line_.same, problems_,
            sheet_,        sums_,      kept ? news_.lines() : std::vector<NewsLine>(),
            has_older_,    stopped_};
  }

  void start(const std::string& name) {
    name_ = name;
    line_ = {};
    sheet_ = {};
    sums_ = {};
    named_ = {};
    news_ = LedgerNews(world_, order_.as_of, "import", name_);
    problems_.clear();
    pages_.booked.clear();
    credit_notes_.clear();
    payments_.clear();
    parts_.clear();
    rows_of_.reset();
    contradicts_ = has_older_ = stopped_ = false;
    seen_.next_file(name_);
  }

  bool in_one_transaction(const LargeText& text) {
    try {
      world_.store.transaction([&] {
        const bool readable = read(text);
        if (!readable || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
        put_late();
        if (order_.complete && problems_.empty()) vanish();
        if (contradicts_ || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
        pages_.tell_cases();
        finish();
      });
      return true;
    } catch (const Rollback&) {
      return false;
    }
  }

  void vanish() {
    const auto in_page = [&](const std::function<void()>& work) { pages_.write(0, work); };
    if (auto problem = let_vanish(world_, order_, name_, named_, news_, in_page))
      problems_.push_back(std::move(*problem));
  }

  void finish() {
    line_.at = iso(world_.now());
    line_.kind = order_.kind;
    line_.file = name_;
    line_.as_of = iso(order_.as_of);
    line_.skipped = static_cast<std::int64_t>(problems_.size());
    world_.store.log_import(line_);
    world_.store.end_half_import(order_.kind, creditor_);
  }

  // A long file, page by page

  bool may_go_in_pages(const LargeText& text) const {
    return order_.files.size() == 1 && may_be_long(order_.kind) && text.size() >= order_.long_from;
  }

  bool in_pages(const LargeText& text) {
    const auto alone = world_.store.the_only_one("import");
    FileCheck check = check_file(world_, sheet(), text);
    if (check.entangled) return in_one_transaction(text);
    if (!check.readable || (!check.problems.empty() && !order_.skip_bad)) {
      problems_ = std::move(check.problems);
      return false;
    }
    try {
      pages_.begin({order_.kind, creditor_, iso(world_.now()), world_.actor, name_, order_.as_of, 0,
                    static_cast<std::int64_t>(check.rows)});
      read(text);
      put_rows();
      put_late();
      if (order_.complete && problems_.empty()) vanish();
      world_.store.transaction([&] { finish(); });
    } catch (const Stopped&) {
      stopped_ = true;
    } catch (const Error& e) {
      const auto& [where, message, hint] = e.problem();
      throw Error(e.kind(), {where, message,
                             fmt::format("{}{}{} of {} rows are in: import the file again", hint,
                                         hint.empty() ? "" : "; ", pages_.half().rows_in, check.rows)});
    }
    pages_.end();
    return true;
  }

  /// A row is put at once, or with the others of its page.
  void row(const RowPlace& at, std::function<void(const RowPlace&)> put) {
    if (!pages_.open()) {
      stop_if_asked(order_);
      return put(at);
    }
    share(at);
    rows_waiting_.emplace_back(at.line(), std::move(put));
    if (rows_waiting_.size() >= order_.rows_a_page) put_rows();
  }

  void put_rows() {
    if (rows_waiting_.empty()) return;
    pages_.write(rows_waiting_.size(), [&] {
      for (auto& [line, put] : rows_waiting_) put(place_of(line));
    });
    rows_waiting_.clear();
  }

  /// What all rows of the file share is kept once.
  void share(const RowPlace& at) {
    if (!rows_of_) rows_of_.emplace(at.keep(), at.given());
  }
  RowPlace place_of(std::size_t line) const {
    return {rows_of_->first.file, line, rows_of_->first.columns, rows_of_->second};
  }

  SheetOrder sheet() const { return {order_, profile_, name_, creditor_, merged_}; }

  bool read(const LargeText& text) {
    auto bad = [&](Problem problem) { problems_.push_back(std::move(problem)); };
    const std::string& kind = order_.kind;
    if (kind == "debtors")
      return import_debtors(
          text, name_, profile_,
          [&](Debtor d, const RowPlace& at) {
            row(at, [this, d = std::move(d)](const RowPlace& of) { debtor(d, of); });
          },
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
          if (!pages_.open()) stop_if_asked(order_);
          payments_.push_back({std::move(p), at.line()});
          if (payments_.size() >= payments_at_once) put_payments();
        },
        bad, &sheet_);
  }

  Source source(const Given& given) const { return source_of(order_, given); }
  std::string survivor(const std::string& id) const { return dunmail::survivor(sheet(), id); }

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
    named_.keys.insert(c.debtor_id);
    named_.keys.insert(Store::contact_key(c.debtor_id, c.name));
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
    if (auto twice = seen_.other_amount(i, at)) return problems_.push_back(std::move(*twice));
    if (auto other = of_another(i, sheet(), at)) return problems_.push_back(std::move(*other));
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
    for (std::size_t from = 0; from < order.size(); from += order_.rows_a_page) {
      const std::size_t to = std::min(from + order_.rows_a_page, order.size());
      pages_.write(to - from, [&] {
        for (std::size_t k = from; k < to; ++k) {
          const std::size_t i = order[k];
          payment(std::move(payments_[i].payment), place_of(payments_[i].line));
          for (; problems_.size() > before; problems_.pop_back()) wrong[i].push_back(std::move(problems_.back()));
        }
      });
    }
    for (auto& [row, problems] : wrong) std::move(problems.begin(), problems.end(), std::back_inserter(problems_));
    payments_.clear();
  }

  void payment(Payment p, const RowPlace& at) {
    p.debtor_id = survivor(p.debtor_id);
    name_creditor(world_, p, at.given());
    const bool later = comes_later(p, order_);
    const std::size_t before = pages_.booked.size();
    const Put put = readable(
        p.debtor_id, [&] { return later ? world_.store.put_for_later(p) : put_payment(world_, p, pages_.booked); });
    // Whom nobody ever wrote to has no case file that would be told: of a long list of payments most are forgotten
    // here.
    pages_.booked.erase(std::remove_if(pages_.booked.begin() + static_cast<std::ptrdiff_t>(before), pages_.booked.end(),
                                       [&](const BookedPayment& b) { return !has_case(world_, b); }),
                        pages_.booked.end());
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

  void credit_note(CreditNote& note, const RowPlace& at) {
    note.debtor_id = survivor(note.debtor_id);
    named_.keys.insert(note.number);
    if (count(readable(note.debtor_id, [&] { return world_.store.put(note, source(at.given())); }), at))
      sums_.add("credit note", note.amount);
  }

  /// What needs the whole file first: credit notes, whose invoice may stand below them, and the sums of parts.
  void put_late() {
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
        problems_.push_back(refusal(put, at.at(put.column)));
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

  /// Which of the two rows is right nobody can know; the file of the second is refused as a whole, since the first row
  /// is overwritten by now. In pages no key stands there twice.
  bool contradicts(const std::string& key, const std::string& shown, const Put& put, const RowPlace& at,
                   std::int64_t amount = 0) {
    if (pages_.open()) return false;
    auto problem = seen_.contradicts(key, shown, put, at, amount);
    if (!problem) return false;
    problems_.push_back(std::move(*problem));
    return contradicts_ = true;
  }

  World& world_;
  const ImportOrder& order_;
  ImportPages pages_;
  ImportProfile profile_;
  std::string name_, creditor_;
  ImportLine line_;
  SheetSummary sheet_;
  ImportSums sums_;
  LedgerNews news_;
  NamedInFile named_;
  bool contradicts_ = false, has_older_ = false;
  std::vector<Problem> problems_;
  std::vector<std::pair<CreditNote, std::size_t>> credit_notes_;  // and their lines
  struct PaymentRow {
    Payment payment;
    std::size_t line;
  };
  static constexpr std::size_t payments_at_once = 100'000;                                  // bounds memory
  std::vector<PaymentRow> payments_;                                                        // of the file, not put yet
  std::vector<std::pair<std::size_t, std::function<void(const RowPlace&)>>> rows_waiting_;  // the others of a page
  std::optional<std::pair<KeptPlace, Given>> rows_of_;  // what the rows of a file share
  bool stopped_ = false;
  std::map<std::string, std::tuple<Currency, std::vector<Part>, KeptPlace>> parts_;  // by invoice
  std::map<std::string, std::string> merged_;
  RowsSeen seen_;
};

}  // namespace

ImportResult import_ledger(World& world, const ImportOrder& order, const Progress& progress) {
  return Importer(world, order, progress).run();
}

}  // namespace dunmail
