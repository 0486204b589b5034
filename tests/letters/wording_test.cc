#include "letters/wording.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;

TEST_CASE("the templates that we ship have no fault") {
  for (const Problem& problem : check_templates(DUNMAIL_SOURCE_DIR "/letter-templates")) FAIL_CHECK(problem.line());
}

namespace {

/// The shipped templates in a folder where one of them can be spoiled.
class Spoiled {
 public:
  Spoiled() {
    std::filesystem::copy(DUNMAIL_SOURCE_DIR "/letter-templates", folder_.path() / "t",
                          std::filesystem::copy_options::recursive);
  }

  void replace(const std::string& file, const std::string& what, const std::string& by) {
    const std::string path = folder_ / ("t/" + file);
    std::string text = read_file(path);
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    write_file(path, text.replace(at, what.size(), by));
  }
  void remove(const std::string& file) { std::filesystem::remove_all(folder_ / ("t/" + file)); }

  /// All problems as lines, without the folder.
  std::string problems() const {
    std::string out;
    for (const Problem& problem : check_templates(folder_ / "t")) {
      std::string line = problem.line();
      if (const std::size_t at = line.find(folder_ / "t/"); at != std::string::npos)
        line.erase(0, at + (folder_ / "t/").size());
      out += line + "\n";
    }
    return out;
  }

 private:
  TempDir folder_;
};

}  // namespace

TEST_CASE("faults of templates are reported with file, line and column") {
  struct Row {
    const char* file;
    const char* what;
    const char* by;
    const char* report;
  };
  const Row rows[] = {
      {"en/reminder.md", "Our records show", "Unfortunately we apologise. Our records show",
       "en/reminder.md:18:18: \"apolog\" apologises in a demand"},
      {"en/reminder.md", "Our records show", "You failed to pay. Our records show",
       "en/reminder.md:18:5: \"failed\" accuses in the first letter"},
      {"en/reminder.md", "Please pay", "Kindly pay", "\"Kindly\" is filler"},
      {"en/credit-warning.md", "If we receive", "We will inform the police. If we receive",
       "\"police\" threatens with police"},
      {"zh-CN/credit-warning.md", "如期满", "我司将上报央行征信系统。如期满",
       "\"征信\" threatens to report to a credit register"},
      {"zh-CN/reminder.md", "{{you}}下列", "很抱歉打扰。{{you}}下列", "zh-CN/reminder.md:18:2: \"抱歉\" apologises"},
      {"zh-CN/final-demand.md", "现作最后催告", "请尽快付款。现作最后催告",
       "\"尽快付款\" asks for payment at no certain day"},
      {"zh-CN/final-demand.md", "现作最后催告", "本所现作最后催告", "\"本所\" looks like a letter from a lawyer"},
      {"de/fax-cover.md", "Zeichen", "Mahnung", "de/fax-cover.md:16:1: \"Mahn\" speaks of money"},
      {"de/fax-cover.md", "Zeichen: {{letter.number}}", "Summe: {{total}}",
       "total puts an amount on the cover of a fax"},
      {"zh-CN/statement.md", "请{{you}}核对后，", "逾期未回复视为确认。", "\"视为确认\" takes silence for consent"},
      {"en/statement.md", "The open amount is", "With interest of {{interest}} the open amount is",
       "a statement states no interest"},
      {"en/reminder.md", "{{> amount}}", "{{> amont}}", "no partial amont"},
      {"en/reminder.md", "{{oldest.due}}", "{{oldest.dew}}", "unknown field oldest.dew (did you mean oldest.due?)"},
      {"en/reminder.md", "{{oldest.due}}", "{{{oldest.due}}}", "unescaped fields"},
      {"en/reminder.md", "<!-- part: consequence -->", "", "the demand has no block consequence"},
      {"en/reminder.md", "deadline = \"required\"", "", "a demand must set a deadline"},
      {"en/reminder.md", "**{{deadline}}**", "**soon**", "the text names no deadline"},
      {"en/reminder.md", "demand = true", "", "a demand must hold the four blocks"},
      {"de/lawyers-letter.md", "issuer = \"law-firm\"", "", "a lawyer's letter comes from a law firm"},
      {"en/reminder.individual.md", "your account", "your overdue debt", "tells of a debt in the subject line"},
      {"en/partials/payment.md", "{{bank.name}}", "{{bank.nam}}", "en/partials/payment.md:2:7: unknown field bank.nam"},
      {"de/locale.toml", "page_label", "page_labell", "page_label: is missing"},
  };
  for (const Row& row : rows) {
    INFO(row.file << ": " << row.by);
    Spoiled folder;
    folder.replace(row.file, row.what, row.by);
    CHECK_THAT(folder.problems(), Catch::Contains(row.report));
  }
}

TEST_CASE("all faults of a template are reported at once") {
  Spoiled folder;
  folder.replace("en/reminder.md", "Our records show", "Sorry, you failed {{nobody}} {{{total}}}");
  folder.replace("en/thanks.md", "Thank you for the payment", "Kindly note the police");
  const std::string found = folder.problems();
  for (const char* each : {"unknown field nobody", "unescaped", "\"Kindly\"", "\"police\""})
    CHECK_THAT(found, Catch::Contains(each));
}

TEST_CASE("a locale or a kind that is missing") {
  Spoiled folder;
  folder.remove("de");
  folder.remove("en/statement.md");
  const std::string found = folder.problems();
  CHECK_THAT(found, Catch::Contains("de: no templates in this language"));
  CHECK_THAT(found, Catch::Contains("en: no template statement"));
}

TEST_CASE("a clerk's sentence is held to the same lists") {
  const Wording wording = Wording::load(DUNMAIL_SOURCE_DIR "/letter-templates/wording.toml");
  CHECK(wording.forbidden("否则我们将报警处理", Locale::zh_cn));
  CHECK(wording.forbidden("We will call your employer.", Locale::en));
  CHECK_FALSE(wording.forbidden("Our policies are enclosed.", Locale::en));
  CHECK_FALSE(wording.forbidden("请于付款后将回单发送至我司邮箱。", Locale::zh_cn));
}
