// From pages to PDF/A-1b bytes (ISO 19005-1:2005, level B; PDF 1.4). Walks the layout and writes it down; measures and
// decides nothing. No clock: dates come from the layout; the file identifier is a hash of the content, so the same
// letter gives the same bytes on any thread.
#pragma once

#include <memory>
#include <string>

#include "pdf/placed.h"
#include "pdf/subset.h"

namespace dunmail {

/// One libharu document and some buffers, reused letter by letter. Belongs to one thread.
class PdfRoom {
 public:
  PdfRoom();
  ~PdfRoom();
  PdfRoom(PdfRoom&&) noexcept;

  struct Parts;
  Parts& parts() { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

/// Throws Error(system) when libharu fails, Error(internal) for a `created` that is not RFC 3339.
std::string write_pdf(const Layout& layout, const FontSet& fonts, const PreparedSubset& prepared, PdfRoom& room);

}  // namespace dunmail
