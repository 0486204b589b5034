// The loop that prints: letters are chosen, divided into stacks, and each stack is laid into its folder. The promise it
// keeps stands in sending/print_batch.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "letters/press.h"
#include "sending/print_batch.h"
#include "sending/stack.h"

namespace dunmail {

/// One pass over the letters by post that are approved and due.
class BatchPrinter {
 public:
  BatchPrinter(World& world, const PrintOrder& order);

  PrintedBatches run(const Progress& progress);

 private:
  /// What decides into which stack a letter goes, and where in it.
  struct Place {
    std::string creditor, paper, envelope, classes;  ///< one stack: another company's letters are another sender's post
    std::string country, postcode, debtor, letter;
    std::int64_t pages = 0;
    bool registered = false;
    std::int64_t version = 0;  ///< of the letter when it was chosen

    auto stack() const { return std::tie(creditor, paper, envelope, classes); }
    auto order() const { return std::tie(creditor, paper, envelope, classes, country, postcode, debtor, letter); }
  };

  // print_batch.cc: the round
  void check_registered() const;
  std::size_t count(LetterState state);
  void date_those_of_yesterday(const Progress& progress);

  // print_batch_choice.cc: which letters leave today
  std::vector<Place> choose(const Progress& progress);
  std::optional<Place> place_of(LetterRow row);
  bool is_registered(const std::string& kind) const;
  bool may_leave(const LetterRow& row);
  std::vector<Place> still_due(const std::vector<Place>& places);
  std::nullopt_t cancel(LetterRow row, const CaseInput& input, const std::string& why);
  std::nullopt_t wait(const LetterRow& row, Date day);
  std::nullopt_t hold(LetterRow row, const Problem& why);
  Printer& printer();

  // print_batch_stack.cc: intents, the folder, receipts; and what a print that died had begun
  void make(const std::vector<Place>& places);
  BatchRow claim(const std::vector<Place>& places);
  LetterRow intend(const BatchRow& batch, const BatchLetter& place);
  void put_there(BatchRow& row, const Stack& stack);
  void receive(BatchRow row, const Stack& stack, bool taken_up);
  void accept(const BatchRow& batch, const StackLetter& l);
  void undo(const BatchRow& batch) noexcept;
  void take_back(const BatchRow& batch, const std::string& why);
  void forget(BatchRow row);
  void take_up(BatchRow row);
  void doubt(BatchRow row, const Problem& why);

  World& world_;
  const PrintOrder& order_;
  const std::string folder_;
  CaseRules rules_;
  SentMark mark_;
  bool stale_ = false;
  PrintedBatches out_;
  std::unique_ptr<Printer> printer_;
};

}  // namespace dunmail
