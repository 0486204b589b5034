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
  /// What somebody wrote into a row may be of any length; a finding is a line.
  void find(std::string where, std::string what);

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

  /// `whose` names the document: what is wrong with it is told of them. After verify_documents().
  void need_document(const std::string& sha256, const std::string& whose);
  struct Damage {
    std::string what;
    std::set<std::string> whose = {};  ///< the first few that name it
  };
  std::map<std::string, Damage> damaged = {};  ///< documents, by their hashes

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
/// Before what names them: it says which are damaged.
void verify_documents(Search& search);
/// Behind what names them: a finding each.
void tell_damaged(Search& search);
void verify_mark(Search& search);
/// Asked before the database is read: several processes send at once, and none of them writes the mark first.
std::optional<Problem> mark_amiss(World& world);

}  // namespace dunmail
