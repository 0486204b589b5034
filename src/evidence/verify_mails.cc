// Mails that came back: what they say, what they are tied to, and what became of them.
#include <algorithm>

#include "casefile/people_events.h"
#include "evidence/search.h"
#include "intake/mail_head.h"
#include "intake/response_answer.h"
#include "ledger/case_key.h"
#include "store/states.h"

namespace dunmail {
namespace {

/// "promise" of "promise: main/K1/EUR: promise of 2,000.00", as intake/inbox.cc writes a decision.
std::string meaning_of(const std::string& decision) { return decision.substr(0, decision.find(':')); }

bool means(const Event& e, const std::string& meaning) {
  if (meaning == "promise") return e.kind == EventKind::promised;
  if (meaning == "dispute") return e.kind == EventKind::disputed;
  if (meaning == "bounced") return e.kind == EventKind::bounced;
  if (meaning == "delivered") return e.kind == EventKind::delivered;
  return e.kind == EventKind::decided && told::AnswerRead::read(e).what == meaning;
}

class Mail {
 public:
  Mail(Search& search, const MailRow& row) : s_(search), row_(row) {}

  void verify() {
    as_received();
    suggestions();
    kind();
    decision();
    s_.look(row_.id, "the letters of mails", [&] { tie(); });
    if (!row_.case_id.empty()) s_.look(row_.id, "the events of mails", [&] { as_told(); });
  }

 private:
  template <class... A>
  void find(fmt::format_string<A...> what, A&&... args) {
    s_.find(row_.id, fmt::format(what, std::forward<A>(args)...));
  }

  void as_received() {
    if (row_.sender == response_page_actor) return;
    const auto bytes = s_.bytes_of(row_.document);
    if (!bytes) return;
    MailRow read;
    put_head(read, read_mail(*bytes));
    const auto same = [&](const char* what, const std::string& is, const std::string& was) {
      if (is != was) find("its {} is \"{}\", the mail says \"{}\"", what, is, was);
    };
    same("Message-ID", row_.message_id, read.message_id);
    same("sender", row_.sender, read.sender);
    same("subject", row_.subject, read.subject);
    same("day", row_.sent, read.sent);
  }

  void suggestions() {
    const auto all = nlohmann::json::parse(row_.suggestions, nullptr, false);
    if (!all.is_array()) return find("what it may mean cannot be read");
    std::string named;
    for (const auto& each : all) {
      if (!each.is_object()) return find("what it may mean cannot be read");
      const auto upload = each.find("upload");
      if (upload != each.end() && upload->is_string() && *upload != "") s_.need_document(named = *upload, row_.id);
    }
    if (row_.upload != named) find("its upload is not the one that its answer names");
  }

  void kind() {
    const auto report = nlohmann::json::parse(row_.report, nullptr, false);
    if (!report.is_object()) return find("what it reports cannot be read");
    const auto kind = report.find("kind");
    if (kind != report.end() && *kind != row_.kind)
      find("it is a {}, and reports as a {}", row_.kind, kind->is_string() ? kind->get<std::string>() : "?");
  }

  /// A person decides or dismisses; who assigns a mail to a letter is said as well, whatever comes of it.
  void decision() {
    const bool decided = !row_.decision.empty(), by = !row_.decided_by.empty(), at = !row_.decided_at.empty();
    if (decided != by || decided != at) return find("is {}, and half of it says who decided so", word(row_.state));
    const bool must = row_.state == MailState::decided || row_.state == MailState::dismissed;
    if (must && !decided) find("is {}, and nobody decided so", word(row_.state));
    if (row_.state == MailState::open && decided) find("is open, and {} decided: {}", row_.decided_by, row_.decision);
  }

  void tie() {
    const CaseWords words = case_words(row_.case_id);
    if (row_.letter_id.empty()) return;
    const auto case_id = s_.rows.case_of_letter(row_.letter_id);
    if (!case_id) return find("it is tied to {}, which is not there", row_.letter_id);
    if (s_.goes_on(*case_id) != s_.goes_on(row_.case_id))
      find("it is tied to {}, and to case {} and not {}", row_.letter_id, row_.case_id, *case_id);
    if (s_.debtor_now(row_.debtor_id) != s_.debtor_now(std::string(words.debtor)))
      find("its debtor is {}, its case is {}", row_.debtor_id, row_.case_id);
  }

  void as_told() {
    std::vector<const Event*> told;
    for (const Event& e : s_.events_of(row_.case_id))
      if (e.data.contains("mail") && e.data["mail"] == row_.id) told.push_back(&e);
    // What is answered is told at once, and waits for a person.
    const auto done =
        std::find_if(told.begin(), told.end(), [](const Event* e) { return e->kind != EventKind::replied; });
    if (row_.state == MailState::done && told.empty()) find("is done, and no case file tells of it");
    if (row_.state == MailState::decided) decided(told);
    if (done != told.end() && row_.state != MailState::done && row_.state != MailState::decided)
      find("is {}, and {}, event {}, is what was done by it", word(row_.state), (*done)->case_id, (*done)->seq);
    if (row_.state == MailState::done && !row_.decided_by.empty() &&
        std::none_of(told.begin(), told.end(), [&](const Event* e) { return e->by == row_.decided_by; }))
      find("is done by {}, and its case file does not say so", row_.decided_by);
    for (const Event* e : told)
      if (e->by == "dunmail" && e->day > row_.day)
        find("it came on {}, and {}, event {}, tells of it on {}", iso(row_.day), e->case_id, e->seq, iso(e->day));
  }

  void decided(const std::vector<const Event*>& told) {
    const std::string meaning = meaning_of(row_.decision);
    if (meaning == "nothing") return;
    if (std::none_of(told.begin(), told.end(),
                     [&](const Event* e) { return e->by == row_.decided_by && means(*e, meaning); }))
      find("is decided by {}: {}; and its case file does not say so", row_.decided_by, row_.decision);
  }

  Search& s_;
  const MailRow& row_;
};

}  // namespace

void verify_mails(Search& s) {
  s.look("database", "the documents of mails", [&] {
    s.rows.each_mail_document([&](const std::string& id, const std::string& sha256) { s.need_document(sha256, id); });
  });
  s.look("database", "mails", [&] {
    s.rows.each_name("mail", [&](const std::string& id) {
      s.look(id, "mails", [&] {
        if (const auto row = s.world.store.mail(id)) Mail(s, *row).verify();
      });
    });
  });
}

}  // namespace dunmail
