#include "tracking/rules.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/text.h"

namespace dunmail {
namespace {

const std::vector<std::string> classes{"address-dead", "mailbox-full",  "temporary",
                                       "policy",       "relay-trouble", "unknown"};

void fill(PhraseSet& set, const ConfigTable& table, const char* key, int number) {
  for (const std::string& phrase : table.texts(key)) {
    if (plain_words(phrase) != phrase || phrase != trim(phrase))
      throw table.error(key, "\"" + phrase + "\" could never be found",
                        "lower case, single blanks, no address, no path of a URL");
    if (phrase.size() < 3 || phrase.starts_with("* ") || phrase.find(" * ") < 3)
      throw table.error(key, "\"" + phrase + "\" is too short", "a phrase starts with three bytes or more");
    set.add(phrase, number);
  }
}

bool status_fits(std::string_view pattern, std::string_view status) {
  if (pattern.starts_with("x."))
    return status.size() > 1 && (status[0] == '4' || status[0] == '5') && pattern.substr(1) == status.substr(1);
  return pattern == status;
}

bool is_status_pattern(std::string_view text) {
  const auto parts = split(text, '.');
  const auto digits = [](std::string_view p) {
    return !p.empty() && p.size() <= 3 && std::all_of(p.begin(), p.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return parts.size() == 3 && (parts[0] == "x" || parts[0] == "4" || parts[0] == "5") && digits(parts[1]) &&
         digits(parts[2]);
}

std::vector<std::string> statuses(const ConfigTable& table, const char* key) {
  std::vector<std::string> out = table.texts(key);
  for (const std::string& s : out)
    if (!is_status_pattern(s))
      throw table.error(key, "\"" + s + "\" is not an enhanced status code", "x.2.2, 4.2.2 or 5.2.2");
  return out;
}

}  // namespace

Rules Rules::load(const std::string& path) { return Rules(ConfigTable::load(path)); }

Rules Rules::parse(std::string_view toml, const std::string& name) { return Rules(ConfigTable::parse(toml, name)); }

Rules::Rules(const ConfigTable& file)
    : sure_(std::make_shared<PhraseSet>()),
      strong_(std::make_shared<PhraseSet>()),
      weak_(std::make_shared<PhraseSet>()),
      stage_phrases_(std::make_shared<PhraseSet>()),
      meaning_phrases_(std::make_shared<PhraseSet>()),
      signs_(std::make_shared<Signs>()) {
  std::set<std::string> words;
  const std::vector<ConfigTable> tables = file.tables("reason");
  for (const ConfigTable& t : tables) {
    const int number = static_cast<int>(reasons_.size());
    Reason r;
    r.word = t.text("word");
    r.cls = t.choice("class", "unknown", classes);
    r.hard = t.flag("hard", false);
    r.at_connect = t.text("at_connect", "");
    r.at_mail = t.text("at_mail", "");
    r.at_data = t.text("at_data", "");
    r.status = statuses(t, "status");
    r.weak_status = statuses(t, "weak_status");
    r.reply = t.numbers("reply");
    for (const std::int64_t code : r.reply)
      if (code < 400 || code > 599) throw t.error("reply", "an SMTP reply code of a failure lies between 400 and 599");
    fill(*sure_, t, "sure", number);
    fill(*strong_, t, "phrases", number);
    fill(*weak_, t, "weak", number);
    if (!words.insert(r.word).second) throw t.error("word", "the reason \"" + r.word + "\" stands twice");
    reasons_.push_back(std::move(r));
    t.finish();
  }
  if (!words.count("unknown")) throw file.error("reason", "the reason \"unknown\" is missing");
  const auto check = [&](const ConfigTable& t, const char* key, const std::string& word) {
    if (word.empty() || words.count(word)) return;
    throw t.error(key, "there is no reason \"" + word + "\"",
                  did_you_mean(word, std::vector<std::string>(words.begin(), words.end())));
  };
  for (std::size_t i = 0; i < tables.size(); ++i)
    for (const auto& [key, word] : {std::pair{"at_connect", reasons_[i].at_connect},
                                    {"at_mail", reasons_[i].at_mail},
                                    {"at_data", reasons_[i].at_data}})
      check(tables[i], key, word);
  for (const ConfigTable& t : file.tables("stage")) {
    fill(*stage_phrases_, t, "phrases", static_cast<int>(stages_.size()));
    stages_.push_back({t.choice("word", "", {"connect", "mail", "rcpt", "data"}), t.text("otherwise", "")});
    check(t, "otherwise", stages_.back().otherwise);
    t.finish();
  }
  for (const ConfigTable& t : file.tables("meaning")) {
    fill(*meaning_phrases_, t, "phrases", static_cast<int>(meanings_.size()));
    meanings_.push_back(
        {t.choice("word", "",
                  {"promise", "paid", "dispute", "needs-document", "wrong-contact", "out-of-business", "refuses"}),
         t.text("type", "")});
    t.finish();
  }
  if (const auto t = file.table("signs")) {
    Signs& s = *signs_;
    s.bounce_senders = t->texts("bounce_senders");
    const std::pair<const char*, PhraseSet*> lists[] = {
        {"bounce_names", &s.bounce_names},       {"bounce_subjects", &s.bounce_subjects},
        {"bounce_texts", &s.bounce_texts},       {"delay_texts", &s.delay_texts},
        {"final_texts", &s.final_texts},         {"delivered_texts", &s.delivered_texts},
        {"read_subjects", &s.read_subjects},     {"unread_subjects", &s.unread_subjects},
        {"read_texts", &s.read_texts},           {"complaint_subjects", &s.complaint_subjects},
        {"complaint_texts", &s.complaint_texts}, {"auto_subjects", &s.auto_subjects},
        {"auto_texts", &s.auto_texts},           {"copy_marks", &s.copy_marks}};
    for (const auto& [key, set] : lists) fill(*set, *t, key, 0);
    t->finish();
  }
  file.finish();
}

std::string Rules::stage_of(std::string_view words) const {
  const int found = stage_phrases_->number_of_first(words);
  return found < 0 ? std::string() : stages_[static_cast<std::size_t>(found)].word;
}

std::optional<Rules::Meaning> Rules::meaning_of(std::string_view words) const {
  const int found = meaning_phrases_->lowest(words);
  return found < 0 ? std::nullopt : std::optional(meanings_[static_cast<std::size_t>(found)]);
}

Finding Rules::named(std::string_view reason) const {
  for (const Reason& r : reasons_)
    if (r.word == reason) return {r.word, r.cls, r.hard, 3};
  return {};
}

const std::string& Rules::Reason::instead(const Evidence& e) const {
  static const std::string none;
  if (e.stage == "connect") return at_connect;
  if (e.stage == "mail") return at_mail;
  // Pipelined, the refusal of RCPT may stand behind DATA; its status then still speaks of the address.
  const bool of_address = e.status.size() > 3 && e.status.substr(1, 3) == ".1.";
  return e.stage == "data" && !of_address ? at_data : none;
}

Finding Rules::given(int reason, const Evidence& evidence, int strength) const {
  const Reason& r = reasons_[static_cast<std::size_t>(reason)];
  const std::string& instead = r.instead(evidence);
  Finding out = instead.empty() ? Finding{r.word, r.cls, r.hard, 3} : named(instead);
  out.strength = strength;
  return out;
}

Finding Rules::judge(const Evidence& e) const {
  const std::string words = plain_words(e.text);
  const auto by_status = [&](std::vector<std::string> Reason::*list) -> int {
    if (e.status.empty()) return -1;
    for (std::size_t i = 0; i < reasons_.size(); ++i)
      for (const std::string& pattern : reasons_[i].*list)
        if (status_fits(pattern, e.status)) return static_cast<int>(i);
    return -1;
  };
  if (const int i = sure_->lowest(words); i >= 0) return given(i, e, 3);
  if (const int i = strong_->lowest(words); i >= 0) return given(i, e, 3);
  if (const int i = by_status(&Reason::status); i >= 0) return given(i, e, 3);
  const bool temporary = (e.reply_code >= 400 && e.reply_code < 500) || e.status.starts_with('4');
  if (const int i = weak_->lowest(words); i >= 0 && !(temporary && reasons_[static_cast<std::size_t>(i)].hard))
    return given(i, e, 2);
  if (!e.stage.empty() && e.reply_code >= 500)
    for (const Stage& stage : stages_)
      if (stage.word == e.stage && !stage.otherwise.empty()) {
        Finding out = named(stage.otherwise);
        out.strength = 2;
        return out;
      }
  if (const int i = by_status(&Reason::weak_status); i >= 0) return given(i, e, 1);
  for (std::size_t i = 0; i < reasons_.size(); ++i)
    if (std::count(reasons_[i].reply.begin(), reasons_[i].reply.end(), e.reply_code))
      return given(static_cast<int>(i), e, 1);
  return {};
}

}  // namespace dunmail
