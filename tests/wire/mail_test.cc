#include "wire/mail.h"

#include <catch2/catch.hpp>
#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "support/process.h"

using namespace dunmail;
using nlohmann::json;

namespace {

// Python's email package is the other reader: what it sees must be what was meant.
json read_back(const std::string& message) {
  static const std::string program = R"(
import base64, email, email.header, email.policy, email.utils, json, sys
raw = sys.stdin.buffer.read()
m = email.message_from_bytes(raw, policy=email.policy.default)
old = email.message_from_bytes(raw)  # the newer parser of 3.11 puts blanks between encoded words of a name
def mailbox(name):
    if not old[name]: return []
    name, address = email.utils.parseaddr(old[name])
    return [[str(email.header.make_header(email.header.decode_header(name))), address]]
parts = [p for p in m.walk() if not p.is_multipart()]
defects = [repr(d) for p in m.walk() for d in p.defects] + [repr(d) for v in m.values() for d in getattr(v, 'defects', [])]
print(json.dumps({
  'headers': [[k.lower(), str(v)] for k, v in m.items()], 'from': mailbox('from'), 'to': mailbox('to'),
  'reply_to': mailbox('reply-to'), 'subject': m['subject'], 'date': m['date'].datetime.isoformat(),
  'message_id': m['message-id'], 'auto': m['auto-submitted'], 'type': m.get_content_type(), 'boundary': m.get_boundary(),
  'longest': max(len(l) for l in raw.split(b'\r\n')), 'bare': raw.replace(b'\r\n', b'').count(b'\n') + raw.replace(b'\r\n', b'').count(b'\r'),
  'ascii': raw.isascii(), 'defects': defects,
  'parts': [{'type': p.get_content_type(), 'file': p.get_filename(), 'name': p.get_param('name'), 'charset': p.get_content_charset(),
             'disposition': p.get_content_disposition(), 'encoding': str(p['content-transfer-encoding']),
             'bytes': base64.b64encode(p.get_payload(decode=True)).decode(),
             'text': p.get_content().replace('\r\n', '\n') if p.get_content_maintype() == 'text' else None} for p in parts]}))
)";
  const Finished python = run({"python3", "-c", program}, message);
  INFO(python.output);
  REQUIRE(python.code == 0);
  return json::parse(python.output);
}

Mail letter() {
  Mail mail;
  mail.from = {"上海晨光贸易有限公司 信用管理部", "credit@chenguang.example"};
  mail.to = {"王小明(财务经理)", "wang@debtor.example"};
  mail.subject = "催款提示函 2026-000017:贵司逾期货款";
  mail.text = "王经理:\n\n请查收附件。\n.\n\n此致\n敬礼\n";
  mail.attachments = {
      {"催款提示函 2026-000017.pdf", "application/pdf", std::string("%PDF-1.4\n\0\xff\r\n.\r\n--=_x", 21)}};
  mail.message_id = "abc.def@mail.chenguang.example";
  mail.date = *parse_instant("2026-11-21T08:30:05Z");
  return mail;
}

std::string composed(const Mail& mail) {
  const auto out = compose(mail);
  INFO((out ? "" : out.problem().line()));
  REQUIRE(out);
  return *out;
}

}  // namespace

