#include "cli/commands_assess.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands_worklist.h"
#include "cli/given_day.h"
#include "insight/work.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Reasons reasons_of(const std::string& settings_file) {
  const bool there = std::filesystem::exists(settings_file);
  return Reasons::load(there ? Settings::load(settings_file).reasons : share_folder() + "/config/reasons.toml");
}

Json to_json(const Reason& r) {
  return {{"code", r.code},
          {"group", r.group},
          {"name", r.name},
          {"strategy", r.strategy},
          {"says", r.says},
          {"answer", r.answer},
          {"ladder", word(r.ladder)},
          {"instalments", r.instalments},
          {"order_hold", r.order_hold},
          {"call_first", r.call_first},
          {"risk", r.risk},
          {"needs", r.needs}};
}

std::string effects(const Reason& r) {
  std::vector<std::string> out;
  if (r.recordable())
    out.push_back(r.ladder == LadderEffect::keep ? "ladder as it is" : std::string("ladder ") + word(r.ladder));
  if (r.instalments) out.push_back("offer instalments");
  if (r.order_hold) out.push_back("propose an order hold");
  if (r.call_first) out.push_back("call first");
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string in_full(const Reason& r, const std::string& locale) {
  std::string out = fmt::format("{} ({}): {}\n", r.code, r.group, in_locale(r.name, locale));
  if (!r.says.empty())
    out += fmt::format("  says      {}\n  answer    {}\n", in_locale(r.says, locale), in_locale(r.answer, locale));
  out += fmt::format("  strategy  {}\n", in_locale(r.strategy, locale));
  if (r.recordable()) out += fmt::format("  effects   {}\n", effects(r));
  if (!r.risk.empty()) out += fmt::format("  risk      {}\n", r.risk);
  for (const std::string& need : r.needs) out += fmt::format("  needs     {}\n", need);
  return out;
}

Json to_json(const RiskScore& score) {
  Json parts = Json::array();
  for (const RiskPart& p : score.parts)
    parts.push_back({{"name", p.name}, {"weight", p.weight}, {"known", p.known}, {"points", p.points}, {"saw", p.saw}});
  return {{"value", score.value},
          {"class", score.risk_class},
          {"class_from", score.risk_class.empty()  ? ""
                         : score.class_from_ledger ? "ledger"
                                                   : "score"},
          {"left_out_some", score.rescaled},
          {"parts", parts}};
}

std::string text_of(const RiskScore& score) {
  std::string out = fmt::format(
      "risk score {} of 100{}{}\n", score.value,
      score.risk_class.empty()
          ? ""
          : fmt::format(", class {} ({})", score.risk_class, score.class_from_ledger ? "the ledger's" : "by score"),
      score.rescaled ? "; what is not known is left out, the rest counts for the whole" : "");
  TextTable table({{"part", Side::left}, {"weight", Side::right}, {"points", Side::right}, {"saw", Side::left}});
  for (const RiskPart& p : score.parts)
    table.row({p.name, std::to_string(p.weight), p.known ? fmt::format("{:.1f}", p.points) : "-", p.saw});
  return out + table.text();
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

Answer show_form(const CaseForm& form) {
  const Assessment a = form.stands.value_or(Assessment{});
  const bool done = form.stands.has_value();
  const Suggested& s = form.suggested;
  Answer answer;
  answer.data = {{"case", form.case_id}, {"assessed", done}};
  if (done)
    answer.data["assessment"] = {{"day", iso(a.day)},
                                 {"by", a.by},
                                 {"cooperative", a.cooperative},
                                 {"cause", a.cause},
                                 {"ability", a.ability},
                                 {"sincerity", a.sincerity},
                                 {"risk", a.risk},
                                 {"decision", a.decision},
                                 {"why", a.why}};
  answer.data["suggested"] = {{"cause", s.cause}, {"risk", s.risk}, {"decision", s.decision}, {"why", s.why}};
  answer.data["track"] = word(form.track);
  answer.data["score"] = to_json(s.score);
  TextTable table({{"step", Side::left}, {"asks", Side::left}, {"stands", Side::left}, {"suggested", Side::left}});
  const auto row = [&](const char* step, const char* asks, const std::string& stands, const std::string& suggested) {
    table.row({step, asks, done ? or_dash(printable(stands)) : "-", or_dash(suggested)});
  };
  row("1 keep cooperating", "--cooperative", a.cooperative ? "yes" : "no", "");
  row("2 find the cause", "--cause", a.cause, s.cause);
  row("3 judge the risk", "--ability", a.ability, "");
  row("", "--sincerity", a.sincerity, "");
  row("", "--risk", a.risk, s.risk);
  row("4 decide", "--decision", a.decision, s.decision);
  row("", "--why", a.why, s.why);
  row("", "--by", a.by, "");
  answer.text = fmt::format("{}  {}\n{}\n", form.case_id, printable(form.name),
                            done ? "assessed on " + iso(a.day) : "not assessed yet") +
                table.text() + "\n" + text_of(s.score);
  return answer;
}

Answer write_form(const World& world, const AssessOrder& order, const Assessed& done) {
  const Suggested& s = done.suggested;
  Answer answer;
  answer.data = {{"case", done.event.case_id}, {"seq", done.event.seq},  {"decision", order.decision},
                 {"suggested", s.decision},    {"suggested_why", s.why}, {"score", s.score.value},
                 {"by", done.event.by}};
  answer.text =
      fmt::format("{}: {} by {}: {}\n", done.event.case_id, order.decision, printable(order.by), printable(order.why));
  answer.text += s.decision == order.decision
                     ? fmt::format("the same is suggested ({})\n", s.why)
                     : fmt::format("suggested was {} ({}); your decision stands\n", s.decision, s.why);
  if (const Reason* cause = world.reasons.find(order.cause))
    answer.text += "strategy: " + in_locale(cause->strategy, "en") + "\n";
  return answer;
}

/// The form's fields are options here.
void need_every_step(const AssessOrder& order) {
  std::vector<std::string> missing;
  for (const AssessStep& step : missing_steps(order))
    missing.push_back(fmt::format("{} (--{})", step.title, fmt::join(step.fields, ", --")));
  if (!missing.empty())
    throw Error(ErrorKind::usage, "assess", fmt::format("the form is not complete: {}", fmt::join(missing, "; ")),
                "nothing was recorded; dunmail assess " + order.debtor + " shows what the case suggests");
}

}  // namespace

Answer reasons_command(const std::string& settings_file, const std::string& code, const std::string& locale) {
  const std::vector<std::string> locales{"en", "zh-CN", "zh-TW", "de"};
  if (!locale.empty() && std::find(locales.begin(), locales.end(), locale) == locales.end())
    throw Error(ErrorKind::usage, "--locale", fmt::format("\"{}\" is not one of: {}", locale, fmt::join(locales, ", ")),
                did_you_mean(locale, locales));
  const Reasons reasons = reasons_of(settings_file);
  Answer answer;
  answer.data["reasons"] = Json::array();
  if (const Reason* one = reasons.find(code)) {
    answer.data["reasons"].push_back(to_json(*one));
    answer.text = in_full(*one, locale);
    return answer;
  }
  TextTable table({{"group", Side::left}, {"code", Side::left}, {"name", Side::left}, {"effects", Side::left}});
  for (const Reason& r : reasons.all()) {
    if (!code.empty() && r.group != code) continue;
    table.row({r.group, r.code, in_locale(r.name, locale), effects(r)});
    answer.data["reasons"].push_back(to_json(r));
  }
  if (table.empty()) {
    std::vector<std::string> known;
    for (const Reason& r : reasons.all()) known.push_back(r.code);
    throw Error(ErrorKind::usage, "reasons", "\"" + code + "\" is neither a reason nor a group",
                did_you_mean(code, known));
  }
  answer.text = table.text() + "\ndunmail reasons CODE tells the strategy, and the answer to an excuse\n";
  return answer;
}

Answer assess_command(World& world, const AssessOrder& order) {
  if (nothing_given(order)) return show_form(case_form(world, order));
  check_words(world, order);
  need_every_step(order);
  return write_form(world, order, assess_case(world, order));
}

void describe_assess(CommandTable& table) {
  struct Read {
    std::string code, locale, today;
    AssessOrder assess;
    WorklistOrder worklist;
    CLI::Option* limit = nullptr;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* reasons = table.add("reasons", "why debtors are late: codes, what each calls for, excuses with their answers",
                            [r, &table] { return reasons_command(table.config(), r->code, r->locale); });
  reasons->add_option("code", r->code,
                      "one reason, or a group: cause, circumstance, dispute, export, excuse, ability, sincerity");
  reasons->add_option("--locale", r->locale, "of the texts: en (default), zh-CN, zh-TW, de");

  auto* worklist = table.add("worklist", "the day's order of work: whom to write to, call, visit, or hand to the boss",
                             [r, &table](World& world) {
                               r->worklist.today = day_or_today(r->today, "--today");
                               if (r->limit->count() == 0 && (r->all || table.csv() || table.json()))
                                 r->worklist.limit = every_case;
                               return worklist_command(world, r->worklist, table.csv());
                             });
  worklist->add_option("--by", r->worklist.by, "only what is done by letter, call, visit or boss, or an alert");
  r->limit = worklist->add_option("--limit", r->worklist.limit, "so many cases; default 50, as JSON and CSV all")
                 ->check(CLI::Range(1, 1000000));
  worklist->add_flag("--all", r->all, "all cases");
  table.csv_option(worklist);
  today_option(worklist, r->today);

  auto* assess = table.add(
      "assess", "the four-step assessment of a case: keep cooperating, find the cause, judge the risk, decide",
      [r](World& world) {
        r->assess.on = day_or_today(r->today, "--on");
        return assess_command(world, r->assess);
      });
  AssessOrder& order = r->assess;
  assess->add_option("debtor", order.debtor, "without options: the form as it stands, with suggestions")->required();
  assess->add_option("--cooperative", order.cooperative, "step 1: does it still cooperate? yes, no");
  assess->add_option("--cause", order.cause, "step 2: a code; dunmail reasons lists them");
  assess->add_option("--ability", order.ability, "step 3: can-but-will-not, partly, cannot");
  assess->add_option("--sincerity", order.sincerity, "step 3: sincere, insincere");
  assess->add_option("--risk", order.risk, "step 3: controllable, uncertain, high");
  assess->add_option("--decision", order.decision, "step 4: soften, keep, harden the ladder");
  assess->add_option("--why", order.why, "step 4: in one sentence");
  assess->add_option("--by", order.by, "step 4: who decides");
  assess->add_option("--currency", order.currency, "when the debtor has cases in several");
  assess->add_option("--on,--today", r->today, "the business day; default: today");
}

}  // namespace dunmail
