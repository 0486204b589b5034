#include "pdf/print_ready.h"

#include <fmt/format.h>

#define POINTERHOLDER_TRANSITION 4
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace dunmail {
namespace {

constexpr double kPerMm = 72.0 / 25.4;

/// Polylines of figures x and y on a grid of 4 by 6, apart by blanks: a plotter's letters.
std::string_view strokes(char c) {
  switch (c) {
    case '0':
      return "0006464000";
    case '1':
      return "142620 1030";
    case '2':
      return "064643030040";
    case '3':
      return "06464000 0343";
    case '4':
      return "060343 4640";
    case '5':
      return "460603434000";
    case '6':
      return "460600404303";
    case '7':
      return "06462210";
    case '8':
      return "0006464000 0343";
    case '9':
      return "430306464000";
    case 'B':
      return "00063645443303 334241300000";
    case '-':
      return "0343";
    case '/':
      return "0046";
    default:
      return "";
  }
}

/// Text upwards, its foot towards the right: (x, y) is its beginning, in points from the lower left corner.
std::string mark_text(std::string_view text, double x, double y, double height) {
  const double unit = height / 6;
  std::string out = "0 G 0.5 w 1 J 1 j\n";
  for (const char c : text) {
    bool begins = true;
    const std::string_view lines = strokes(c);
    for (std::size_t k = 0; k + 1 < lines.size(); k += 2) {
      if (lines[k] == ' ') ++k, begins = true;
      out += fmt::format("{:.2f} {:.2f} {}\n", x - (lines[k + 1] - '0') * unit, y + (lines[k] - '0') * unit,
                         begins ? 'm' : 'l');
      begins = false;
    }
    if (!lines.empty()) out += "S\n";
    y += 5.6 * unit;
  }
  return out;
}

/// Within 5 to 9 mm of the left edge: inside what office printers reach, outside every stationery's text and above its
/// lowest fold.
std::string mark_of(const std::string& text, bool first_sheet) {
  std::string out = "q\n" + mark_text(text, 8 * kPerMm, 20 * kPerMm, 1.8 * kPerMm);
  if (first_sheet)
    out += fmt::format("0 g {:.2f} {:.2f} {:.2f} {:.2f} re f\n", 5 * kPerMm, 15 * kPerMm, 4 * kPerMm, 1.2 * kPerMm);
  return out + "Q\n";
}

std::shared_ptr<QPDF> opened(std::string_view pdf) {
  auto document = std::make_shared<QPDF>();
  document->setSuppressWarnings(true);
  document->setAttemptRecovery(false);  // a document of ours that is damaged is not guessed at
  document->processMemoryFile("letter", pdf.data(), pdf.size());
  return document;
}

class Stack {
 public:
  explicit Stack(const PrintReady& how) : how_(how) { whole_.emptyPDF(); }

  void add(std::string_view pdf, std::size_t number, std::size_t of) {
    open_.push_back(opened(pdf));  // its pages are taken over when the whole is written
    std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(*open_.back()).getAllPages();
    const int count = static_cast<int>(pages.size()), sheets = sheets_of(count, how_.duplex);
    for (int p = 0; p < count; ++p) {
      QPDFPageDocumentHelper(whole_).addPage(pages[static_cast<std::size_t>(p)], false);
      if (!how_.marks || (how_.duplex && p % 2 == 1)) continue;
      const int sheet = how_.duplex ? p / 2 + 1 : p + 1;
      mark(fmt::format("{} {}/{} {}/{}", how_.name, number, of, sheet, sheets), sheet == 1);
    }
    if (how_.duplex && count % 2 == 1) add_blank();
    counts_.push_back(count);
  }

  ReadyStack write() {
    QPDFObjectHandle info = QPDFObjectHandle::newDictionary();
    info.replaceKey("/Title", QPDFObjectHandle::newUnicodeString(how_.name));
    whole_.getTrailer().replaceKey("/Info", whole_.makeIndirectObject(info));
    QPDFObjectHandle preferences = QPDFObjectHandle::newDictionary();
    preferences.replaceKey("/Duplex", QPDFObjectHandle::newName(how_.duplex ? "/DuplexFlipLongEdge" : "/Simplex"));
    preferences.replaceKey("/PrintScaling",
                           QPDFObjectHandle::newName("/None"));  // a window envelope forgives no scaling
    whole_.getRoot().replaceKey("/ViewerPreferences", preferences);
    QPDFWriter writer(whole_);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.write();
    const auto bytes = writer.getBufferSharedPointer();
    return {std::string(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()), std::move(counts_)};
  }

 private:
  QPDFPageObjectHelper last_page() { return QPDFPageObjectHelper(whole_.getAllPages().back()); }

  void mark(const std::string& text, bool first_sheet) {
    QPDFPageObjectHelper page = last_page();
    // Whatever the letter left set (a colour, a matrix) must not reach the mark.
    page.addPageContents(whole_.newStream("q\n"), true);
    page.addPageContents(whole_.newStream("\nQ\n" + mark_of(text, first_sheet)), false);
  }

  void add_blank() {
    QPDFObjectHandle page = QPDFObjectHandle::newDictionary();
    page.replaceKey("/Type", QPDFObjectHandle::newName("/Page"));
    page.replaceKey("/MediaBox", last_page().getAttribute("/MediaBox", true));
    page.replaceKey("/Resources", QPDFObjectHandle::newDictionary());
    page.replaceKey("/Contents", whole_.newStream("\n"));
    QPDFPageDocumentHelper(whole_).addPage(QPDFPageObjectHelper(whole_.makeIndirectObject(page)), false);
  }

  const PrintReady& how_;
  QPDF whole_;
  std::vector<std::shared_ptr<QPDF>> open_;
  std::vector<int> counts_;
};

}  // namespace

Result<ReadyStack> print_ready(const std::vector<std::string_view>& letters, const PrintReady& how) {
  if (letters.empty()) return Problem{"PDF", "there is nothing to print", ""};
  try {
    Stack stack(how);
    for (std::size_t k = 0; k < letters.size(); ++k) stack.add(letters[k], k + 1, letters.size());
    return stack.write();
  } catch (const std::exception& e) {
    const auto* known = dynamic_cast<const QPDFExc*>(&e);
    return Problem{"PDF", "cannot be read: " + (known ? known->getMessageDetail() : std::string(e.what())), ""};
  }
}

}  // namespace dunmail