TEST_CASE("a Chinese letter reads back in another library as it was written") {
  const std::string message = composed(letter());
  const json seen = read_back(message);
  CHECK(seen["defects"] == json::array());
  CHECK(seen["ascii"] == true);
  CHECK(seen["bare"] == 0);
  CHECK(seen["longest"] <= 84) /* GMime folds RFC 2231 a little late */;
  CHECK(seen["from"] == json::array({{"上海晨光贸易有限公司 信用管理部", "credit@chenguang.example"}}));
  CHECK(seen["to"] == json::array({{"王小明(财务经理)", "wang@debtor.example"}}));
  CHECK(seen["subject"] == letter().subject);
  CHECK(seen["date"] == "2026-11-21T08:30:05+00:00");
  CHECK(seen["message_id"] == "<abc.def@mail.chenguang.example>");
  CHECK(seen["auto"] == "auto-generated");
  REQUIRE(seen["parts"].size() == 2);
  CHECK(seen["parts"][0]["type"] == "text/plain");
  CHECK(seen["parts"][0]["charset"] == "utf-8");
  CHECK(seen["parts"][0]["encoding"] == "base64");
  CHECK(seen["parts"][0]["text"] == "王经理:\n\n请查收附件。\n.\n\n此致\n敬礼\n");
  CHECK(seen["parts"][1]["type"] == "application/pdf");
  CHECK(seen["parts"][1]["disposition"] == "attachment");
  CHECK(seen["parts"][1]["file"] == "催款提示函 2026-000017.pdf");
  CHECK(seen["parts"][1]["name"] == "2026-000017.pdf");
  CHECK(seen["parts"][1]["encoding"] == "base64");
  const Finished decoded = run({"base64", "-d"}, seen["parts"][1]["bytes"]);
  CHECK(decoded.output == letter().attachments[0].bytes);
}

TEST_CASE("every header is written once") {
  std::set<std::string> names;
  const json seen = read_back(composed(letter()));
  for (const auto& header : seen["headers"]) CHECK(names.insert(header[0].get<std::string>()).second);
  CHECK(names.contains("mime-version"));
}

TEST_CASE("the same mail gives the same bytes, another Message-ID another boundary") {
  CHECK(composed(letter()) == composed(letter()));
  Mail other = letter();
  other.message_id = "other@mail.chenguang.example";
  CHECK(read_back(composed(letter()))["boundary"] != read_back(composed(other))["boundary"]);
}

TEST_CASE("names and subjects of every kind survive") {
  const std::string text = GENERATE(
      "Müller & Söhne GmbH, Köln", "plain name", "O'Brien \"Bob\" (Ltd.)", "a, b; c <d>",
      "=?utf-8?q?not_encoded?=", "double  blank and trailing ",
      "非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的公司名称有限责任公司",
      "𠮷野家 🏮", "mixed 混合 text 文本 with ASCII in between 之间 and a long tail that must be folded somewhere",
      "back\\slash");
  Mail mail = letter();
  mail.to.name = text;
  mail.subject = text;
  mail.reply_to = {text, "reply@chenguang.example"};
  if (text.find("=?") == text.npos)
    mail.attachments[0].file_name = "x " + text + ".pdf";  // Python decodes that in parameters
  const json seen = read_back(composed(mail));
  CHECK(seen["subject"] == text);
  CHECK(seen["to"][0][0] == text);
  CHECK(seen["reply_to"][0][0] == text);
  CHECK(seen["parts"][1]["file"] == mail.attachments[0].file_name);
  CHECK(seen["longest"] <= 84) /* GMime folds RFC 2231 a little late */;
  CHECK(seen["ascii"] == true);
}

TEST_CASE("mostly Latin text is quoted-printable and keeps its lines") {
  Mail mail = letter();
  mail.text = "Sehr geehrte Frau Müller,\r\n\r\n.\r\nFrom here = there, trailing blank \r\n" + std::string(500, 'x') +
              "\r\nGrüße";
  const json seen = read_back(composed(mail));
  CHECK(seen["parts"][0]["encoding"] == "quoted-printable");
  CHECK(seen["parts"][0]["text"] ==
        "Sehr geehrte Frau Müller,\n\n.\nFrom here = there, trailing blank \n" + std::string(500, 'x') + "\nGrüße\n");
  CHECK(seen["longest"] <= 84) /* GMime folds RFC 2231 a little late */;
}

TEST_CASE("a mail without attachments is a single text part") {
  Mail mail = letter();
  mail.attachments.clear();
  CHECK(read_back(composed(mail))["type"] == "text/plain");
}

TEST_CASE("several threads write their first mails at once") {
  std::vector<std::future<std::string>> all;
  for (int i = 0; i < 8; ++i) all.push_back(std::async(std::launch::async, [] { return *compose(letter()); }));
  for (auto& each : all) CHECK(each.get() == composed(letter()));
}

