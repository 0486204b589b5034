#include "desk/person.h"

#include "base/error.h"
#include "base/person.h"
#include "base/text.h"

namespace dunmail {

std::string person_named(const Settings& settings, const std::string& typed) {
  for (const auto& [name, person] : settings.people)
    if (same_person(name, typed)) return name;
  return tidy_name(typed);
}

bool one_person(const Settings& settings, const std::string& a, const std::string& b) {
  return settings.people.empty() ? look_alike(a, b) : same_person(a, b);
}

std::string known_person(const Settings& settings, const std::string& typed, const std::string& where) {
  std::string name = person_named(settings, typed);
  if (settings.people.empty() || settings.people.contains(name)) return name;
  std::vector<std::string> names;
  for (const auto& [each, person] : settings.people) names.push_back(each);
  const std::string meant = did_you_mean(name, names);
  throw Error(ErrorKind::usage, where, "\"" + name + "\" is none of the people in dunmail.toml",
              meant.empty() ? "[people] says who may act" : meant);
}

}  // namespace dunmail
