#include "web/response_html.h"

#include <fmt/format.h>

#include <functional>

#include "base/markup.h"

namespace dunmail {
namespace {

constexpr std::pair<const char*, const char*> languages[] = {
    {"zh-CN", "简体中文"}, {"zh-TW", "繁體中文"}, {"en", "English"}, {"de", "Deutsch"}};

std::string call_line(const ResponseWords& words, Locale locale, const LetterFacts& facts) {
  // On a phone the number is one to tap, and it is never broken over two lines.
  std::string number;
  for (const char c : facts.signatory.phone)
    if ((c >= '0' && c <= '9') || (c == '+' && number.empty())) number += c;
  std::string out = html(words.say(locale, "call", {{"name", facts.signatory.name}}));
  if (const auto at = out.find("{phone}"); at != out.npos)
    out.replace(at, 7, fmt::format("<a class=\"phone\" href=\"tel:{}\">{}</a>", number, html(facts.signatory.phone)));
  return fmt::format("<p class=\"call\">{}</p>\n", out);
}

std::string document(const ResponseWords& words, Locale locale, const std::string& name, const std::string& body) {
  std::string links;
  for (const auto& [code, called] : languages)
    links += code == locale_name(locale)
                 ? fmt::format("<span lang=\"{}\">{}</span>\n", code, called)
                 : fmt::format("<a href=\"?lang={0}\" lang=\"{0}\" hreflang=\"{0}\">{1}</a>\n", code, called);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n<link rel=\"stylesheet\" "
      "href=\"style.css\">\n</head>\n<body>\n<header>{}</header>\n<main>\n{}</main>\n"
      "<footer>\n<nav aria-label=\"{}\">\n{}</nav>\n</footer>\n</body>\n</html>\n",
      locale_name(locale), html(words.say(locale, "title")), html(name), body, html(words.say(locale, "language")),
      links);
}

/// One page at a time: its words, its forms, its fields.
class Writer {
 public:
  explicit Writer(const ResponseView& view) : v_(view), f_(view.facts) {}

  std::string forms() {
    out_ = fmt::format("<h1>{}</h1>\n", say("title"));
    // The form that failed lies further down, beyond the first screen of a phone.
    if (!v_.error.empty())
      out_ += fmt::format("<p class=\"error\" role=\"alert\"><strong>{}</strong><br>{}{}</p>\n", say("error"),
                          html(v_.error),
                          v_.form.empty() ? "" : fmt::format(" <a href=\"#{}\">{}</a>", html(v_.form), say(v_.form)));
    letter();
    payment();
    out_ += fmt::format("<p>{}</p>\n", say("intro"));
    form("received", {});
    form("balance", {});
    form("promise", [&] { promise(); });
    form("paid", [&] { paid(); });
    form("dispute", [&] { dispute(); });
    form("contact", [&] { area("text", "contact_text", 500, true); });
    out_ += call_line(v_.words, v_.locale, f_) + fmt::format("<p class=\"small\">{}</p>\n", say("privacy"));
    return document(v_.words, v_.locale, f_.creditor.name, out_);
  }

  std::string done(const std::vector<std::string>& recorded, const std::string& time, bool again) {
    out_ = fmt::format("<h1>{}</h1>\n<div class=\"done\" role=\"status\">\n<p>{}</p>\n", say("done"), html(heading()));
    for (const std::string& line : recorded) out_ += fmt::format("<p class=\"said\">{}</p>\n", html(line));
    out_ += fmt::format("<p>{}</p>\n</div>\n", again ? say("done_again") : say("done_recorded", {{"time", time}}));
    out_ += fmt::format("<p>{}</p>\n<p><a href=\"?lang={}\">{}</a></p>\n", say("done_keep"), locale_name(v_.locale),
                        say("done_back")) +
            call_line(v_.words, v_.locale, f_);
    return document(v_.words, v_.locale, f_.creditor.name, out_);
  }

 private:
  using Values = std::vector<std::pair<std::string, std::string>>;
  std::string say(const std::string& key, const Values& with = {}) const {
    return html(v_.words.say(v_.locale, key, with));
  }
  std::string heading() const {
    return v_.words.say(v_.locale, "letter", {{"number", f_.number}, {"date", format_date(f_.date, v_.locale)}});
  }
  std::string amount(std::int64_t minor) const { return html(format_amount(minor, f_.currency, v_.locale)); }

