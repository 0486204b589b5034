// config/replies.toml: what other mail systems say, and what it means for an address. Data, so that a phrase met
// tomorrow is a line in a file.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_table.h"
#include "tracking/phrases.h"

namespace dunmail {

/// What was said about one recipient.
struct Evidence {
  std::string status;  ///< enhanced code (RFC 3463) or ""
  int reply_code = 0;  ///< RFC 5321, or 0
  std::string stage;   ///< connect, mail, rcpt, data, or ""
  std::string text;    ///< the diagnostic, as it came
};

struct Finding {
  std::string reason = "unknown";  ///< a word of the file: "mailbox-full"
  std::string cls = "unknown";     ///< address-dead, mailbox-full, temporary, policy, relay-trouble, unknown
  bool hard = false;               ///< the address is unusable for good
  /// How sure: 3 a phrase or a precise code, 2 a weak phrase or the stage, 1 a general code, 0 nothing was found.
  int strength = 0;
};

/// Read once, then shared by any number of threads.
class Rules {
 public:
  /// Throws Error(config) with file, line and column: a key that is not known, a phrase in capitals, a reason twice.
  static Rules load(const std::string& path);
  static Rules parse(std::string_view toml, const std::string& name);

  Finding judge(const Evidence& evidence) const;
  /// Which command was refused, by the words around the refusal; "" when they do not say.
  std::string stage_of(std::string_view words) const;
  /// A reason's class and hardness by its word.
  Finding named(std::string_view reason) const;

  /// What a sentence of a person may mean; the first [[meaning]] of the file whose words occur.
  struct Meaning {
    std::string word, type;
  };
  std::optional<Meaning> meaning_of(std::string_view words) const;

  /// How a message shows what it is; each a list of [signs].
  struct Signs {
    std::vector<std::string> bounce_senders;  ///< local parts
    PhraseSet bounce_names, bounce_subjects, bounce_texts, delay_texts, final_texts, delivered_texts;
    PhraseSet read_subjects, unread_subjects, read_texts;
    PhraseSet complaint_subjects, complaint_texts, auto_subjects, auto_texts, copy_marks;
  };
  const Signs& signs() const { return *signs_; }

 private:
  struct Reason {
    std::string word, cls, at_connect, at_mail, at_data;
    const std::string& instead(const Evidence& evidence) const;
    bool hard = false;
    std::vector<std::string> status, weak_status;
    std::vector<std::int64_t> reply;
  };
  struct Stage {
    std::string word, otherwise;
  };
  explicit Rules(const ConfigTable& file);
  Finding given(int reason, const Evidence& evidence, int strength) const;
  std::vector<Reason> reasons_;
  std::vector<Stage> stages_;
  std::vector<Meaning> meanings_;
  std::shared_ptr<PhraseSet> sure_, strong_, weak_, stage_phrases_, meaning_phrases_;
  std::shared_ptr<Signs> signs_;
};

}  // namespace dunmail
