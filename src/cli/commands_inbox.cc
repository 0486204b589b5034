// inbox: what waits for a person, and what it decides.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands_mail.h"
#include "cli/given_day.h"
#include "cli/mail_line.h"
#include "intake/inbox.h"
#include "tracking/reply.h"

namespace dunmail {
namespace {

using Json = nlohmann::json;

std::string suggestion_line(const Suggestion& s) {
  std::string out = "    may mean " + s.meaning;
  const auto also = [&](const char* what, const std::string& value) {
    if (!value.empty()) out += fmt::format(", {} {}", what, printable(value));
  };
  also("type", s.type);
  also("day", s.day ? iso(*s.day) : "");
  also("amount", s.amount ? plain(*s.amount) : "");
  also("currency", s.amount ? std::string(s.amount->currency.code()) : "");
  also("invoice", s.invoice);
  also("reference", s.reference);
  return out + fmt::format(": \"{}\"\n", printable(s.evidence));
}

std::string details(const MailRow& row) {
  std::string out = line_of(row);
  if (!row.subject.empty()) out += "    subject: " + printable(row.subject) + "\n";
  for (const Suggestion& s : read_suggestions(row.suggestions)) out += suggestion_line(s);
  for (const Json& c : Json::parse(row.candidates))
    out += fmt::format("    perhaps {} {}: {}\n", printable(c.value("debtor", "")), printable(c.value("letter", "")),
                       printable(c.value("why", "")));
  return out;
}

TextTable mail_table() {
  using Side = TextTable::Side;
  return TextTable({{"mail", Side::left},
                    {"day", Side::left},
                    {"kind", Side::left},
                    {"from", Side::left},
                    {"subject", Side::left},
                    {"letter", Side::left},
                    {"debtor", Side::left},
                    {"state", Side::left},
                    {"reason", Side::left},
                    {"may mean", Side::left},
                    {"decision", Side::left},
                    {"decided by", Side::left}});
}

void put_mail(const MailRow& row, TextTable& table) {
  const std::vector<Suggestion> suggestions = read_suggestions(row.suggestions);
  table.row({row.id, iso(row.day), row.kind, row.sender, row.subject, row.letter_id, row.debtor_id, word(row.state),
             row.reason, suggestions.empty() ? "" : suggestions.front().meaning, row.decision, row.decided_by});
}

/// `limit`: of lines for people, and of rows where it was asked for.
Answer inbox_command(World& world, bool all, std::size_t limit, bool asked, bool csv) {
  Answer answer;
  TextTable table = mail_table();
  answer.data = nlohmann::ordered_json::array();
  std::size_t shown = 0, more = 0;
  for (const MailRow& row : world.store.mails(all ? std::nullopt : std::optional(MailState::open))) {
    if (shown < limit || !asked) {
      answer.data.push_back(to_json(row));
      if (csv) put_mail(row, table);
    }
    if (shown >= limit) {
      ++more;
      continue;
    }
    answer.text += details(row);
    ++shown;
  }
  if (more > 0) answer.text += fmt::format("... and {} more: --limit shows them\n", more);
  if (answer.text.empty()) answer.text = "nothing waits\n";
  if (csv) answer.csv = table.csv();
  return answer;
}

Answer show_command(World& world, const std::string& id) {
  const MailRow row = need_mail(world, id);
  const std::string bytes = world.store.document(row.document).value_or("");
  const std::string words = own_words(read_mail(bytes).text());
  Answer answer;
  answer.data = to_json(row);
  answer.data["text"] = words;
  answer.text = details(row);
  if (!row.decision.empty())
    answer.text +=
        fmt::format("    {} by {}: {}\n", word(row.state), printable(row.decided_by), printable(row.decision));
  answer.text += "\n";
  for (const std::string_view line : split(words, '\n')) answer.text += "  " + printable(line) + "\n";
  return answer;
}

/// Writes what a debtor sent with the response page to a file that is not there yet. Empty `out`: the mail's id and an
/// ending by the first bytes, in this folder; a folder: the same in it.
Answer attachment_command(World& world, const std::string& id, const std::string& out) {
  const Upload upload = mail_upload(world, id);
  // The debtor chose these bytes and we choose the name: nothing of theirs becomes a path, nothing is opened or run,
  // and no file of ours gives way.
  const std::string ending = upload.media_type == "application/pdf" ? ".pdf"
                             : upload.media_type == "image/png"     ? ".png"
                             : upload.media_type == "image/jpeg"    ? ".jpg"
                                                                    : ".bin";
  std::filesystem::path file(out.empty() ? id + ending : out);
  if (std::filesystem::is_directory(file)) file /= id + ending;
  if (std::filesystem::exists(std::filesystem::symlink_status(file)))
    throw Error(ErrorKind::usage, file.string(), "is there already", "name another file with --out");
  write_file(file.string(), upload.bytes);
  Answer answer;
  answer.data = {{"mail", id},
                 {"file", file.string()},
                 {"media_type", upload.media_type},
                 {"size", upload.bytes.size()},
                 {"sha256", upload.sha256}};
  answer.text = fmt::format("{}: {} bytes, {}; from outside: look at it with care\n", printable(file.string()),
                            upload.bytes.size(), upload.media_type.empty() ? "of no known type" : upload.media_type);
  return answer;
}

Answer assign_command(World& world, const AssignMailOrder& order) {
  const MailRow row = assign_mail(world, order);
  const bool open = row.state == MailState::open;
  return {to_json(row), details(row) + (open ? "it waits to be confirmed or dismissed\n" : ""), 0};
}

Answer confirm_command(World& world, const ConfirmMailOrder& order) {
  const MailRow row = confirm_mail(world, order);
  return {to_json(row), fmt::format("{}: {}\n", row.id, printable(row.decision)), 0};
}

Answer dismiss_command(World& world, const DismissMailOrder& order) {
  const MailRow row = dismiss_mail(world, order);
  return {to_json(row), fmt::format("{}: dismissed\n", row.id), 0};
}

}  // namespace

void describe_inbox(CommandTable& table) {
  struct Read {
    std::string mail, by, today, due, out;
    bool all = false;
    std::size_t limit = Extent::some;
    CLI::Option* limited = nullptr;
    AssignMailOrder assign;
    ConfirmMailOrder confirm;
    DismissMailOrder dismiss;
  };
  const auto r = std::make_shared<Read>();
  const auto day = [r] { return day_or_today(r->today, "--today"); };
  auto* inbox = table.add("inbox", "mail that waits for a person: what nothing ties to a letter, and answers",
                          [r, &table](World& world) {
                            return inbox_command(world, r->all, r->limit, r->limited->count() > 0, table.csv());
                          });
  inbox->add_flag("--all", r->all, "also what is settled");
  r->limited = inbox->add_option("--limit", r->limit, "so many messages; default 100")->check(CLI::Range(1, 1000000));
  table.csv_option(inbox);
  auto* show = table.add(
      "show", "one message with its text", [r](World& world) { return show_command(world, r->mail); }, inbox);
  auto* assign = table.add(
      "assign", "tie a message to a letter, or to a debtor's last letter",
      [r, day](World& world) {
        r->assign.mail = r->mail;
        r->assign.by = r->by;
        r->assign.today = day();
        return assign_command(world, r->assign);
      },
      inbox);
  auto* confirm = table.add(
      "confirm", "record what an answer means: the first suggestion, or --as",
      [r, day](World& world) {
        r->confirm.mail = r->mail;
        r->confirm.by = r->by;
        r->confirm.today = day();
        r->confirm.due = day_if_given(r->due, "--due");
        return confirm_command(world, r->confirm);
      },
      inbox);
  auto* dismiss = table.add(
      "dismiss", "it is of no account",
      [r, day](World& world) {
        r->dismiss.mail = r->mail;
        r->dismiss.by = r->by;
        day();
        return dismiss_command(world, r->dismiss);
      },
      inbox);
  auto* attachment = table.add(
      "attachment", "write what was uploaded with an answer on the response page to a file",
      [r](World& world) { return attachment_command(world, r->mail, r->out); }, inbox);
  attachment->add_option(
      "--out", r->out,
      "file or folder; default: MAIL.pdf, .png or .jpg here. A file that is there is never overwritten");
  for (CLI::App* sub : {show, assign, confirm, dismiss, attachment})
    sub->add_option("mail", r->mail, "M2026-000001")->required();
  assign->add_option("to", r->assign.to, "a letter (L2026-000001) or a debtor")->required();
  for (CLI::App* sub : {assign, confirm, dismiss}) {
    sub->add_option("--by", r->by, "who")->required();
    sub->add_option("--today", r->today, "the business day; default: the clock's");
  }
  ConfirmMailOrder& order = r->confirm;
  confirm->add_option(
      "--as", order.as,
      "promise, dispute, paid, needs-document, wrong-contact, out-of-business, refuses, bounced, delivered, nothing");
  confirm->add_option("--due", r->due, "promise: the exact day of payment");
  confirm->add_option("--amount", order.amount, "promise, dispute: the sum; default: the suggested one, or all of it");
  confirm->add_option("--invoice", order.invoice, "dispute: the invoice");
  confirm->add_option("--type", order.type, "dispute: goods, quantity, price, not-received, invoice");
  confirm->add_option("--reference", order.reference,
                      "paid: what the bank calls the payment; without it letters do not wait");
  confirm->add_option("--note", order.note, "what to remember; default: the sentence it rests on");
  dismiss->add_option("--reason", r->dismiss.reason, "why")->required();
}

}  // namespace dunmail
