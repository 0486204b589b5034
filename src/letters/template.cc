#include "letters/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <kainjow/mustache.hpp>

#include "base/config_table.h"
#include "base/file.h"
#include "base/text.h"
#include "letters/template_source.h"
#include "typeset/markup.h"

namespace dunmail {
namespace {

namespace mustache = kainjow::mustache;

/// Answers every section with a decision made before; lists too, since rows are repeated in the parsed tree.
class Decisions : public mustache::basic_context<std::string> {
 public:
  Decisions(const std::vector<FieldId>& conditions, const std::string& decided)
      : conditions_(conditions), decided_(decided) {}
  void push(const mustache::data*) override {}
  void pop() override {}
  const mustache::data* get(const std::string& name) const override {
    const auto field = find_field(name);
    const auto at = field ? std::find(conditions_.begin(), conditions_.end(), *field) : conditions_.end();
    if (at == conditions_.end()) return nullptr;
    return decided_[static_cast<std::size_t>(at - conditions_.begin())] == '1' ? &yes_ : &no_;
  }
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

 private:
  const std::vector<FieldId>& conditions_;
  const std::string& decided_;
  mustache::data yes_{true}, no_{false};
};

std::string decided_text(const std::string& text, const std::vector<FieldId>& conditions, const std::string& decided) {
  mustache::mustache parsed(text);  // a copy of its own: render() is not const, and its errors stick
  Decisions context(conditions, decided);
  std::ostringstream out;
  parsed.render(context, out);
  if (!parsed.is_valid()) throw Error(ErrorKind::config, "template", parsed.error_message());
  return out.str();
}

std::string one_line(std::string_view text) {
  std::string out;
  for (std::string_view line : split(text, '\n')) {
    if (!out.empty() && !trim(line).empty()) out += ' ';
    out += trim(line);
  }
  return out;
}

struct Split {
  std::string front;  ///< with an empty line where +++ stood, so that line numbers hold
  std::string body;   ///< with empty lines for all of the front matter, for the same reason
};

Split split_source(const std::string& source, const std::string& path) {
  const std::size_t close = source.starts_with("+++\n") ? source.find("\n+++\n", 3) : source.npos;
  if (close == source.npos)
    throw Error(ErrorKind::config, path + ":1:1", "has no front matter",
                "begin with +++, the settings in TOML, and +++ again");
  Split out;
  out.front.append(1, '\n').append(source, 4, close - 3);
  const std::size_t body = close + 5;
  out.body.assign(static_cast<std::size_t>(std::count(source.begin(), source.begin() + static_cast<long>(body), '\n')),
                  '\n');
  out.body += source.substr(body);
  return out;
}

FrontMatter read_front(const std::string& toml, const std::string& path) {
  const ConfigTable table = ConfigTable::parse(toml, path);
  FrontMatter f;
  f.title = table.text("title");
  f.subject = table.text("subject");
  f.mail = table.text("mail", "");
  f.demand = table.flag("demand", false);
  f.deadline = table.choice("deadline", "none", {"none", "required"}) == "required";
  f.min_days = static_cast<long>(table.number("min_days", 1, 1, 366));
  f.payment = table.flag("payment", f.demand);
  f.issued_by_lawyer = table.choice("issuer", "creditor", {"creditor", "law-firm"}) == "law-firm";
  f.stationery = table.text("stationery", "");
  f.body_family = table.text("family", "");
  table.finish();
  return f;
}

/// An e-mail breaks its lines as it likes; a blank that copies as a blank serves its reader better.
void use_plain_blanks(std::string& text) {
  for (std::size_t at = 0; (at = text.find("\u00A0", at)) != text.npos; ++at) text.replace(at, 2, " ");
}

/// A column of amounts is aligned by their decimal mark before any amount is known.
bool stands_for_figure(char32_t c) {
  if (c < 0xF0000 || c - 0xF0000 >= fields().size()) return false;
  const FieldType type = fields()[c - 0xF0000].type;
  return type == FieldType::figure || type == FieldType::amount;
}

MarkupStyle markup_style(const LocaleWords& words) {
  return {is_chinese(words.locale), words.indent, words.signature, stands_for_figure};
}

}  // namespace

std::string field_mark(FieldId field) {
  std::string out;
  append_utf8(out, static_cast<char32_t>(0xF0000 + field));
  return out;
}

std::shared_ptr<const Template> Template::load(const std::string& path, const LocaleWords& words) {
  return parse(read_file(path), path, words);
}

std::shared_ptr<const Template> Template::parse(const std::string& source, const std::string& path,
                                                const LocaleWords& words) {
  auto made = std::make_shared<Template>();
  made->path_ = path;
  made->words_ = &words;
  if (const auto problems = check_tags(source, path); !problems.empty())
    throw Error(ErrorKind::config, problems.front());
  const Split parts = split_source(source, path);
  if (const auto problems = check_body(parts.body, path); !problems.empty())
    throw Error(ErrorKind::config, problems.front());
  made->front_ = read_front(parts.front, path);
  const std::string partials = (std::filesystem::path(path).parent_path() / "partials").string();
  std::vector<FieldId>& conditions = made->conditions_;
  for (std::string* each : {&made->front_.title, &made->front_.subject, &made->front_.mail})
    *each = prepare(*each, path, partials, conditions);
  made->body_ = prepare(parts.body, path, partials, conditions);
  // Whatever the sections decide, it must be a letter that holds together.
  for (char every : {'0', '1'}) {
    const auto tried = made->skeleton(std::string(conditions.size(), every));
    if (!tried) throw Error(ErrorKind::config, tried.problem());
    if (const std::string part = missing_part(tried->blocks); made->front_.demand && !part.empty())
      throw Error(ErrorKind::config, path + ":1:1", fmt::format("the demand has no block {}", part),
                  fmt::format("add <!-- part: {} --> and a paragraph that no section can drop", part));
  }
  return made;
}

std::string Template::decisions(const Scene& scene) const {
  std::string out;
  for (FieldId field : conditions_) out += holds(field, scene) ? '1' : '0';
  return out;
}

Result<Skeleton> Template::skeleton(const std::string& decided) const {
  Skeleton out;
  out.title = one_line(decided_text(front_.title, conditions_, decided));
  out.subject = one_line(decided_text(front_.subject, conditions_, decided));
  out.mail = decided_text(front_.mail, conditions_, decided);
  auto blocks = parse_markup(decided_text(body_, conditions_, decided), markup_style(*words_), path_);
  if (!blocks) return blocks.problem();
  out.blocks = std::move(*blocks);
  return out;
}

Result<Filled> Filler::fill(const std::shared_ptr<const Template>& letter, const Scene& scene) {
  Made& made = made_[letter.get()];
  made.letter = letter;
  const std::string decided = letter->decisions(scene);
  auto found = made.by_decisions.find(decided);
  if (found == made.by_decisions.end()) {
    auto skeleton = letter->skeleton(decided);
    if (!skeleton) return skeleton.problem();
    // A template of many sections could grow without end over a million letters.
    if (made.by_decisions.size() >= 1000) made.by_decisions.clear();
    found = made.by_decisions.emplace(decided, std::move(*skeleton)).first;
  }
  const Skeleton& skeleton = found->second;
  Filled out;
  out.decisions = decided;
  const std::pair<const std::string*, std::string*> texts[] = {
      {&skeleton.title, &out.title}, {&skeleton.subject, &out.subject}, {&skeleton.mail, &out.mail}};
  for (const auto& [from, to] : texts) {
    auto filled = fill_text(*from, scene);
    if (!filled) return filled.problem();
    *to = std::move(*filled);
  }
  // A line break from a value would end an e-mail's header field.
  for (std::string* line : {&out.title, &out.subject}) std::replace(line->begin(), line->end(), '\n', ' ');
  use_plain_blanks(out.subject);
  use_plain_blanks(out.mail);
  auto blocks = fill_blocks(skeleton.blocks, scene);
  if (!blocks) return blocks.problem();
  out.blocks = std::move(*blocks);
  if (letter->front().demand)
    if (const std::string part = missing_part(out.blocks); !part.empty())
      return Problem{fmt::format("letter {}", scene.facts.number), fmt::format("the block {} is empty", part),
                     letter->path()};
  return out;
}

}  // namespace dunmail
