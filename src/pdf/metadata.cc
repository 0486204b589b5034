#include "pdf/metadata.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/markup.h"
#include "base/text.h"

namespace dunmail::pdf {
namespace {

constexpr const char* kProducer = "Dunmail, Haru Free PDF Library 2.3.0";

std::string xml(std::string_view text) {
  std::string out = markup(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return out;
}

/// "2026-11-21T08:30:00Z" or with "+08:00" as PDF writes dates (PDF 1.4, 3.8.3): D:20261121083000Z.
std::string pdf_date(const std::string& rfc3339) {
  const auto bad = [&]() -> Error {
    return {ErrorKind::internal, "FileInfo::created", "is not RFC 3339: " + printable(rfc3339)};
  };
  if (rfc3339.size() != 20 && rfc3339.size() != 25) throw bad();
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  for (std::size_t k = 0; k < shape.size(); ++k)
    if (shape[k] == '0' ? rfc3339[k] < '0' || rfc3339[k] > '9' : rfc3339[k] != shape[k]) throw bad();
  std::string out = "D:";
  for (const char c : rfc3339.substr(0, 19))
    if (c >= '0' && c <= '9') out += c;
  const std::string zone = rfc3339.substr(19);
  if (zone == "Z") return out + "Z";
  if (zone.size() != 6 || zone[3] != ':') throw bad();
  return out + zone.substr(0, 3) + "'" + zone.substr(4) + "'";
}

std::string packet(const FileInfo& d) {
  std::string out =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\" "
      "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"1\" pdfaid:conformance=\"B\"/>\n";
  out += fmt::format(
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" pdf:Producer=\"{}\"/>\n", kProducer);
  out += "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">";
  if (!d.title.empty())
    out +=
        fmt::format("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>", xml(d.title));
  if (!d.author.empty())
    out += fmt::format("<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", xml(d.author));
  out +=
      "</rdf:Description>\n<rdf:Description rdf:about=\"\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><xmp:CreatorTool>Dunmail</xmp:CreatorTool>";
  if (!d.created.empty())
    out += fmt::format("<xmp:CreateDate>{0}</xmp:CreateDate><xmp:ModifyDate>{0}</xmp:ModifyDate>", xml(d.created));
  return out + "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

}  // namespace

void add_metadata(Objects& objects, const FileInfo& d, const std::string& content_hash, const std::string& profile) {
  HPDF_Doc doc = objects.doc();
  const auto ascii = [&](const char* key, const char* value) {
    objects.add(doc->info, key, HPDF_String_New(doc->mmgr, value, nullptr));
  };
  if (!doc->info) check(doc, HPDF_SetInfoAttr(doc, HPDF_INFO_PRODUCER, kProducer));
  ascii("Producer", kProducer);
  ascii("Creator", "Dunmail");
  if (!d.title.empty()) objects.add_text(doc->info, "Title", d.title);
  if (!d.author.empty()) objects.add_text(doc->info, "Author", d.author);
  if (!d.created.empty()) {
    const std::string date = pdf_date(d.created);
    ascii("CreationDate", date.c_str());
    ascii("ModDate", date.c_str());
  }
  const std::string xmp = packet(d);
  // 6.7.2: the metadata stream must not be filtered.
  objects.add(doc->catalog, "Metadata", objects.stream(xmp, "/Type/Metadata/Subtype/XML\n"));
  HPDF_Dict icc = objects.flate(profile, "/N 3\n");
  HPDF_Array intents = HPDF_Array_New(doc->mmgr);
  objects.add(doc->catalog, "OutputIntents", intents);
  check(doc, HPDF_Array_Add(intents,
                            objects.dict(fmt::format("/Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/"
                                                     "Info(sRGB IEC61966-2.1)/DestOutputProfile {}\n",
                                                     Objects::reference(icc)))));

  const std::string hash = sha256_hex(content_hash + xmp);
  HPDF_BYTE bytes[16];
  for (std::size_t k = 0; k < 16; ++k) bytes[k] = static_cast<HPDF_BYTE>(std::stoi(hash.substr(2 * k, 2), nullptr, 16));
  HPDF_Array id = HPDF_Array_New(doc->mmgr);
  objects.add(doc->trailer, "ID", id);
  for (int k = 0; k < 2; ++k) check(doc, HPDF_Array_Add(id, HPDF_Binary_New(doc->mmgr, bytes, 16)));
  doc->pdf_version = HPDF_VER_14;
}

}  // namespace dunmail::pdf
