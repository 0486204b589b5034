// What the parts of verify share: where findings go, and what is asked again and again.
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/unreadable.h"
#include "casefile/event.h"
#include "evidence/verify.h"
#include "store/kept_rows.h"

namespace dunmail {

class Search {
 public:
  Search(World& its_world, Verified& found, const Progress& told);

  World& world;
  KeptRows rows;
  Verified& out;

  /// One more case file, letter or document is looked at.
  void step();
  void find(std::string where, std::string what) { out.findings.push_back({std::move(where), std::move(what)}); }

  /// Looks at one thing. What cannot be read of it is a finding, and the search goes on behind it. Where the database
  /// itself cannot answer (a table or a column that is gone, a damaged page), it is asked no more about `of`, which
  /// the finding names.
  template <class Look>
  void look(const std::string& where, const char* of, Look&& at_it) {
    if (mute_.contains(of)) return;
    try {
      at_it();
    } catch (...) {
      caught(where, of);
    }
  }

  /// What cannot be read is named once, whoever meets it again.
  void odd(std::string where, std::string what);

  void need_document(const std::string& sha256, const std::string& whose) { wanted[sha256].insert(whose); }
  std::map<std::string, std::set<std::string>> wanted = {};  ///< documents, and who names them

  /// Archives, and those that cannot be looked into.
  std::vector<std::string> archives = {};
  std::set<std::string> missing_archives = {};
  /// Of a document, in the database or in its archive; nothing where they cannot be read, which verify_documents()
  /// says.
  std::optional<std::string> bytes_of(const std::string& sha256);

  /// A case's events in the order of its chain, each with those before it that came along when a debtor was merged.
  const std::vector<Event>& events_of(const std::string& case_id);
  /// The case in which a case goes on where its debtor was merged; else itself.
  std::string goes_on(const std::string& case_id);
  std::string debtor_now(const std::string& debtor);

 private:
  void caught(const std::string& where, const char* of);

  const Progress& progress_;
  std::size_t done_ = 0, all_ = 0;
  std::set<std::string> mute_, odd_;
  std::map<std::string, std::string> merged_;
  std::string last_case_;
  std::vector<Event> last_events_;
};

// The parts, each in a file of its own.
void verify_cases(Search& search);
void verify_letters(Search& search);
void verify_mails(Search& search);
void verify_bank(Search& search);
void verify_stacks(Search& search);  ///< and runs
void look_for_archives(Search& search);
void verify_documents(Search& search);
void verify_mark(Search& search);
/// Asked before the database is read: several processes send at once, and none of them writes the mark first.
std::optional<Problem> mark_amiss(World& world);

}  // namespace dunmail