TEST_CASE("attachments of every length are whole") {
  for (std::size_t size : {0, 1, 2, 3, 55, 56, 57, 58, 59, 113, 114, 115, 171, 1000}) {
    Mail mail = letter();
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 151 + 7);
    mail.attachments = {{"a.pdf", "application/pdf", bytes}, {"b.pdf", "application/pdf", bytes + "!"}};
    const json seen = read_back(composed(mail));
    CHECK(seen["defects"].empty());
    CHECK(seen["longest"].get<int>() <= 78);
    REQUIRE(seen["parts"].size() == 3);
    for (std::size_t part : {1, 2}) {
      const std::string want = bytes + (part == 2 ? "!" : "");
      const std::string got = run({"base64", "-d"}, seen["parts"][part]["bytes"].get<std::string>()).output;
      CHECK(got == want);
    }
  }
}

TEST_CASE("threading, further headers and an international domain") {
  Mail mail = letter();
  mail.to = {"", "info@例子.中国"};
  mail.in_reply_to = "one@chenguang.example";
  mail.references = {"zero@chenguang.example", "one@chenguang.example"};
  mail.headers = {{"X-Dunmail-Letter", "2026-000017"}, {"X-Note", "备注"}};
  const json seen = read_back(composed(mail));
  CHECK(seen["to"][0][1] == "info@xn--fsqu00a.xn--fiqs8s");
  std::map<std::string, std::string> headers;
  for (const auto& h : seen["headers"]) headers[h[0]] = h[1];
  CHECK(headers["in-reply-to"] == "<one@chenguang.example>");
  CHECK(headers["references"] == "<zero@chenguang.example> <one@chenguang.example>");
  CHECK(headers["x-dunmail-letter"] == "2026-000017");
  CHECK(headers["x-note"] == "备注");
}

TEST_CASE("a recipient that needs SMTPUTF8 keeps its address") {
  Mail mail = letter();
  mail.to = {"", "财务@例子.中国"};
  CHECK(composed(mail).find("\r\nTo: <财务@xn--fsqu00a.xn--fiqs8s>\r\n") != std::string::npos);
}

TEST_CASE("a line break or NUL in a header value is a problem, never a header") {
  const std::string evil =
      GENERATE(std::string("a\r\nBcc: x@y.example"), std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3));
  const int field = GENERATE(range(0, 12));
  Mail mail = letter();
  switch (field) {
    case 0:
      mail.subject = evil;
      break;
    case 1:
      mail.from.name = evil;
      break;
    case 2:
      mail.to.name = evil;
      break;
    case 3:
      mail.to.address = evil + "@debtor.example";
      break;
    case 4:
      mail.reply_to = {evil, "a@b.example"};
      break;
    case 5:
      mail.message_id = evil + "@x";
      break;
    case 6:
      mail.in_reply_to = evil + "@x";
      break;
    case 7:
      mail.references = {evil + "@x"};
      break;
    case 8:
      mail.headers = {{"X-A", evil}};
      break;
    case 9:
      mail.headers = {{evil, "a"}};
      break;
    case 10:
      mail.attachments[0].file_name = evil;
      break;
    case 11:
      mail.attachments[0].media_type = "application/" + evil;
      break;
  }
  CHECK_FALSE(compose(mail));
}

TEST_CASE("what cannot be a message is named") {
  Mail mail = letter();
  SECTION("no message-id") { mail.message_id = ""; }
  SECTION("brackets in the message-id") { mail.message_id = "<a@b>"; }
  SECTION("a header that the message has already") { mail.headers = {{"subject", "again"}}; }
  SECTION("a header of the MIME structure") { mail.headers = {{"Content-Type", "text/html"}}; }
  SECTION("bad UTF-8 in the subject") { mail.subject = "\xff\xfe"; }
  SECTION("bad UTF-8 in the body") { mail.text = "\xc3"; }
  SECTION("no recipient") { mail.to.address = ""; }
  for (const char* type :
       {"pdf", "/pdf", "application/", "a/b/c", "text/plain; charset=x", "appli cation/pdf", "application/\xc3\xa9"})
    DYNAMIC_SECTION("an attachment of type " << type) { mail.attachments[0].media_type = type; }
  CHECK_FALSE(compose(mail));
}
