// Any text may stand in a template's file: it is refused with a place and a reason, or it fills without falling over.
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "letters/press.h"
#include "letters/sample_letter.h"
#include "letters/template.h"
#include "letters/template_source.h"

using namespace dunmail;

namespace {

LocaleWords words_of(const char* name, Locale locale) {
  LocaleWords words = LocaleWords::load(std::string(DUNMAIL_SOURCE_DIR "/letter-templates/") + name + "/locale.toml");
  words.locale = locale;
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const LocaleWords words = words_of("zh-CN", Locale::zh_cn);
  static const LetterFacts facts = sample_letter("zh-CN", "short-payment");
  static const std::string path = DUNMAIL_SOURCE_DIR "/letter-templates/zh-CN/fuzz.md";
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Problem& problem : check_tags(text, path))
    if (problem.where.empty() || problem.message.empty()) std::abort();
  try {
    const auto made = Template::parse(text, path, words);
    Filler filler;
    const auto filled = filler.fill(made, Scene{facts, words, words.locale, 0});
    if (!filled && filled.problem().message.empty()) std::abort();
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::internal || e.problem().where.empty()) std::abort();
  }
  return 0;
}
