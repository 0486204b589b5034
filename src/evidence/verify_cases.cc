// Case files: their chains, and whether what an event tells of is there as it tells.
#include <algorithm>

#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "casefile/payment_events.h"
#include "evidence/search.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

class CaseFile {
 public:
  CaseFile(Search& search, const std::string& id, const std::vector<Event>& file) : s_(search), id_(id), file_(file) {}

  void verify() {
    ++s_.out.cases;
    s_.step();
    s_.out.events += file_.size();
    if (const auto link = check_chain(file_)) s_.find(fmt::format("{}, event {}", id_, link->seq), link->what);
    s_.look("case_head " + id_, "the last events of cases", [&] { head(); });
    s_.look(id_, "the debtors of events", [&] { filed(); });
    for (const Event& e : file_) {
      if (e.kind == EventKind::drafted)
        s_.look(e.letter_id, "letters", [&] {
          if (!s_.world.store.knows_letter(e.letter_id))
            s_.find(e.letter_id, "the letter is gone, and " + id_ + " tells of it");
        });
      if (e.data.contains("mail") && e.data["mail"].is_string())
        s_.look(e.data["mail"], "mails", [&] { mail(e, e.data["mail"]); });
      if (e.kind == EventKind::paid || e.kind == EventKind::part_paid || e.kind == EventKind::payment_returned)
        s_.look(where(e), "events", [&] { payment(e, told::Paid::read(e)); });
      if (e.kind == EventKind::replied) s_.look(where(e), "mails", [&] { upload(e, told::Replied::read(e)); });
    }
  }

 private:
  std::string where(const Event& e) const { return fmt::format("{}, event {}", id_, e.seq); }

  void head() {
    const auto head = s_.rows.case_head(id_);
    const Event& last = file_.back();
    if (!head)
      s_.find(id_, "nothing says which event is its last");
    else if (head->first > last.seq)
      s_.find(id_, fmt::format("its last event is {}, and {} were written", last.seq, head->first));
    else if (*head != std::pair(last.seq, last.hash))
      s_.find(where(last), "it is not the one that was written last");
  }

  void filed() {
    for (const auto& [seq, debtor] : s_.rows.filed_elsewhere(id_, std::string(case_words(id_).debtor)))
      s_.find(fmt::format("{}, event {}", id_, seq), "it is filed under " + debtor + ", whose case it is not");
  }

  /// What a message said of a letter is an event of that letter, and the message is tied to it, unless a person has
  /// tied it to another one since.
  void mail(const Event& e, const std::string& mail_id) {
    const auto row = s_.world.store.mail(mail_id);
    if (!row) return s_.find(mail_id, "the mail is gone, and " + where(e) + " tells of it");
    if (!e.letter_id.empty() && row->letter_id != e.letter_id && !row->matched_by.starts_with("person "))
      s_.find(mail_id, fmt::format("it is tied to {}, and {} says {}",
                                   row->letter_id.empty() ? "no letter" : row->letter_id, where(e), e.letter_id));
  }

  void upload(const Event& e, const told::Replied& said) {
    if (said.upload.empty()) return;
    s_.need_document(said.upload, where(e));
    const auto row = said.mail.empty() ? std::nullopt : s_.world.store.mail(said.mail);
    if (row && row->upload != said.upload) s_.find(said.mail, "its upload is not the one that came with it");
  }

  void payment(const Event& e, const told::Paid& told) {
    const std::string payment = "payment " + told.reference;
    s_.look(payment, "payments", [&] { payment_as_told(e, told, payment, s_.rows.payment(told.reference)); });
  }

  void payment_as_told(const Event& e, const told::Paid& told, const std::string& payment,
                       const std::optional<KeptPayment>& row) {
    if (!row) return s_.find(payment, "it is gone, and " + where(e) + " tells of it");
    const std::string of = s_.goes_on(fmt::format("{}/{}/{}", row->creditor, row->debtor, row->currency));
    if (of != s_.goes_on(id_)) s_.find(payment, fmt::format("it is one of {}, and {} tells of it", of, where(e)));
    if (row->amount != told.amount)
      s_.find(payment, fmt::format("it is {} minor units, {} says {}", row->amount, where(e), told.amount));
    const bool back = e.kind == EventKind::payment_returned;
    if (back && row->returned.empty()) s_.find(payment, "it has not come back, and " + where(e) + " says so");
    const std::string& day = back ? row->returned : row->day;
    if (told.day && !day.empty() && day != iso(*told.day))
      s_.find(payment, fmt::format("its day is {}, {} says {}", day, where(e), iso(*told.day)));
  }

  Search& s_;
  const std::string& id_;
  const std::vector<Event>& file_;
};

}  // namespace

void verify_cases(Search& s) {
  s.look("database", "case files", [&] {
    s.world.store.each_case(
        [&](const std::string& id, const std::vector<Event>& file) {
          s.look(id, "case files", [&] { CaseFile(s, id, file).verify(); });
        },
        [&](const std::string& id, const std::string& why) {
          ++s.out.cases;
          s.find(id, why);
        });
  });
  s.look("database", "the last events of cases", [&] {
    for (const std::string& id : s.rows.heads_without_file()) s.find(id, "its case file is gone");
  });
}

}  // namespace dunmail
