// The fax as a machine sends it: one bit a dot, 1728 dots a line (ITU-T T.4), in a TIFF-FX file (RFC 3949). With
// Modified Huffman coding that is profile S, which every mail-to-fax gateway must take (RFC 3965); the denser codings
// are profile F.
//
// There is no grey on a fax. Pages are drawn finer than they are sent, each dot is black when a fair part of it is ink,
// and pale tints (a watermark, a shaded row) go away rather than turn into a pattern that hides the text. Coloured ink
// (a red seal, a logo) turns black as well; where it meets text it makes way, so that what a seal is set over stays
// legible.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

struct FaxForm {
  enum class Coding { mh, mr, mmr };  ///< T.4 one- and two-dimensional, T.6
  bool fine = true;                   ///< 204 x 196 dots an inch; false: 204 x 98, on which small Chinese type suffers
  Coding coding = Coding::mh;
  std::string program = "pdftoppm";
};

struct FaxImage {
  std::string tiff;
  int pages = 0;
};

/// The pages of all documents as one fax, the cover first. The same documents give the same bytes (with one version of
/// poppler). A Problem: poppler is missing or fails, the bytes are no PDF, a page is wider than a fax line, or there
/// are more than 200 pages.
Result<FaxImage> fax_image(const std::vector<std::string_view>& documents, const FaxForm& form = {});

}  // namespace dunmail
