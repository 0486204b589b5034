#include "letters/template_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "letters/template.h"
#include "typeset/markup.h"

namespace dunmail {
namespace {

Tag read_tag(std::string_view text, std::size_t begin, std::size_t close) {
  std::string_view inner = trim(text.substr(begin + 2, close - begin - 2));
  Tag tag{Tag::Kind::value, "", begin, close + 2};
  if (!inner.empty()) {
    switch (inner.front()) {
      case '#':
        tag.kind = Tag::Kind::section;
        break;
      case '^':
        tag.kind = Tag::Kind::inverted;
        break;
      case '/':
        tag.kind = Tag::Kind::end;
        break;
      case '>':
        tag.kind = Tag::Kind::partial;
        break;
      case '!':
        tag.kind = Tag::Kind::comment;
        break;
      default:
        tag.name = inner;
        return tag;
    }
    tag.name = trim(inner.substr(1));
  }
  return tag;
}

class TagCheck {
 public:
  TagCheck(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void take(const Tag& tag) {
    switch (tag.kind) {
      case Tag::Kind::value:
        return value(tag);
      case Tag::Kind::section:
      case Tag::Kind::inverted:
        return section(tag);
      case Tag::Kind::end:
        return end(tag);
      default:
        return;
    }
  }

  void finish() {
    for (const Tag& open : open_)
      report(open.begin, fmt::format("section {} is not closed", open.name), fmt::format("add {{{{/{}}}}}", open.name));
  }

  void report(std::size_t at, std::string message, std::string hint) {
    problems.push_back({place_in(text_, at, file_), std::move(message), std::move(hint)});
  }

  std::vector<Problem> problems;

 private:
  const Field* known(const Tag& tag) {
    if (const auto found = find_field(tag.name)) return &fields()[*found];
    std::vector<std::string> names;
    for (const Field& field : fields()) names.emplace_back(field.name);
    std::string hint = did_you_mean(tag.name, names);
    report(tag.begin, fmt::format("unknown field {}", tag.name),
           hint.empty() ? "the fields are listed in letter-templates/README.md" : hint);
    return nullptr;
  }

  void value(const Tag& tag) {
    const Field* field = known(tag);
    if (!field) return;
    if (field->type == FieldType::flag || field->type == FieldType::list)
      report(tag.begin, fmt::format("{} is a {} and has no text", tag.name, name_of(field->type)),
             fmt::format("use it as {{{{#{}}}}}", tag.name));
    if (!field->list.empty() &&
        std::none_of(open_.begin(), open_.end(), [&](const Tag& o) { return o.name == field->list; }))
      report(tag.begin, fmt::format("{} stands outside its list", tag.name),
             fmt::format("put it between {{{{#{}}}}} and {{{{/{}}}}}", field->list, field->list));
  }

  void section(const Tag& tag) {
    if (const Field* field = known(tag); field && !field->list.empty())
      report(tag.begin, "a section cannot depend on a row of a list",
             "use a flag of the whole letter, such as any_contract");
    open_.push_back(tag);
  }

  void end(const Tag& tag) {
    if (open_.empty() || open_.back().name != tag.name) {
      report(tag.begin, fmt::format("{{{{/{}}}}} closes no section", tag.name),
             open_.empty() ? "" : fmt::format("{} is open here", open_.back().name));
      return;
    }
    open_.pop_back();
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<Tag> open_;
};

}  // namespace

std::string place_in(std::string_view text, std::size_t at, const std::string& file) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("{}:{}:{}", file, line, 1 + to_utf32(before.substr(start)).size());
}

std::vector<Problem> check_tags(std::string_view text, const std::string& file, std::vector<Tag>* tags) {
  TagCheck check(text, file);
  std::size_t at = 0;
  while ((at = text.find("{{", at)) != text.npos) {
    if (text.substr(at).starts_with("{{{") || text.substr(at).starts_with("{{&")) {
      check.report(at, "unescaped fields ({{{ and {{&) are refused",
                   "two braces are enough: values are never read as markup");
      at += 3;
      continue;
    }
    if (text.substr(at).starts_with("{{=")) {
      check.report(at, "the delimiters cannot be changed", "write fields between {{ and }}");
      at += 3;
      continue;
    }
    const std::size_t close = text.find("}}", at), line_end = text.find('\n', at);
    if (close == text.npos || close > line_end) {
      check.report(at, "{{ is not closed on its line", "add }}");
      at += 2;
      continue;
    }
    const Tag tag = read_tag(text, at, close);
    check.take(tag);
    if (tags) tags->push_back(tag);
    at = tag.end;
  }
  check.finish();
  // Plane 15 would be taken for a field.
  if (const std::size_t mark = text.find("\xF3\xB0"); mark != text.npos)
    check.report(mark, "private-use characters of plane 15 cannot stand in a template", "remove it");
  if (const auto bad = first_bad_utf8(text)) check.report(*bad, "is not valid UTF-8", "save the file as UTF-8");
  return std::move(check.problems);
}

std::vector<Problem> check_body(const std::string& body, const std::string& file) {
  // Values become marks and sections vanish, with every line where it was.
  std::vector<Tag> tags;
  check_tags(body, file, &tags);
  std::string text;
  std::size_t copied = 0;
  for (const Tag& tag : tags) {
    text.append(body, copied, tag.begin - copied);
    copied = tag.end;
    if (tag.kind == Tag::Kind::value)
      if (const auto field = find_field(tag.name)) text += field_mark(*field);
  }
  text.append(body, copied);
  return check_markup(text, file);
}

std::string prepare(std::string_view text, const std::string& file, const std::string& partials,
                    std::vector<FieldId>& conditions, int depth) {
  std::vector<Tag> tags;
  const std::vector<Problem> problems = check_tags(text, file, &tags);
  if (!problems.empty()) throw Error(ErrorKind::config, problems.front());
  std::string out;
  std::size_t copied = 0;
  for (const Tag& tag : tags) {
    out += text.substr(copied, tag.begin - copied);
    copied = tag.end;
    // A section's tag alone on its line takes the line with it. kainjow forgets this where the section is not printed,
    // and the empty line it leaves would end a table.
    if (tag.kind == Tag::Kind::section || tag.kind == Tag::Kind::inverted || tag.kind == Tag::Kind::end)
      if ((tag.begin == 0 || text[tag.begin - 1] == '\n') && tag.end < text.size() && text[tag.end] == '\n') ++copied;
    switch (tag.kind) {
      case Tag::Kind::value:
        out += field_mark(*find_field(tag.name));
        break;
      case Tag::Kind::comment:
        break;
      case Tag::Kind::partial: {
        const std::filesystem::path path = std::filesystem::path(partials) / (tag.name + ".md");
        if (depth > 3 || tag.name.find('/') != tag.name.npos || !std::filesystem::exists(path))
          throw Error(ErrorKind::config, place_in(text, tag.begin, file), fmt::format("no partial {}", tag.name),
                      fmt::format("partials stand in {}", partials));
        std::string inner = prepare(read_file(path), path.string(), partials, conditions, depth + 1);
        while (inner.ends_with('\n')) inner.pop_back();
        out += inner;
        break;
      }
      default:
        out += text.substr(tag.begin, tag.end - tag.begin);
        if (tag.kind == Tag::Kind::end) break;
        if (const FieldId field = *find_field(tag.name);
            std::find(conditions.begin(), conditions.end(), field) == conditions.end())
          conditions.push_back(field);
    }
  }
  out += text.substr(copied);
  return out;
}

}  // namespace dunmail
