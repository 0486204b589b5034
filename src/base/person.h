// A person by the name that somebody typed. Two spellings of one name are one person: blanks, width, upper and lower
// case and the way an accent is written make no difference.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// For comparing only: NFKC with case folded, each run of white space one blank, none at the ends.
std::string person_key(std::string_view name);
bool same_person(std::string_view a, std::string_view b);
/// The same, or two names that nobody tells apart on a screen (Unicode TS 39, 4: confusables): a Cyrillic A is an A.
/// For where nothing but the name says who somebody is, and two persons are wanted.
bool look_alike(std::string_view a, std::string_view b);
/// As it is written down: each run of white space one blank, none at the ends.
std::string tidy_name(std::string_view name);

}  // namespace dunmail
