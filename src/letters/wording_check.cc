// check_templates: a template may be broken in several ways at once, so nothing here stops at the first fault.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/config_table.h"
#include "base/file.h"
#include "base/text.h"
#include "letters/template_shelf.h"
#include "letters/template_source.h"
#include "letters/wording.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> demand_kinds{
    "reminder", "credit-warning", "final-demand", "lawyers-letter", "short-payment", "broken-promise", "charges"};

/// Tags and comments blanked out with their places kept, so that field names are not read as wording.
std::string only_words(std::string text, const std::vector<Tag>& tags) {
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (text[i] != '\n') text[i] = ' ';
  };
  for (const Tag& tag : tags) blank(tag.begin, tag.end);
  for (std::size_t at = 0; (at = text.find("<!--", at)) != text.npos;) {
    const std::size_t end = text.find("-->", at);
    if (end == text.npos) break;
    blank(at, end + 3);
    at = end;
  }
  return text;
}

class Check {
 public:
  explicit Check(const std::string& folder)
      : folder_(folder), wording_(Wording::load((folder_ / "wording.toml").string())) {}

  std::vector<Problem> run() {
    for (std::string_view locale : letter_locales) check_locale(*find_locale(locale));
    return std::move(problems_);
  }

 private:
  void report(std::string where, std::string message, std::string hint) {
    problems_.push_back({std::move(where), std::move(message), std::move(hint)});
  }
  void report(std::vector<Problem> several) {
    std::move(several.begin(), several.end(), std::back_inserter(problems_));
  }

  static std::vector<fs::path> letters_in(const fs::path& place) {
    std::vector<fs::path> out;
    if (fs::is_directory(place))
      for (const auto& entry : fs::directory_iterator(place))
        if (entry.path().extension() == ".md") out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
  }

  void check_locale(Locale locale) {
    const fs::path place = folder_ / locale_name(locale);
    if (!fs::is_directory(place))
      return report(place.string(), "no templates in this language", "add the folder with locale.toml");
    LocaleWords words;
    try {
      words = LocaleWords::load((place / "locale.toml").string());
    } catch (const Error& e) {
      return problems_.push_back(e.problem());
    }
    for (std::string_view kind : letter_kinds)
      if (!fs::exists(place / fmt::format("{}.md", kind)))
        report(place.string(), fmt::format("no template {}", kind),
               fmt::format("add {}/{}.md", locale_name(locale), kind));
    for (const fs::path& path : letters_in(place / "partials")) check_partial(path, locale);
    for (const fs::path& path : letters_in(place)) check_letter(path, words);
  }

  void check_partial(const fs::path& path, Locale locale) {
    const std::string text = read_file(path);
    std::vector<Tag> tags;
    report(check_tags(text, path.string(), &tags));
    report(check_body(text, path.string()));
    // Whether a partial's wording suits the letters that take it shows there; here only what none may hold.
    if (auto found = wording_.forbidden(only_words(text, tags), locale))
      problems_.push_back({path.string(), found->message, found->hint});
  }

  void check_letter(const fs::path& path, const LocaleWords& words) {
    const std::string text = read_file(path), file = path.string(), name = path.stem().string();
    const std::string kind = name.substr(0, name.find('.'));
    std::vector<Tag> tags;
    const std::size_t before = problems_.size();
    report(check_tags(text, file, &tags));
    if (problems_.size() > before) return;
    std::shared_ptr<const Template> letter;
    try {
      letter = Template::parse(text, file, words);
    } catch (const Error& e) {
      return problems_.push_back(e.problem());
    }
    const FrontMatter& front = letter->front();
    const std::string plain = only_words(text, tags);
    report(wording_.check(plain, {words.locale, kind, front.demand, front.issued_by_lawyer}, file));
    if (name.ends_with(".individual")) {
      const std::size_t at = plain.find("\nsubject"), end = at == plain.npos ? at : plain.find('\n', at + 1);
      if (at != plain.npos)
        for (Problem& p : wording_.check_subject_line(plain.substr(0, end).substr(at), words.locale, file))
          report(place_in(text, at + 1, file), std::move(p.message), std::move(p.hint));
    }
    check_demand(text, file, kind, front, tags);
    check_fields(text, file, kind, tags);
  }

  void check_demand(const std::string& text, const std::string& file, const std::string& kind, const FrontMatter& front,
                    const std::vector<Tag>& tags) {
    if (std::find(demand_kinds.begin(), demand_kinds.end(), kind) == demand_kinds.end()) return;
    if (!front.demand) report(file + ":1:1", "a demand must hold the four blocks", "set demand = true");
    if (!front.deadline) report(file + ":1:1", "a demand must set a deadline", "set deadline = \"required\"");
    if (kind == "lawyers-letter" && !front.issued_by_lawyer)
      report(file + ":1:1", "a lawyer's letter comes from a law firm", "set issuer = \"law-firm\"");
    const std::size_t body = text.find("\n+++", 3);
    if (std::none_of(tags.begin(), tags.end(), [&](const Tag& t) {
          return t.kind == Tag::Kind::value && t.name == "deadline" && t.begin > body;
        }))
      report(file + ":1:1", "the text names no deadline", "write {{deadline}} in the purpose");
  }

  void check_fields(const std::string& text, const std::string& file, const std::string& kind,
                    const std::vector<Tag>& tags) {
    for (const Tag& tag : tags) {
      const auto found = tag.kind == Tag::Kind::value ? find_field(tag.name) : std::nullopt;
      if (!found) continue;
      const FieldType type = fields()[*found].type;
      const bool money = type == FieldType::amount || type == FieldType::figure || tag.name.ends_with(".words");
      if (kind == "fax-cover" && money)
        report(place_in(text, tag.begin, file), fmt::format("{} puts an amount on the cover of a fax", tag.name),
               "leave it out");
      if (kind == "statement" && tag.name.starts_with("interest"))
        report(place_in(text, tag.begin, file), "a statement states no interest",
               "a figure here may replace the contract's penalty");
    }
  }

  fs::path folder_;
  Wording wording_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> check_templates(const std::string& folder) { return Check(folder).run(); }

}  // namespace dunmail
