#include "evidence/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "base/error.h"
#include "base/unreadable.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "desk/case_trouble.h"
#include "desk/frozen.h"
#include "intake/mail_head.h"
#include "intake/response_answer.h"
#include "planning/approval.h"
#include "store/states.h"

namespace dunmail {
namespace {

/// Which event a letter in that state must have; any one of them.
const std::vector<EventKind>& witnesses(LetterState state) {
  using K = EventKind;
  using enum LetterState;
  static const std::map<LetterState, std::vector<EventKind>> known{
      {drafted, {K::drafted}},
      {held, {K::drafted}},
      {approved, {K::approved}},
      {sending, {K::attempted}},
      {printing, {K::attempted}},
      {accepted, {K::accepted, K::settled}},
      {rejected, {K::rejected}},
      {refused, {K::refused}},
      {cancelled, {K::cancelled, K::settled}},
      {unknown, {K::unknown, K::attempted}},
      {bounced, {K::bounced}},
  };
  return known.at(state);
}

class Verifier {
 public:
  explicit Verifier(World& world) : world_(world) {}

  Verified run() {
    world_.store.snapshot([&] {
      engine();
      case_files();
      letters();
      archives();
      mails();
      bank();
      documents();
      archived();
      gone();
      rows();
    });
    return std::move(out_);
  }

 private:
  void find(std::string where, std::string what) { out_.findings.push_back({std::move(where), std::move(what)}); }

  void engine() {
    for (std::string& what : world_.store.engine_findings()) find("database", std::move(what));
  }

  // Case files

  void case_files() {
    world_.store.each_case([&](const std::string& id, const std::vector<Event>& file) { case_file(id, file); },
                           [&](const std::string& id, const std::string& why) {
                             ++out_.cases;
                             find(id, why);
                           });
    for (const std::string& id : world_.store.heads_without_file()) find(id, "its case file is gone");
  }

  void case_file(const std::string& id, const std::vector<Event>& file) {
    ++out_.cases;
    out_.events += file.size();
    if (const auto link = check_chain(file)) find(fmt::format("{}, event {}", id, link->seq), link->what);
    const auto head = world_.store.case_head(id);
    if (!head)
      find(id, "nothing says which event is its last");
    else if (head->first > file.back().seq)
      find(id, fmt::format("its last event is {}, and {} were written", file.back().seq, head->first));
    else if (*head != std::pair(file.back().seq, file.back().hash))
      find(fmt::format("{}, event {}", id, file.back().seq), "it is not the one that was written last");
    for (const Event& e : file) {
      if (e.kind == EventKind::drafted && !world_.store.knows_letter(e.letter_id))
        find(e.letter_id, "the letter is gone, and " + id + " tells of it");
      if (e.kind == EventKind::replied) uploads(id, e);
    }
  }

  /// What a debtor sent with its answer.
  void uploads(const std::string& id, const Event& e) {
    try {
      if (const std::string upload = told::Replied::read(e).upload; !upload.empty())
        need_document(upload, fmt::format("{}, event {}", id, e.seq));
    } catch (const UnreadableRecord& unreadable) {
      find(id, unreadable.problem().message);
    }
  }

  // Letters

  void letters() {
    for (const std::string& id : world_.store.letter_ids({})) {
      ++out_.letters;
      try {
        if (const auto row = world_.store.letter(id))
          letter(*row);
        else
          find(id, "what it says is gone");
      } catch (const Error& e) {
        find(id, e.problem().message);
      } catch (...) {
        find(id, trouble_caught());
      }
    }
  }

