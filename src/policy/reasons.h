// Why a debtor is late, as data (config/reasons.toml): causes, circumstances, dispute types, export reasons, excuses
// with the answer to each, and the steps of the assessment. Loaded once, never changed.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_table.h"

namespace dunmail {

enum class LadderEffect { softer, keep, harder };
const char* word(LadderEffect effect);

struct Reason {
  using ByLocale = std::map<std::string, std::string>;
  std::string code;
  std::string group;      ///< cause, circumstance, dispute, export, excuse, ability, sincerity
  ByLocale name;          ///< en is always there
  ByLocale strategy;      ///< what a clerk does now
  ByLocale says, answer;  ///< an excuse in the debtor's words, and what to say to it; empty elsewhere
  LadderEffect ladder = LadderEffect::keep;
  bool instalments = false, order_hold = false, call_first = false;
  std::string risk;  ///< controllable, uncertain, high: suggested for the assessment; or empty
  std::vector<std::string> needs;

  /// May stand in a case file as the reason; ability and sincerity are steps of the assessment only.
  bool recordable() const { return group != "ability" && group != "sincerity"; }
};

/// In that locale, else in English.
const std::string& in_locale(const Reason::ByLocale& texts, const std::string& locale);

/// What ability and sincerity together suggest.
struct Quadrant {
  std::string ability, sincerity;
  std::string suggests;  ///< soften, keep, harden
  std::string why;
};

inline const std::vector<std::string> assessment_decisions{"soften", "keep", "harden"};
inline const std::vector<std::string> assessment_risks{"controllable", "uncertain", "high"};

class Reasons {
 public:
  const Reason* find(std::string_view code) const;  ///< null for a code that is not in the file
  const std::vector<Reason>& all() const { return all_; }
  std::vector<std::string> codes(std::string_view group) const;  ///< in the file's order
  std::vector<std::string> recordable() const;
  const Quadrant* quadrant(std::string_view ability, std::string_view sincerity) const;

  /// Throws Error(config) with file, line and column: a code given twice, a text without English, a quadrant missing.
  static Reasons load(const std::string& path);
  static Reasons parse(std::string_view toml, const std::string& name);
  static const Reasons& none();

 private:
  static Reasons read(const ConfigTable& table);
  std::vector<Reason> all_;
  std::vector<Quadrant> quadrants_;
};

}  // namespace dunmail