  void letter() {
    out_ += fmt::format("<section>\n<h2>{}</h2>\n<p>{}</p>\n", html(heading()), say("to", {{"name", f_.debtor.name}}));
    // Dozens of invoices would stand between the debtor and the answer.
    constexpr std::size_t most_shown = 8;
    const bool folded = f_.items.size() > most_shown;
    if (folded)
      out_ += fmt::format("<details class=\"list\">\n<summary>{} ({})</summary>\n", say("invoice"), f_.items.size());
    out_ += fmt::format("<table>\n<tr><th>{}</th><th>{}</th><th class=\"sum\">{}</th></tr>\n", say("invoice"),
                        say("due"), say("open"));
    for (const ItemFacts& item : f_.items)
      out_ += fmt::format("<tr><td>{}</td><td class=\"day\">{}</td><td class=\"sum\">{}</td></tr>\n",
                          html(item.invoice), html(format_short_date(item.due, v_.locale)), amount(item.open));
    if (folded) out_ += "</table>\n</details>\n<table>\n";
    // What is asked for beside the invoices, and what is taken off: a total that its lines do not make is not believed.
    for (const auto& [key, sum] : {std::pair("earlier_charges", f_.earlier_charges), std::pair("interest", f_.interest),
                                   std::pair("fees", f_.fees), std::pair("credit", -f_.credit)})
      if (sum != 0)
        out_ += fmt::format("<tr><td colspan=\"2\">{}</td><td class=\"sum\">{}</td></tr>\n", say(key), amount(sum));
    out_ += fmt::format("<tr class=\"total\"><td colspan=\"2\">{}</td><td class=\"sum\">{}</td></tr>\n</table>\n",
                        say("total"), amount(f_.total));
    if (f_.deadline)
      out_ += fmt::format("<p>{}</p>\n", say("pay_by", {{"date", format_date(*f_.deadline, v_.locale)}}));
    out_ += "</section>\n";
  }

  /// As the letter prints it. Nobody who wants to pay should have to look for it.
  void payment() {
    const BankAccount& bank = f_.creditor.bank;
    std::string account = bank.iban.empty() ? bank.account : bank.iban;
    if (account.empty()) return;
    if (!bank.iban.empty() && account.find(' ') == account.npos)
      for (std::size_t at = 4; at < account.size(); at += 5) account.insert(at, " ");
    out_ += fmt::format("<section>\n<h2>{}</h2>\n<dl>\n", say("how_to_pay"));
    for (const auto& [key, value] : Values{{"holder", bank.holder.empty() ? f_.creditor.name : bank.holder},
                                           {"bank", bank.bank},
                                           {"account", account},
                                           {"reference", f_.rf_reference.empty() ? f_.number : f_.rf_reference}})
      if (!value.empty()) out_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", say(key), html(value));
    out_ += "</dl>\n</section>\n";
  }

  /// `fields` may be empty: a form that is only a button.
  void form(const std::string& name, const std::function<void()>& fields) {
    const bool failed = v_.form == name && !v_.error.empty();
    const auto seal = v_.seals.find(name);
    out_ += fmt::format(
        "<details id=\"{0}\"{1}>\n<summary>{2}</summary>\n<form method=\"post\" "
        "action=\"?lang={3}#{0}\"{4}>\n<p>{5}</p>\n",
        name, failed ? " open" : "", say(name), locale_name(v_.locale),
        name == "paid" ? " enctype=\"multipart/form-data\"" : "", say(name + "_help"));
    if (failed) out_ += fmt::format("<p class=\"error\" role=\"alert\">{}</p>\n", html(v_.error));
    out_ += fmt::format(
        "<input type=\"hidden\" name=\"do\" value=\"{}\">\n<input type=\"hidden\" name=\"seal\" value=\"{}\">\n",
        html(name), html(seal == v_.seals.end() ? "" : seal->second));
    open_ = failed ? &v_.typed : nullptr;
    if (fields) fields();
    out_ += fmt::format("<button type=\"submit\">{}</button>\n</form>\n</details>\n", say(name + "_send"));
  }

  /// What had been typed, in the form that failed only.
  std::string typed(const std::string& name) const {
    if (!open_) return {};
    const auto found = open_->find(name);
    return found == open_->end() ? "" : html(found->second);
  }

  void field(const std::string& name, const std::string& label, const std::string& attributes) {
    out_ +=
        fmt::format("<label>{}\n<input name=\"{}\" value=\"{}\" {}></label>\n", label, name, typed(name), attributes);
  }

  void area(const std::string& name, const std::string& label, int longest, bool needed) {
    out_ += fmt::format("<label>{}\n<textarea name=\"{}\" rows=\"4\" maxlength=\"{}\"{}>{}</textarea></label>\n",
                        say(label), name, longest, needed ? " required" : "", typed(name));
  }

  void promise() {
    field("day", say("promise_day"),
          fmt::format("type=\"date\" required min=\"{}\" max=\"{}\"", iso(v_.first_day), iso(v_.last_day)));
    field("amount", say("promise_amount", {{"currency", std::string(f_.currency.code())}}),
          "inputmode=\"decimal\" maxlength=\"30\" autocomplete=\"off\"");
  }

  void paid() {
    field("reference", say("paid_reference"), "required maxlength=\"120\" autocomplete=\"off\"");
    out_ += fmt::format(
        "<label>{} {}\n<input type=\"file\" name=\"proof\" accept=\"application/pdf,image/png,image/jpeg\"></label>\n",
        say("paid_file", {{"size", std::to_string(v_.upload_bytes / 1'000'000)}}), say("optional"));
  }

