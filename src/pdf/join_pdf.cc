#include "pdf/join_pdf.h"

#define POINTERHOLDER_TRANSITION 4
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace dunmail {
namespace {

std::shared_ptr<QPDF> opened(std::string_view pdf) {
  auto document = std::make_shared<QPDF>();
  document->setSuppressWarnings(true);
  document->setAttemptRecovery(false);  // a document of ours that is damaged is not guessed at
  document->processMemoryFile("document", pdf.data(), pdf.size());
  return document;
}

Problem damaged(const std::exception& e) {
  const auto* known = dynamic_cast<const QPDFExc*>(&e);
  return {"PDF", "cannot be read: " + (known ? known->getMessageDetail() : std::string(e.what())), ""};
}

}  // namespace

Result<std::string> join_pdfs(const std::vector<std::string_view>& documents) {
  try {
    std::vector<std::shared_ptr<QPDF>> open;  // pages are taken over when the whole is written
    for (const std::string_view pdf : documents) open.push_back(opened(pdf));
    if (open.empty()) return Problem{"PDF", "there is nothing to join", ""};
    QPDFPageDocumentHelper whole(*open[0]);
    for (std::size_t k = 1; k < open.size(); ++k)
      for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(*open[k]).getAllPages()) whole.addPage(page, false);
    QPDFWriter writer(*open[0]);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setNewlineBeforeEndstream(true);  // ISO 19005-1, 6.1.7
    writer.write();
    const auto bytes = writer.getBufferSharedPointer();
    return std::string(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
  } catch (const std::exception& e) {
    return damaged(e);
  }
}

Result<int> count_pages(std::string_view pdf) {
  try {
    return static_cast<int>(opened(pdf)->getAllPages().size());
  } catch (const std::exception& e) {
    return damaged(e);
  }
}

}  // namespace dunmail
