#include "evidence/search.h"

#include "casefile/people_events.h"
#include "desk/case_trouble.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

/// As the chains have them: an instant may lie before that of an earlier event, where a clock was set back.
void put_in_order(const std::vector<Event>& file, std::vector<Event>& out) {
  for (const Event& e : file) {
    if (e.kind == EventKind::merged) put_in_order(told::MergedFrom::read(e).events, out);
    out.push_back(e);
  }
}

}  // namespace

Search::Search(World& its_world, Verified& found, const Progress& told)
    : world(its_world), rows(its_world.store), out(found), progress_(told) {
  look("debtor", "debtors that were merged", [&] { merged_ = world.store.merged_debtors(); });
}

void Search::step() {
  if (!progress_) return;
  if (done_ == 0)
    look("database", "the database", [&] {
      for (const char* table : {"case_head", "letter", "document"}) all_ += world.store.count(table);
    });
  if (++done_ % 200 == 0 || done_ == all_) progress_(std::min(done_, all_), all_);
}

void Search::find(std::string where, std::string what) {
  constexpr std::size_t most = 1000;
  const auto cut = [](std::string& text) {
    if (text.size() <= most) return;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // within a character
    text = fmt::format("{}... ({} bytes)", std::string_view(text).substr(0, end), text.size());
  };
  cut(where);
  cut(what);
  out.findings.push_back({std::move(where), std::move(what)});
}

void Search::need_document(const std::string& sha256, const std::string& whose) {
  constexpr std::size_t names = 5;
  look("document " + sha256.substr(0, 12), "documents", [&] {
    auto found = damaged.find(sha256);
    if (found == damaged.end()) {
      if (rows.has_document(sha256)) return;
      found = damaged.emplace(sha256, Damage{"its document is gone"}).first;
    }
    if (found->second.whose.size() < names) found->second.whose.insert(whose);
  });
}

void Search::odd(std::string where, std::string what) {
  odd_.insert(where);
  find(std::move(where), std::move(what));
}

void Search::caught(const std::string& where, const char* of) {
  try {
    throw;
  } catch (const Busy&) {
    throw;
  } catch (const Error& e) {
    const bool storage = e.kind() == ErrorKind::storage;
    if (storage && e.problem().where == world.store.name()) {
      mute_.insert(of);
      find("database", fmt::format("{} cannot be looked at: {}", of, e.problem().message));
    } else if (odd_.insert(where).second) {
      find(where, storage ? e.problem().message : trouble_caught());
    }
  } catch (...) {
    find(where, trouble_caught());
  }
}

std::optional<std::string> Search::bytes_of(const std::string& sha256) {
  if (auto kept = world.store.kept_document(sha256)) return std::move(kept->bytes);
  const auto went = world.store.archived(sha256);
  if (!went || missing_archives.contains(went->folder)) return std::nullopt;
  try {
    return read_archived(*went);
  } catch (const Error&) {
    return std::nullopt;
  }
}

const std::vector<Event>& Search::events_of(const std::string& case_id) {
  if (case_id != last_case_) {
    last_case_.clear();
    last_events_.clear();
    put_in_order(world.store.events(case_id), last_events_);
    last_case_ = case_id;
  }
  return last_events_;
}

std::string Search::debtor_now(const std::string& debtor) {
  const auto found = merged_.find(debtor);
  return found == merged_.end() ? debtor : found->second;
}

std::string Search::goes_on(const std::string& case_id) {
  const CaseWords words = case_words(case_id);
  return fmt::format("{}/{}/{}", words.creditor, debtor_now(std::string(words.debtor)), words.currency);
}

}  // namespace dunmail
