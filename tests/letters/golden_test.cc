// One hash for each template, locale and kind of debtor: a change of the shaping, the layout, a template or a font
// shows here at once, and tests/picture_diff.py shows what it looks like.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "base/digest.h"
#include "base/file.h"
#include "letters/press.h"
#include "letters/sample_letter.h"
#include "letters/template_shelf.h"

using namespace dunmail;

namespace {

const std::string golden = DUNMAIL_SOURCE_DIR "/tests/golden/letters.txt";
const std::string head =
    "# SHA-256 of each letter's PDF, its pages and bytes: the sample letters of src/letters/sample_letter.cc. Bytes "
    "hang\n"
    "# on the versions of HarfBuzz, ICU, libdeflate, zlib and of the fonts that Debian 12 ships.\n"
    "# When they change: tests/picture_diff.py, look, then test_letters \"[.renew-letters]\".\n";

/// "LOCALE/KIND.DEBTOR-KIND" and what was printed for it.
std::map<std::string, std::string> printed_now() {
  PressFiles files;
  files.templates = DUNMAIL_SOURCE_DIR "/letter-templates";
  files.fonts = DUNMAIL_SOURCE_DIR "/fonts/fonts.toml";
  Printer printer(Press::open(files));
  std::map<std::string, std::string> out;
  for (std::string_view locale : letter_locales)
    for (std::string_view kind : letter_kinds)
      for (std::string_view debtor_kind : debtor_kinds) {
        const LetterFacts facts = sample_letter(std::string(locale), std::string(kind), std::string(debtor_kind));
        const auto letter = kind == "fax-cover" ? printer.print_fax_cover(facts, 2) : printer.print(facts);
        if (!letter) FAIL(letter.problem().line());
        out[fmt::format("{}/{}.{}", locale, kind, debtor_kind)] =
            fmt::format("{} {} {}", sha256_hex(letter->pdf), letter->pages, letter->pdf.size());
      }
  return out;
}

std::map<std::string, std::string> remembered() {
  std::map<std::string, std::string> out;
  std::istringstream lines(read_file(golden));
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find(' '); !line.starts_with("#") && at != line.npos)
      out[line.substr(0, at)] = line.substr(at + 1);
  return out;
}

}  // namespace

TEST_CASE("every letter is, byte for byte, the one that was last looked at") {
  const auto now = printed_now(), before = remembered();
  std::string changed;
  for (const auto& [name, letter] : now) {
    const auto found = before.find(name);
    if (found == before.end() || found->second != letter) changed += name + "\n";
  }
  INFO("changed; look at them with tests/picture_diff.py, renew with test_letters \"[.renew-letters]\":\n" << changed);
  CHECK(changed.empty());
  CHECK(now.size() == before.size());
}

// Not run with the others: it writes what the test above compares with, once a person has looked at the letters.
TEST_CASE("renew the hashes of the letters", "[.renew-letters]") {
  std::string out = head;
  for (const auto& [name, letter] : printed_now()) out += name + " " + letter + "\n";
  write_file(golden, out);
}
