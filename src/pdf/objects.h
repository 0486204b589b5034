// Inside the PDF writer: libharu's object layer with every status checked. Not for use outside src/pdf.
#pragma once

#include <hpdf.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/placed.h"

namespace dunmail::pdf {

/// Throws Error(system) that names libharu's code.
void check(HPDF_Doc doc, HPDF_STATUS status);

/// One document's objects. Bodies are written as ready text: libharu numbers the objects and keeps the
/// cross-reference table, and has one allocation for a font's widths instead of two for each glyph.
class Objects {
 public:
  explicit Objects(HPDF_Doc doc) : doc_(doc) {}

  HPDF_Dict dict(std::string body);                            ///< indirect; body without << >>
  HPDF_Dict stream(std::string_view bytes, std::string body);  ///< bytes as they are; body says how they are filtered
  HPDF_Dict flate(std::string_view deflated, std::string body = {});
  static std::string reference(HPDF_Dict object);  ///< "12 0 R"
  void add(HPDF_Dict to, const char* key, void* object);
  void add_name(HPDF_Dict to, const char* key, const char* name);
  void add_text(HPDF_Dict to, const char* key, std::string_view utf8);  ///< a text string in UTF-16BE
  void fill(HPDF_Dict stream, std::string_view deflated);               ///< a stream that libharu made
  /// Link annotations that open an address; `height` of the page in points.
  void add_links(HPDF_Dict page, const std::vector<PlacedLink>& links, double height);
  HPDF_Doc doc() const { return doc_; }

 private:
  template <class T>
  T* made(T* object);
  const std::string* keep(std::string body);

  HPDF_Doc doc_;
  std::deque<std::string> bodies_;  ///< libharu holds addresses of these until the document is saved
};

}  // namespace dunmail::pdf
