#include "intake/import_check.h"

#include <fmt/format.h>

#include <optional>

#include "base/key_set.h"
#include "intake/complete_list.h"
#include "intake/import_pages.h"

namespace dunmail {
namespace {

class FileChecker {
 public:
  FileChecker(World& world, const SheetOrder& of, const LargeText& text) : world_(world), of_(of), text_(text) {}

  FileCheck run() {
    world_.store.snapshot([&] {
      out_.readable = read();
      out_.entangled |= seen_.twice() || returned_.twice();
      if (!out_.readable || out_.entangled) return;
      check_credit_notes();
      check_returns();
      if (of_.order.complete && out_.problems.empty())
        if (auto problem = too_much_vanishes(world_, of_.order, of_.name, named_, added_))
          out_.problems.push_back(std::move(*problem));
    });
    return std::move(out_);
  }

 private:
  bool read() {
    const auto bad = [&](Problem problem) { out_.problems.push_back(std::move(problem)); };
    const std::string& kind = of_.order.kind;
    SheetSummary sheet;
    bool readable = false;
    if (kind == "debtors")
      readable = import_debtors(
          text_, of_.name, of_.profile, [&](const Debtor& d, const RowPlace&) { debtor(d.id); }, bad, &sheet);
    else if (kind == "contacts")
      readable = import_contacts(
          text_, of_.name, of_.profile, [&](Contact c, const RowPlace& at) { contact(std::move(c), at); }, bad, &sheet);
    else if (kind == "invoices")
      readable = import_invoices(
          text_, of_.name, of_.profile, [&](InvoiceRow i, const RowPlace& at) { invoice(std::move(i), at); },
          [&](CreditNote c, const RowPlace& at) {
            if (credit_notes_.empty()) notes_of_.emplace(at.keep(), at.given());
            credit_notes_.emplace_back(std::move(c), at.line());
          },
          bad, &sheet);
    else
      readable = import_payments(
          text_, of_.name, of_.profile, [&](Payment p, const RowPlace& at) { payment(std::move(p), at); }, bad, &sheet);
    out_.rows = sheet.rows;
    return readable;
  }

  /// A key that stands there twice: only the first row in the database shows what the second one means.
  void see(const std::string& key) {
    stop_if_asked(of_.order.stop);
    seen_.insert(key);
    if (of_.order.complete) named_.keys.insert(key);
  }

  void refuse(const Put& put, const RowPlace& at) {
    if (put.what == Put::What::refused) out_.problems.push_back(refusal(put, at.at(put.column)));
  }

  void debtor(const std::string& id) {
    see(id);
    if (of_.order.complete && !world_.store.debtor(id)) ++added_;
  }

  void contact(Contact c, const RowPlace& at) {
    c.debtor_id = survivor(of_, c.debtor_id);
    if (of_.order.complete) named_.keys.insert(c.debtor_id);
    see(Store::contact_key(c.debtor_id, c.name));
    const Put put = world_.store.check(c);
    refuse(put, at);
    if (put.what == Put::What::added) ++added_;
  }

  void invoice(InvoiceRow i, const RowPlace& at) {
    i.debtor_id = survivor(of_, i.debtor_id);
    see(i.number);
    if (auto other = of_another(i, of_, at)) return out_.problems.push_back(std::move(*other));
    const Put put = world_.store.check(i, source_of(of_.order, at.given()));
    refuse(put, at);
    if (put.what == Put::What::added && i.issued <= of_.order.as_of && i.open.value_or(i.amount.minor) > 0) ++added_;
  }

  void payment(Payment p, const RowPlace& at) {
    p.debtor_id = survivor(of_, p.debtor_id);
    see(p.reference);
    if (!p.reverses.empty()) {
      returned_.insert(p.reverses);
      if (!world_.store.knows_payment(p.reverses)) {
        of_this_file_.emplace(p.reverses, std::move(p));
        return;
      }
    }
    const auto check = [&] {
      const auto named = world_.store.named_invoice(p.invoice);
      name_creditor(p, named, at.given());
      return world_.store.check(p, comes_later(p, of_.order), named);
    };
    refuse(readable(p.debtor_id, check), at);
  }

  /// Their invoice may stand in the same file.
  void check_credit_notes() {
    for (const auto& [note, line] : credit_notes_) see(note.number);
    out_.entangled |= seen_.twice();
    for (auto& [note, line] : credit_notes_) {
      const auto& [place, given] = *notes_of_;
      note.debtor_id = survivor(of_, note.debtor_id);
      if (!note.applies_to.empty() && seen_.contains(note.applies_to)) out_.entangled = true;
      refuse(world_.store.check(note, source_of(of_.order, given)), RowPlace(place.file, line, place.columns, given));
    }
  }

  /// Payments that came in and came back within the file: the file is read once more for those that came in.
  void check_returns() {
    if (of_this_file_.empty()) return;
    std::size_t found = 0;
    import_payments(
        text_, of_.name, of_.profile,
        [&](const Payment& p, const RowPlace&) {
          const auto back = of_this_file_.find(p.reference);
          if (back == of_this_file_.end() || !p.reverses.empty()) return;
          const Payment& r = back->second;
          if (survivor(of_, p.debtor_id) == r.debtor_id && p.amount == r.amount && p.day <= r.day &&
              !comes_later(p, of_.order))
            ++found;
        },
        [](const Problem&) {});
    // What fits nothing is said by the transaction that has both rows before it.
    if (found != of_this_file_.size()) out_.entangled = true;
  }

  World& world_;
  const SheetOrder& of_;
  const LargeText& text_;
  FileCheck out_;
  KeySet seen_, returned_;
  NamedInFile named_;      ///< of a complete list
  std::size_t added_ = 0;  ///< of what a complete list is counted among, when all is in
  std::vector<std::pair<CreditNote, std::size_t>> credit_notes_;  // and their lines
  std::optional<std::pair<KeptPlace, Given>> notes_of_;           // what their rows share
  std::map<std::string, Payment> of_this_file_;                   ///< by what they take back
};

}  // namespace

bool may_be_long(const std::string& kind) {
  return kind == "debtors" || kind == "contacts" || kind == "invoices" || kind == "payments";
}

FileCheck check_file(World& world, const SheetOrder& of, const LargeText& text) {
  return FileChecker(world, of, text).run();
}

std::string survivor(const SheetOrder& of, const std::string& debtor) {
  const auto found = of.merged.find(debtor);
  return found == of.merged.end() ? debtor : found->second;
}

Source source_of(const ImportOrder& order, const Given& given) {
  return {given, order.as_of, order.update, order.complete};
}

void name_creditor(Payment& payment, const std::optional<NamedInvoice>& named, const Given& given) {
  if (named && !given.has("creditor")) payment.creditor = named->item.invoice.creditor;
}

std::optional<Problem> of_another(const InvoiceRow& invoice, const SheetOrder& of, const RowPlace& at) {
  if (!of.order.complete || invoice.creditor == of.creditor) return std::nullopt;
  return Problem{at.at("creditor"),
                 fmt::format("invoice {} is owed to {}, the list is complete for {}", invoice.number, invoice.creditor,
                             of.creditor),
                 "name the creditor with --creditor, one list each"};
}

}  // namespace dunmail
