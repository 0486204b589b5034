#include "web/response_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "desk/frozen.h"
#include "web/response_form.h"

namespace dunmail {
namespace {

constexpr std::int64_t hours_open = 12;  // a form that was left open longer is asked for again
const std::vector<std::string> form_names{"received", "balance", "promise", "paid", "dispute", "contact"};

std::string field(const PageRequest& request, const std::string& name) {
  const auto found = request.fields.find(name);
  return found == request.fields.end() ? "" : found->second;
}

/// The first of our languages that the browser names.
std::optional<Locale> accepted_language(std::string_view header) {
  for (std::string_view part : split(header.substr(0, 200), ',')) {
    const std::string tag = lower_ascii(trim(part.substr(0, part.find(';'))));
    if (tag.starts_with("zh-tw") || tag.starts_with("zh-hk") || tag.starts_with("zh-hant")) return Locale::zh_tw;
    if (tag.starts_with("zh")) return Locale::zh_cn;
    if (tag.starts_with("en")) return Locale::en;
    if (tag.starts_with("de")) return Locale::de;
  }
  return std::nullopt;
}

/// What has not left the house has no page, even if somebody saw its draft.
bool has_left(const LetterRow& letter) {
  using enum LetterState;
  for (const LetterState state : {accepted, bounced, unknown, sending, printing})
    if (letter.state == state) return true;
  return false;
}

std::int64_t hour_of(Instant now) { return now.time_since_epoch().count() / 3600; }

const char* error_of(Taken taken) {
  switch (taken) {
    case Taken::promise_open:
      return "error_promise_open";
    case Taken::not_open:
      return "error_not_open";
    case Taken::too_many:
      return "error_call";
    case Taken::recorded:
    case Taken::again:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

const std::map<std::string, std::string>& page_headers() {
  static const std::map<std::string, std::string> headers{
      {"Content-Security-Policy",
       "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Robots-Tag", "noindex, nofollow"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
  };
  return headers;
}

ResponsePage::ResponsePage(World& world, std::shared_ptr<PageLimits> limits, AnswerSpool* spool)
    : world_(world),
      keys_(load_or_create_keys(world.settings.delivery.key_file)),
      words_(ResponseWords::load(share_folder() + "/config/response-page.toml")),
      limits_(std::move(limits)),
      spool_(spool) {}

PageReply ResponsePage::handle(const PageRequest& request) {
  const Locale locale = find_locale(field(request, "lang"))
                            .value_or(accepted_language(request.languages)
                                          .value_or(find_locale(world_.settings.default_locale).value_or(Locale::en)));
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (get && request.path == "/r/style.css") return {200, response_style, "text/css; charset=utf-8", "", true};
  if (!get && request.method != "POST") return notice(405, "unknown", locale);
  if (!limits_->take(limits_->looks, request.source, world_.now())) return notice(429, "busy", locale);
  constexpr std::string_view prefix = "/r/";
  if (!request.path.starts_with(prefix)) return notice(404, "unknown", locale);
  return letter_page(request, request.path.substr(prefix.size()));
}

PageReply ResponsePage::letter_page(const PageRequest& request, const std::string& token) {
  const Locale guess =
      find_locale(field(request, "lang")).value_or(accepted_language(request.languages).value_or(Locale::en));
  const auto about = read_response_token(keys_, token);
  // Who tries tokens is stopped early; with 80 bits to guess the limit only spares our processor.
  if (!about && !limits_->take(limits_->wrong, request.source, world_.now())) return notice(429, "busy", guess);
  const auto letter = about ? world_.store.letter(about->letter_id) : std::nullopt;
  if (!letter || !has_left(*letter)) return notice(404, "unknown", guess);
  Opened opened{token, *letter, facts_of(*letter), guess};
  opened.locale = find_locale(field(request, "lang")).value_or(find_locale(opened.facts.locale).value_or(guess));
  if (request.today > about->last_day) return notice(410, "over", opened.locale, &opened.facts);
  if (request.method == "POST") return take(opened, request);
  return forms(opened, request, 200, "");
}

PageReply ResponsePage::notice(int status, const std::string& key, Locale locale, const LetterFacts* facts) const {
  return {status, response_notice_html(words_, locale, key, facts)};
}

ResponseView ResponsePage::view(const Opened& opened, Date today) const {
  ResponseView out{words_, opened.facts, opened.locale};
  out.first_day = today;
  out.last_day = today + Days(world_.settings.response.promise_days);
  out.upload_bytes = world_.settings.response.upload_bytes;
  for (const std::string& code : world_.reasons.codes("dispute"))
    if (code != "already-paid")
      out.dispute_types.emplace_back(
          code, in_locale(world_.reasons.find(code)->name, std::string(locale_name(opened.locale))));
  for (const std::string& name : form_names) out.seals[name] = seal(opened.token, name, hour_of(world_.now()));
  return out;
}

PageReply ResponsePage::forms(const Opened& opened, const PageRequest& request, int status,
                              const std::string& error) const {
  ResponseView out = view(opened, request.today);
  if (!error.empty()) {
    out.form = field(request, "do");
    out.error = error;
    out.typed = request.fields;
  }
  return {status, response_forms_html(out)};
}

PageReply ResponsePage::take(const Opened& opened, const PageRequest& request) {
  const auto refuse = [&](int status, const std::string& key,
                          const std::vector<std::pair<std::string, std::string>>& with = {}) {
    return forms(opened, request, status, words_.say(opened.locale, key, with));
  };
  if (!limits_->take(limits_->answers, request.source, world_.now()) ||
      !limits_->take(limits_->per_letter, opened.letter.id, world_.now()))
    return notice(429, "busy", opened.locale, &opened.facts);
  if (request.too_large) {
    PageRequest large = request;
    large.fields = {{"do", "paid"}};
    return forms(opened, large, 413,
                 words_.say(opened.locale, "error_file_size",
                            {{"size", std::to_string(world_.settings.response.upload_bytes / 1'000'000)}}));
  }
  const std::string form = field(request, "do");
  if (std::find(form_names.begin(), form_names.end(), form) == form_names.end())
    return notice(400, "unknown", opened.locale, &opened.facts);
  if (!sealed(opened.token, form, field(request, "seal"))) return refuse(403, "error_form");
  const ResponseView page = view(opened, request.today);
  FormRead read = read_response_form(page, request.fields, request.upload);
  if (!read.error.empty()) return refuse(422, read.error, read.error_with);
  read.answer.source = request.source;
  read.answer.agent = printable(request.agent.substr(0, 120));
  const Taken taken = taken_or_kept(opened, read.answer, request.today);
  if (const char* why = error_of(taken)) return refuse(409, why);
  std::string time = iso(world_.now());
  std::replace(time.begin(), time.end(), 'T', ' ');
  time.replace(time.size() - 4, 4, " UTC");
  PageReply out{200, response_done_html(page, read.said, time, taken == Taken::again)};
  if (taken == Taken::recorded) out.log = fmt::format("{} {}: {}", opened.letter.case_id, opened.letter.id, form);
  return out;
}

/// Recorded, at the latest when the database is free again.
Taken ResponsePage::taken_or_kept(const Opened& opened, const DebtorAnswer& answer, Date today) {
  try {
    return take_answer(world_, opened.letter, opened.facts, answer, today);
  } catch (const Busy&) {
    if (!spool_) throw;
    spool_->keep({opened.letter.id, answer, today, world_.now()});
    return Taken::recorded;
  }
}

std::string ResponsePage::seal(const std::string& token, const std::string& form, std::int64_t hour) const {
  return make_seal(keys_, "response form", fmt::format("{}\n{}\n{}", token, form, hour));
}

bool ResponsePage::sealed(const std::string& token, const std::string& form, const std::string& given) const {
  const std::int64_t now = hour_of(world_.now());
  for (std::int64_t hour = now; hour > now - hours_open; --hour)
    if (check_seal(keys_, "response form", fmt::format("{}\n{}\n{}", token, form, hour), given)) return true;
  return false;
}

}  // namespace dunmail
