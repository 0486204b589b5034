// What a plan did not write, and why: counted by reason, with the first few cases of each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "desk/case_trouble.h"

namespace dunmail {

struct HeldBack {
  std::string code;  ///< of the first blocker
  std::size_t count = 0;
  std::map<std::string, std::int64_t> demand;  ///< by currency
  struct Example {
    std::string case_id, text;
  };
  std::vector<Example> examples;  ///< the first few, in the ledger's order
};

/// Counts a case among those of its reason. Each creditor that lacks something is a reason of its own.
void hold_back(std::vector<HeldBack>& held, const Account& account, const std::string& code, const std::string& text,
               std::int64_t demand);
/// Cases that were left alone, as "trouble" among the reasons of the others.
void hold_back(std::vector<HeldBack>& held, const CaseTroubles& trouble);
void most_frequent_first(std::vector<HeldBack>& held);

/// As the run's row keeps it.
std::string to_text(const std::vector<HeldBack>& held);
std::vector<HeldBack> held_back_of(const std::string& text);

}  // namespace dunmail
