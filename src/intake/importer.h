// One import of files into the ledger: its files and transactions are in import_ledger.cc, what becomes of their rows
// in import_rows.cc. For those two alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/key_set.h"
#include "base/large_text.h"
#include "intake/complete_list.h"
#include "intake/import_check.h"
#include "intake/import_pages.h"
#include "intake/rows_seen.h"

namespace dunmail {

/// One import: files one by one, each all or nothing.
class Importer {
 public:
  Importer(World& world, const ImportOrder& order, const Progress& progress)
      : world_(world),
        order_(order),
        pages_(world, order.as_of, order.stop, progress),
        news_(world, order.as_of, "import", "") {
    if (!order.profile.empty()) profile_ = ImportProfile::load(order.profile);
  }

  ImportResult run();

 private:
  struct Rollback {};

  /// A mistyped year would make every later export older than what is known.
  void check_day() const;
  ImportedFile one(const std::string& file);
  void start(const std::string& name);
  bool in_one_transaction(const LargeText& text);
  void vanish();
  void finish();
  void end_halves();
  std::string name_of_content(const LargeText& text) const;

  // A long file, page by page

  bool may_go_in_pages(const LargeText& text) const;
  bool in_pages(const LargeText& text);

  /// A row is put at once, or with the others of its page.
  void row(const RowPlace& at, std::function<void(const RowPlace&)> put);
  void put_rows();

  /// What all rows of the file share is kept once.
  void share(const RowPlace& at);
  RowPlace place_of(std::size_t line) const;

  SheetOrder sheet() const { return {order_, profile_, name_, creditor_, merged_}; }

  bool read(const LargeText& text);

  Source source(const Given& given) const { return source_of(order_, given); }
  std::string survivor(const std::string& id) const { return dunmail::survivor(sheet(), id); }

  void debtor(const Debtor& d, const RowPlace& at);
  void contact(Contact c, const RowPlace& at);
  void guarantor(Guarantor g, const RowPlace& at);
  void invoice(InvoiceRow i, const RowPlace& at);

  /// Exports have the newest first; receipts settle by their days, and in that order none has to be reckoned anew.
  /// Those of a debtor follow each other: what is known of an account is asked once. What is wrong is said in the order
  /// of the file.
  void put_payments();
  void payment(Payment p, const RowPlace& at, PaymentsInTurn& turn);
  void part(const PartRow& row, const RowPlace& at);
  void credit_note(CreditNote& note, const RowPlace& at);

  /// What needs the whole file first: credit notes, whose invoice may stand below them, and the sums of parts.
  void put_late();

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
      case Put::What::older:
        line_.same += rows;
        return true;
      case Put::What::refused:
        problems_.push_back(refusal(put, at.at(put.column)));
        return false;
    }
    return false;
  }

  /// A row counts. In pages no key stands there twice.
  void taken(const std::string& key) {
    if (pages_.open()) return;
    keys_.insert(key);
    ++rows_taken_;
  }

  void say_older(const Put& put, const std::string& key);

  /// Which of the two rows is right nobody can know; the file of the second is refused as a whole, since the first row
  /// is overwritten by now. In pages no key stands there twice.
  bool contradicts(const std::string& key, const std::string& shown, const Put& put, const RowPlace& at,
                   std::int64_t amount = 0);

  World& world_;
  const ImportOrder& order_;
  ImportPages pages_;
  ImportProfile profile_;
  std::string name_, creditor_, half_;  ///< half_: name_of_content()
  ImportLine line_;
  SheetSummary sheet_;
  ImportSums sums_;
  LedgerNews news_;
  NamedInFile named_;
  bool contradicts_ = false, has_older_ = false;
  std::vector<Problem> problems_, given_up_;
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
  std::int64_t rows_in_ = 0, rows_of_file_ = 0;  ///< where it stopped
  KeySet keys_;                                  ///< of the rows taken, where the file is one transaction
  std::size_t rows_taken_ = 0;
  std::map<std::string, std::tuple<Currency, std::vector<Part>, KeptPlace>> parts_;  // by invoice
  std::map<std::string, std::string> merged_;
  RowsSeen seen_;
};

}  // namespace dunmail