  void letter(const LetterRow& row) {
    const std::vector<Event>& events = events_of(row.case_id);
    const auto about = [&](const Event& e) { return e.letter_id == row.id; };
    const auto changed = changed_since_drafted(row, events);
    for (const std::string& each : changed) find(row.id, each);
    if (std::none_of(events.begin(), events.end(), about)) return;
    as_frozen(row);
    if (row.state == LetterState::drafted || row.state == LetterState::held)
      if (const auto why = not_as_drafted(row, events)) find(row.id, *why);
    const auto& wanted = witnesses(row.state);
    if (std::none_of(events.begin(), events.end(), [&](const Event& e) {
          return about(e) && std::find(wanted.begin(), wanted.end(), e.kind) != wanted.end();
        }))
      find(row.id, "is " + word(row.state) + ", and its case file does not say so");
    if (before_leaving(row.state) && has_left(events, row.id))
      find(row.id, "is " + word(row.state) + ", and its case file says that it left");
    if (!row.document.empty()) {
      need_document(row.document, row.id);
      if (const auto why = not_as_approved(row, events)) find(row.id, *why);
    }
  }

  /// With those that came along when a debtor was merged: they tell of its letters.
  const std::vector<Event>& events_of(const std::string& case_id) {
    if (case_id != last_case_) {
      last_case_.clear();
      last_events_ = with_carried(world_.store.events(case_id));
      last_case_ = case_id;
    }
    return last_events_;
  }

  void as_frozen(const LetterRow& row) {
    const LetterFacts facts = facts_of(row);
    if (facts.total != row.amount)
      find(row.id, fmt::format("its sum is {}, its frozen facts say {}", row.amount, facts.total));
    if (facts.date != row.day)
      find(row.id, fmt::format("its day is {}, its frozen facts say {}", iso(row.day), iso(facts.date)));
    if (facts.deadline != row.deadline)
      find(row.id, fmt::format("its last day is {}, its frozen facts say {}", day_or_none(row.deadline),
                               day_or_none(facts.deadline)));
    if (facts.number != row.number)
      find(row.id, fmt::format("its number is {}, its frozen facts say {}", row.number, facts.number));
  }

  static std::string day_or_none(const std::optional<Date>& day) { return day ? iso(*day) : "none"; }

  static bool before_leaving(LetterState state) {
    using enum LetterState;
    return state == drafted || state == held || state == approved || state == refused;
  }

  /// Its last attempt ended with a receipt.
  static bool has_left(const std::vector<Event>& events, const std::string& letter) {
    bool left = false;
    for (const Event& e : events) {
      if (e.letter_id != letter) continue;
      if (e.kind == EventKind::accepted) left = true;
      if (e.kind == EventKind::settled) left = told::Settled::read(e).sent;
    }
    return left;
  }

  // Documents

  void mails() {
    for (const auto& rule : mail_states())
      for (const MailRow& row : world_.store.mails(rule.state)) mail(row);
    readable([&] { world_.store.mails(); });  // one in no state is in none of those lists
  }

  void mail(const MailRow& row) {
    need_document(row.document, row.id);
    if (row.sender != response_page_actor)
      if (const auto bytes = bytes_of(row.document)) as_received(row, *bytes);
    if (row.state == MailState::done) readable([&] { told_of(row); });
    const auto suggestions = nlohmann::json::parse(row.suggestions, nullptr, false);
    if (!suggestions.is_array()) return find(row.id, "what it may mean cannot be read");
    std::string named;
    for (const auto& each : suggestions)
      if (const std::string upload = each.value("upload", std::string()); !upload.empty())
        need_document(named = upload, row.id);
    if (row.upload != named) find(row.id, "its upload is not the one that its answer names");
  }

