#include "web/response_form.h"

#include <algorithm>

#include "base/media_type.h"
#include "base/text.h"

namespace dunmail {
namespace {

class FormReader {
 public:
  FormReader(const ResponseView& view, const std::map<std::string, std::string>& fields, const std::string& upload)
      : v_(view), fields_(fields), upload_(upload) {}

  FormRead read() {
    out_.answer.what = text("do");
    out_.said.push_back(say(out_.answer.what));
    if (out_.answer.what == "promise")
      promise();
    else if (out_.answer.what == "paid")
      paid();
    else if (out_.answer.what == "dispute")
      dispute();
    else if (out_.answer.what == "contact")
      words(500);
    return std::move(out_);
  }

 private:
  using With = std::vector<std::pair<std::string, std::string>>;
  std::string say(const std::string& key, const With& with = {}) const { return v_.words.say(v_.locale, key, with); }
  void wrong(std::string key, With with = {}) { out_.error = std::move(key), out_.error_with = std::move(with); }

  /// Blanks off its ends; control characters other than line ends, and bytes that are no UTF-8, are not taken.
  std::string text(const std::string& name) const {
    const auto found = fields_.find(name);
    if (found == fields_.end()) return {};
    std::string out;
    for (const char32_t c : to_utf32(trim(found->second)))
      if (c == U'\n' || (c >= 0x20 && c != 0x7f && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069)))
        append_utf8(out, c);
    return out;
  }

  std::string money(std::int64_t minor) const { return format_amount(minor, v_.facts.currency, v_.locale); }

  /// Into the answer; empty is the whole sum.
  void amount(std::int64_t most) {
    const std::string typed = text("amount");
    out_.said.push_back(say("whole_sum"));
    if (typed.empty()) return;
    const auto minor = parse_minor(typed, v_.facts.currency.digits(), v_.locale == Locale::de ? ',' : '.');
    if (!minor || *minor <= 0 || *minor > most)
      return wrong("error_amount",
                   {{"example", format_figure(std::min<std::int64_t>(most, 123'450), v_.facts.currency, v_.locale)},
                    {"most", money(most)}});
    out_.answer.amount = *minor;
    out_.said.back() = money(*minor);
  }

  void promise() {
    out_.answer.day = parse_date(text("day"));
    // docs/dunning.md, 6: no promise without its exact day.
    if (!out_.answer.day || *out_.answer.day < v_.first_day || *out_.answer.day > v_.last_day)
      return wrong("error_day",
                   {{"from", format_date(v_.first_day, v_.locale)}, {"until", format_date(v_.last_day, v_.locale)}});
    out_.said.push_back(format_date(*out_.answer.day, v_.locale));
    amount(v_.facts.total);
  }

  void paid() {
    out_.answer.reference = text("reference");
    std::replace(out_.answer.reference.begin(), out_.answer.reference.end(), '\n', ' ');
    if (out_.answer.reference.empty() || to_utf32(out_.answer.reference).size() > 120) return wrong("error_reference");
    out_.said.push_back(out_.answer.reference);
    if (upload_.empty()) return;
    if (upload_.size() > v_.upload_bytes)
      return wrong("error_file_size", {{"size", std::to_string(v_.upload_bytes / 1'000'000)}});
    out_.answer.media_type = media_type_of(upload_);
    if (out_.answer.media_type.empty()) return wrong("error_file_type");
    out_.answer.upload = upload_;
    out_.said.push_back(out_.answer.media_type == "application/pdf" ? "PDF"
                        : out_.answer.media_type == "image/png"     ? "PNG"
                                                                    : "JPEG");
  }

  void dispute() {
    out_.answer.invoice = text("invoice");
    out_.answer.type = text("type");
    const auto item = std::find_if(v_.facts.items.begin(), v_.facts.items.end(),
                                   [&](const ItemFacts& i) { return i.invoice == out_.answer.invoice; });
    if (item == v_.facts.items.end()) return wrong("error_invoice");
    const auto type = std::find_if(v_.dispute_types.begin(), v_.dispute_types.end(),
                                   [&](const auto& t) { return t.first == out_.answer.type; });
    if (type == v_.dispute_types.end()) return wrong("error_type");
    out_.said.push_back(item->invoice);
    out_.said.push_back(type->second);
    amount(item->amount);
    if (out_.error.empty()) words(1000);
  }

  void words(std::size_t longest) {
    out_.answer.text = text("text");
    if (out_.answer.text.empty() || to_utf32(out_.answer.text).size() > longest)
      return wrong("error_text", {{"most", std::to_string(longest)}});
    out_.said.push_back(out_.answer.text);
  }

  const ResponseView& v_;
  const std::map<std::string, std::string>& fields_;
  const std::string& upload_;
  FormRead out_;
};

}  // namespace

FormRead read_response_form(const ResponseView& view, const std::map<std::string, std::string>& fields,
                            const std::string& upload) {
  return FormReader(view, fields, upload).read();
}

}  // namespace dunmail
