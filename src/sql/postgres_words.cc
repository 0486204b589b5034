#include "sql/postgres_words.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace dunmail {

std::string numbered(const std::string& sql, int& count) {
  std::string out;
  char quote = 0;
  count = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (quote != 0)
      quote = c == quote ? 0 : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    if (c == '?' && quote == 0) {
      int named = 0;  // "?2": the same value at several places
      for (; i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9'; ++i) named = named * 10 + (sql[i + 1] - '0');
      const int at = named > 0 ? named : count + 1;
      count = std::max(count, at);
      out += "$" + std::to_string(at);
    } else {
      out += c;
    }
    if (c != '(' || quote != 0) continue;
    for (const auto& [name, here] :
         {std::pair("instr(", "strpos("), std::pair(" char(", " chr("), std::pair("(char(", "(chr(")})
      if (out.ends_with(name)) out.replace(out.size() - std::string_view(name).size(), std::string::npos, here);
  }
  return out;
}

std::string defined_here(const std::string& sql) {
  std::string out;
  const auto word = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  for (std::size_t i = 0; i < sql.size();) {
    if (sql.compare(i, 2, "--") == 0) {  // a comment may hold what would be a word of the schema
      i = std::min(sql.find('\n', i), sql.size());
      continue;
    }
    std::size_t end = i;
    while (end < sql.size() && word(sql[end])) ++end;
    if (end == i) {
      out += sql[i++];
      continue;
    }
    const std::string_view each = std::string_view(sql).substr(i, end - i);
    // An index that a later schema takes away again.
    if (constexpr std::string_view nocase = "COLLATE NOCASE"; sql.compare(i, nocase.size(), nocase) == 0) {
      i += nocase.size();
      continue;
    }
    out += each == "BLOB" ? "BYTEA" : each == "TEXT" ? "TEXT COLLATE \"C\"" : std::string(each);
    i = end;
  }
  return out;
}

std::string first_line(const char* text) {
  const std::string_view all(text ? text : "");
  return std::string(trim(all.substr(0, all.find('\n'))));
}

}  // namespace dunmail