  /// Nothing where they cannot be read: documents() and archived() say so.
  std::optional<std::string> bytes_of(const std::string& sha256) {
    if (auto kept = world_.store.kept_document(sha256)) return std::move(kept->bytes);
    const auto went = world_.store.archived(sha256);
    if (!went || missing_.contains(went->folder)) return std::nullopt;
    try {
      return read_archived(*went);
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  template <class Read>
  void readable(Read&& read) {
    try {
      read();
    } catch (const UnreadableRecord& unreadable) {
      find(unreadable.problem().where, unreadable.problem().message);
    }
  }

  void as_received(const MailRow& row, const std::string& bytes) {
    MailRow read;
    put_head(read, read_mail(bytes));
    const auto same = [&](const char* what, const std::string& is, const std::string& was) {
      if (is != was) find(row.id, fmt::format("its {} is \"{}\", the mail says \"{}\"", what, is, was));
    };
    same("Message-ID", row.message_id, read.message_id);
    same("sender", row.sender, read.sender);
    same("subject", row.subject, read.subject);
    same("day", row.sent, read.sent);
  }

  /// What was done by a mail stands in the case file of its letter.
  void told_of(const MailRow& row) {
    const std::vector<Event>& events = events_of(row.case_id);
    if (std::none_of(events.begin(), events.end(),
                     [&](const Event& e) { return e.data.contains("mail") && e.data["mail"] == row.id; }))
      find(row.id, "is done, and no case file tells of it");
  }

  void bank() {
    for (const BankRow& row : world_.store.bank_entries()) {
      if (!is_named_by_its_fields(row.entry))
        find(row.entry.id, "its account, day, sum or reference is not what the bank told");
      for (const std::string& reference : row.payments)
        if (!world_.store.knows_payment(reference))
          find(row.entry.id, "was booked as payment " + reference + ", which is not there");
    }
  }

  void need_document(const std::string& sha256, const std::string& whose) { wanted_[sha256].insert(whose); }

  void documents() {
    for (const std::string& sha256 : world_.store.document_names()) {
      ++out_.documents;
      const auto kept = world_.store.kept_document(sha256);
      if (!kept || sha256_hex(kept->bytes) != sha256) find(names(sha256), "its document is not what was kept");
      wanted_.erase(sha256);
    }
  }

  // Archives

  /// One finding for one that is not mounted.
  void archives() {
    for (const ArchiveRow& row : world_.store.archives()) {
      archives_.push_back(row.folder);
      if (archive_is_there(row.folder)) continue;
      missing_.insert(row.folder);
      find(
          "archive " + row.folder,
          fmt::format("it is not there, and {} documents went to it: mount it, or say where it is now (dunmail archive "
                      "--moved {} --to FOLDER)",
                      row.documents, row.folder));
    }
  }

  void archived() {
    constexpr std::size_t page = 1000;
    for (const std::string& folder : archives_) {
      std::string after;
      for (bool more = true; more;) {
        const auto documents = world_.store.archived_in(folder, after, page);
        for (const ArchivedDocument& document : documents) archived(document);
        more = documents.size() == page;
        if (more) after = documents.back().sha256;
      }
    }
  }

  void archived(const ArchivedDocument& document) {
    const std::string whose = names(document.sha256);
    wanted_.erase(document.sha256);
    if (missing_.contains(document.folder)) return;
    ++out_.archived;
    try {
      const auto bytes = static_cast<std::int64_t>(read_archived(document).size());
      if (bytes != document.bytes)
        find(whose, fmt::format("its document has {} bytes in the archive, and {} went there", bytes, document.bytes));
    } catch (const Error& e) {
      find(whose, e.problem().where + ": " + e.problem().message);
    }
  }

  void gone() {
    for (const auto& [sha256, whose] : wanted_) find(names(sha256), "its document is gone");
  }

  /// Whose document it is.
  std::string names(const std::string& sha256) const {
    const auto whose = wanted_.find(sha256);
    return whose == wanted_.end() ? "document " + sha256.substr(0, 12)
                                  : fmt::format("{}", fmt::join(whose->second, ", "));
  }

  void rows() {
    readable([&] { world_.store.batches(); });
    for (auto& [where, what] : world_.store.row_findings()) find(std::move(where), std::move(what));
  }

  World& world_;
  Verified out_;
  std::map<std::string, std::set<std::string>> wanted_;  ///< documents, and who names them
  std::vector<std::string> archives_;
  std::set<std::string> missing_;  ///< archives that cannot be looked into
  std::string last_case_;
  std::vector<Event> last_events_;
};

}  // namespace

Verified verify(World& world) { return Verifier(world).run(); }

}  // namespace dunmail