  void choices(const std::string& name, const std::string& label, const Values& options) {
    out_ += fmt::format("<label>{}\n<select name=\"{}\" required>\n", say(label), name);
    const std::string chosen = typed(name);
    for (const auto& [code, called] : options)
      out_ += fmt::format("<option value=\"{0}\"{1}>{2}</option>\n", html(code),
                          html(code) == chosen ? " selected" : "", html(called));
    out_ += "</select></label>\n";
  }

  void dispute() {
    Values invoices;
    for (const ItemFacts& item : f_.items) invoices.emplace_back(item.invoice, item.invoice);
    choices("invoice", "invoice", invoices);
    choices("type", "dispute_type", v_.dispute_types);
    field("amount", say("dispute_amount", {{"currency", std::string(f_.currency.code())}}),
          "inputmode=\"decimal\" maxlength=\"30\" autocomplete=\"off\"");
    area("text", "dispute_text", 1000, true);
  }

  const ResponseView& v_;
  const LetterFacts& f_;
  const std::map<std::string, std::string>* open_ = nullptr;
  std::string out_;
};

}  // namespace

std::string html(std::string_view text) {
  std::string out;
  for (const char c : markup(text))
    if (c == '\'')
      out += "&#39;";
    else
      out += c;
  return out;
}

std::string response_forms_html(const ResponseView& view) { return Writer(view).forms(); }

std::string response_done_html(const ResponseView& view, const std::vector<std::string>& recorded,
                               const std::string& time, bool again) {
  return Writer(view).done(recorded, time, again);
}

std::string response_notice_html(const ResponseWords& words, Locale locale, const std::string& key,
                                 const LetterFacts* facts) {
  std::string body =
      fmt::format("<h1>{}</h1>\n<p>{}</p>\n", html(words.say(locale, key)), html(words.say(locale, key + "_help")));
  if (facts) body += call_line(words, locale, *facts);
  return document(words, locale, facts ? facts->creditor.name : "", body);
}

const char* const response_style = R"css(
* { box-sizing: border-box }
html { color-scheme: light; -webkit-text-size-adjust: 100% }
body { margin: 0; background: #f3f4f6; color: #1c2430; font: 17px/1.55 system-ui, "PingFang SC", "PingFang TC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
header { padding: 14px 20px; background: #1d3a5f; color: #fff; font-weight: 600 }
header:empty { display: none }
main, footer { max-width: 38rem; margin: 0 auto; padding: 0 20px }
h1 { font-size: 1.45rem; line-height: 1.3; margin: 24px 0 14px }
h2 { font-size: 1.02rem; line-height: 1.4; margin: 0 0 4px }
p { margin: 0 0 12px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin: 6px 0 12px; font-size: .92rem }
dt { color: #55606f }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
section, details, .done { background: #fff; border: 1px solid #d5dae2; border-radius: 8px; margin: 0 0 12px }
section, .done { padding: 16px 16px 4px; margin-bottom: 18px }
.done { border-left: 5px solid #2c7a4b }
table { width: 100%; border-collapse: collapse; margin: 0 0 12px; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: 7px 8px 7px 0; border-bottom: 1px solid #e4e7ec; overflow-wrap: anywhere }
th { font-weight: 600; color: #55606f }
.sum { text-align: right; padding-right: 0; white-space: nowrap }
.day { white-space: nowrap }
.list { border: 0; margin: 0 0 6px }
.list summary { padding: 10px 0; min-height: 44px }
@media (max-width: 430px) { table { font-size: .84rem } th, td { padding: 6px 6px 6px 0 } }
.total td { border-bottom: 0; font-weight: 700 }
summary { cursor: pointer; padding: 14px 16px; min-height: 48px; font-weight: 600 }
details { scroll-margin-top: 12px }
summary:focus-visible, a:focus-visible, button:focus-visible { outline: 3px solid #e0a526; outline-offset: 2px }
form { padding: 0 16px 16px }
label { display: block; margin: 0 0 14px; font-weight: 600; font-size: .95rem }
input, select, textarea { display: block; width: 100%; margin-top: 5px; padding: 11px 12px; border: 1px solid #8a94a3; border-radius: 6px; background: #fff; color: inherit; font: inherit; font-weight: 400; min-height: 48px }
button { width: 100%; min-height: 48px; padding: 11px 16px; border: 0; border-radius: 6px; background: #1d3a5f; color: #fff; font: inherit; font-weight: 600; cursor: pointer }
button:hover { background: #28507f }
.error { padding: 10px 12px; border-left: 4px solid #b3261e; background: #fdecea; color: #7a1710 }
.said { font-size: 1.08rem; font-weight: 600; overflow-wrap: anywhere }
.call { margin-top: 20px; font-weight: 600 }
.phone { white-space: nowrap }
.small { font-size: .85rem; color: #55606f }
a { color: #1d4f8f }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 14px 0 28px; border-top: 1px solid #d5dae2; font-size: .92rem }
nav a, nav span { padding: 6px 0 }
@media print { body { background: #fff } nav, a { display: none } }
)css";

}  // namespace dunmail
