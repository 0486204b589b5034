// The last look at a letter before it leaves, and the bytes that will. Part of the promise in sending/send.h.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "desk/examine.h"
#include "desk/world.h"
#include "sending/parcel.h"

namespace dunmail {

/// What the last look found.
struct Looked {
  enum class Found { ready, cancelled, held, too_early, gone } found = Found::gone;
  LetterRow row;                     ///< but when `unpacked` has it
  std::optional<Unpacked> unpacked;  ///< ready, to be packed by any thread
  std::optional<ReadyLetter> ready;  ///< a fax is packed at once: its cover is printed
  Problem why;                       ///< cancelled, held, too early for a hold
  bool changed = false;              ///< held: it is not what its case file bears out
};

class LastLook {
 public:
  LastLook(World& world, Date today);

  /// Reads the letter and its account as they are now. `gone`: it is not approved any more. `too_early`:
  /// row.next_attempt says when the send window opens for its debtor, its day begins, or a hold is asked after again.
  /// `version` is the database's now.
  Looked look(const std::string& letter_id, std::int64_t version);
  /// Why a letter that was ready may not leave now: the same look at the account, without wrapping it again.
  Looked look_again(const ReadyLetter& letter);
  const Wrapping& wrapping() const { return wrapping_; }

 private:
  /// At the first look the letter is also held against its case file.
  Looked look_at_account(const std::string& letter_id, bool first);
  void look_at_account(const std::string& letter_id, bool first, Looked& out);
  Printer& printer();

  World& world_;
  const Date today_;
  CaseRules rules_;
  Wrapping wrapping_;
  std::unique_ptr<Printer> printer_;
};

}  // namespace dunmail
