// From a document to pages of placed items. The PDF writer only walks them; every measure is taken here.
#pragma once

#include "base/result.h"
#include "pdf/placed.h"
#include "typeset/document.h"
#include "typeset/shape.h"
#include "typeset/stationery.h"

namespace dunmail {

/// A Problem holds the letter: a character no font has, a line that cannot be made to fit its frame, an image that is
/// none. Tables may run over any number of pages up to 2,000.
Result<Layout> lay_out(const Document& document, const Stationery& stationery, ShapingRoom& room);

}  // namespace dunmail
