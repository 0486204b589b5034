#include "base/person.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <memory>

#include "base/error.h"

namespace dunmail {
namespace {

/// Zero-width characters and byte order marks are no part of a name, whatever Unicode calls them.
bool invisible(UChar32 c) { return u_charType(c) == U_FORMAT_CHAR || u_charType(c) == U_CONTROL_CHAR; }

icu::UnicodeString without_extra_blanks(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  bool blank = false;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_isUWhiteSpace(c)) {
      blank = true;
      continue;
    }
    if (invisible(c)) continue;
    if (blank && !out.isEmpty()) out.append(u' ');
    blank = false;
    out.append(c);
  }
  return out;
}

/// What of a folded name tells people apart: no blanks, stops or hyphens (李 敏 is 李敏, set wide), and no accent that
/// makes no letter with what stands before it.
icu::UnicodeString letters_of(const icu::UnicodeString& folded) {
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    const bool loose_accent = c >= 0x300 && c <= 0x36F;
    if (!loose_accent && !u_isUWhiteSpace(c) && !u_ispunct(c) && !invisible(c)) out.append(c);
  }
  return out.isEmpty() ? without_extra_blanks(folded) : out;  // of signs alone
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

struct Closed {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};

std::string skeleton(const std::string& name) {
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<USpoofChecker, Closed> checker(uspoof_open(&failed));
  const auto text = icu::UnicodeString::fromUTF8(name);
  icu::UnicodeString out;
  if (U_SUCCESS(failed)) uspoof_getSkeletonUnicodeString(checker.get(), 0, text, out, &failed);
  if (U_FAILURE(failed))
    throw Error(ErrorKind::system, "ICU", std::string("cannot compare names: ") + u_errorName(failed));
  return utf8(out);
}

}  // namespace

std::string person_key(std::string_view name) {
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* folded = icu::Normalizer2::getNFKCCasefoldInstance(failed);
  const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  const icu::UnicodeString out = folded ? folded->normalize(text, failed) : text;
  if (U_FAILURE(failed))
    throw Error(ErrorKind::system, "ICU", std::string("cannot fold a name: ") + u_errorName(failed));
  return utf8(letters_of(out));
}

bool same_person(std::string_view a, std::string_view b) { return person_key(a) == person_key(b); }

bool look_alike(std::string_view a, std::string_view b) {
  // As typed too: a capital I is an l, and no l any more once it is folded.
  return same_person(a, b) || skeleton(tidy_name(a)) == skeleton(tidy_name(b)) ||
         skeleton(person_key(a)) == skeleton(person_key(b));
}

std::string tidy_name(std::string_view name) {
  return utf8(without_extra_blanks(
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())))));
}

}  // namespace dunmail
