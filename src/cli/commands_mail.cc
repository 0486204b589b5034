// mail classify reads mail that came back from files. Needs neither settings nor a database: with a dunmail.toml beside
// it the letter is found as well.
#include "cli/commands_mail.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "intake/mail_json.h"
#include "tracking/letter_match.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

struct Tokens {
  std::optional<TokenKeys> keys;
  std::vector<std::string> bounce_addresses;
};

/// A key file is read, never made: without one there is no letter to be found.
Tokens tokens(const std::string& settings_file) {
  Tokens out;
  if (!std::filesystem::exists(settings_file)) return out;
  const Settings settings = Settings::load(settings_file);
  out.bounce_addresses = settings.bounce_addresses();
  if (std::filesystem::exists(settings.delivery.key_file)) out.keys = load_or_create_keys(settings.delivery.key_file);
  return out;
}

Json to_json(const std::string& file, const MailReport& report) {
  Json out = {{"file", file}};
  out.update(to_json(report));
  return out;
}

/// What a reply may mean, for a clerk.
std::vector<Suggestion> suggestions(const ForeignMail& mail, const Rules& rules) {
  const auto today = mail_date(mail.headers);
  return today ? suggestions_of(mail, rules, *today) : std::vector<Suggestion>();
}

std::string line_of(const std::string& file, const MailReport& report) {
  std::string out = fmt::format("{}: {}", printable(file), word(report.kind));
  if (report.return_date) out += ", until " + iso(*report.return_date);
  if (!report.letter.empty()) out += fmt::format(", letter {} (by {})", printable(report.letter), report.matched_by);
  out += '\n';
  for (const ReportedRecipient& r : report.recipients) {
    out += fmt::format("  {}  {}{}", r.address.empty() ? "(no address)" : printable(r.address), r.cls,
                       r.hard ? ", for good" : "");
    for (const std::string& part : {r.reason, r.reply_code, r.status})
      if (!part.empty()) out += "  " + printable(part);
    out += '\n';
    if (!r.text.empty()) out += "    " + printable(r.text) + "\n";
  }
  return out;
}

}  // namespace

Answer mail_classify_command(const std::string& settings_file, const std::vector<std::string>& files) {
  const Rules rules = Rules::load(share_folder() + "/config/replies.toml");
  const Tokens with = tokens(settings_file);
  Answer answer;
  answer.data = Json::array();
  answer.one_per_line = true;
  for (const std::string& file : files) {
    try {
      const ForeignMail mail = read_mail(read_file(file));
      MailReport report = classify(mail, rules);
      if (with.keys) {
        const LetterMatch match = match_letter(mail, *with.keys, with.bounce_addresses);
        report.letter = match.letter;
        report.matched_by = match.matched_by;
      }
      Json said = to_json(file, report);
      answer.text += line_of(file, report);
      if (report.kind == MailKind::reply) {
        said["suggestions"] = Json::array();
        for (const Suggestion& s : suggestions(mail, rules)) {
          said["suggestions"].push_back(to_json(s));
          answer.text += fmt::format("  may mean {}: \"{}\"\n", s.meaning, printable(s.evidence));
        }
      }
      answer.data.push_back(std::move(said));
    } catch (const Error& e) {
      Json failed = to_json(file, MailReport{});
      failed["error"] = e.problem().message;
      answer.data.push_back(std::move(failed));
      answer.text += fmt::format("{}: {}\n", printable(file), printable(e.problem().message));
      answer.exit_code = 3;
    }
  }
  return answer;
}

void describe_mail(CommandTable& table) {
  const auto files = std::make_shared<std::vector<std::string>>();
  auto* mail = table.group("mail", "mail that came back");
  auto* classify = table.add(
      "classify", "what each file says: failure, delay, delivered, read, auto-reply, complaint, reply, other",
      [files, &table] { return mail_classify_command(table.config(), *files); }, mail);
  classify->add_option("files", *files, "messages as .eml")->required();
}

}  // namespace dunmail
