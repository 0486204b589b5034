#include "sending/batch_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv_write.h"
#include "base/markup.h"
#include "letters/contents_line.h"
#include "letters/format.h"
#include "pdf/print_ready.h"
#include "sending/print_batch.h"

namespace dunmail {
namespace {

std::string one_line(std::vector<std::string> parts, const char* between = ", ") {
  std::erase(parts, "");
  std::string out = fmt::format("{}", fmt::join(parts, between));
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

std::string one_line(const Address& address, const LetterFacts& facts) {
  const auto locale = find_locale(facts.locale).value_or(Locale::en);
  return one_line(address_lines(address, "", locale), is_chinese(locale) ? " " : ", ");
}

std::string manifest(const BatchRow& batch, const std::vector<StackLetter>& letters) {
  std::string out(kCsvMark);
  out += csv_line({"sequence", "letter", "number", "kind", "debtor", "name", "addressee", "street", "postcode", "city",
                   "region", "country", "pages", "sheets", "sheet_class", "registered", "tracking", "delivered_on"});
  for (const StackLetter& l : letters) {
    const Address& a = l.facts.debtor.address;
    out += csv_line({std::to_string(l.place.sequence), l.row.id, l.row.number, l.row.kind, l.row.debtor_id,
                     l.facts.debtor.name, one_line({l.facts.addressee.name, l.facts.addressee.position}),
                     one_line({a.street}), a.postcode, a.city, a.region, a.country, std::to_string(l.place.pages),
                     std::to_string(l.place.sheets), sheet_class(l.place.sheets, batch.sheet_classes),
                     l.place.registered ? "yes" : "", "", ""});
  }
  return out;
}

/// Full legal names: the slip is evidence of who wrote to whom.
struct Slip {
  std::string sequence, letter, sender, sender_address, sender_phone, recipient, attention, address, phone, contents;
};

Slip slip_of(const StackLetter& l) {
  const LetterFacts& f = l.facts;
  const bool by_lawyer = f.kind == "lawyers-letter" && f.law_firm;
  const Contact& to = f.addressee;
  return {std::to_string(l.place.sequence),
          l.row.id,
          by_lawyer ? f.law_firm->firm : f.creditor.name,
          one_line(by_lawyer ? f.law_firm->address : f.creditor.address, f),
          by_lawyer ? f.law_firm->phone : f.creditor.phone,
          f.debtor.name,
          one_line({to.name, to.position}),
          one_line(f.debtor.address, f),
          to.phone,
          contents_line(f)};
}

std::string registered_csv(const std::vector<StackLetter>& letters) {
  std::string out(kCsvMark);
  out += csv_line({"sequence", "letter", "sender", "sender_address", "sender_phone", "recipient", "attention",
                   "address", "phone", "contents", "tracking", "delivered_on"});
  for (const StackLetter& l : letters) {
    if (!l.place.registered) continue;
    const Slip s = slip_of(l);
    out += csv_line({s.sequence, s.letter, s.sender, s.sender_address, s.sender_phone, s.recipient, s.attention,
                     s.address, s.phone, s.contents, "", ""});
  }
  return out;
}

constexpr const char* html_head = R"(<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{0}</title><style>
@page {{ size: A4 landscape; margin: 12mm }}
body {{ font: 9pt sans-serif }} h1 {{ font-size: 13pt }}
table {{ border-collapse: collapse; width: 100% }} thead {{ display: table-header-group }} tr {{ page-break-inside: avoid }}
th, td {{ border: 0.3mm solid #444; padding: 1.2mm; text-align: left; vertical-align: top }} th {{ background: #eee }}
td.wide {{ min-width: 38mm }} p.sign {{ margin-top: 14mm }}
</style></head><body>
<h1>挂号邮件清单 Registered mail {0}, {1}</h1>
<table><thead><tr><th>序号<br>No.</th><th>寄件人<br>Sender</th><th>收件人<br>Recipient</th><th>地址 电话<br>Address, phone</th><th>内件品名<br>Contents</th><th>邮件号码<br>Tracking number</th></tr></thead><tbody>
)";

std::string registered_html(const BatchRow& batch, const std::vector<StackLetter>& letters) {
  std::string out = fmt::format(fmt::runtime(html_head), markup(batch.id), iso(batch.day));
  std::size_t count = 0;
  for (const StackLetter& l : letters) {
    if (!l.place.registered) continue;
    ++count;
    const Slip s = slip_of(l);
    out += fmt::format(
        "<tr><td>{}<br>{}</td><td>{}<br>{}<br>{}</td><td>{}<br>{}</td><td>{}<br>{}</td><td>{}</td><td "
        "class=\"wide\"></td></tr>\n",
        s.sequence, markup(s.letter), markup(s.sender), markup(s.sender_address), markup(s.sender_phone),
        markup(s.recipient), markup(s.attention), markup(s.address), markup(s.phone), markup(s.contents));
  }
  return out + fmt::format(
                   "</tbody></table>\n<p>合计 Total: {}</p>\n<p class=\"sign\">收寄日戳、签名 Postmark, signature: "
                   "______________________________</p>\n</body></html>\n",
                   count);
}

}  // namespace

Result<std::vector<BatchFile>> batch_files(const BatchRow& batch, const std::vector<StackLetter>& letters) {
  std::vector<std::string_view> pdfs;
  for (const StackLetter& l : letters) pdfs.push_back(l.pdf);
  auto stack = print_ready(pdfs, {batch.id, batch.duplex, batch.marks});
  if (!stack) return stack.problem();
  std::vector<BatchFile> out{{batch.id + ".pdf", std::move(stack->pdf)}, {"manifest.csv", manifest(batch, letters)}};
  if (std::any_of(letters.begin(), letters.end(), [](const StackLetter& l) { return l.place.registered; })) {
    out.push_back({"registered.csv", registered_csv(letters)});
    out.push_back({"registered.html", registered_html(batch, letters)});
  }
  return out;
}

}  // namespace dunmail
