// Several PDF documents as one, for gateways and printers that take one file. By qpdf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

/// All pages, in the order given; title and metadata are the first document's. The same documents give the same bytes;
/// documents of ours stay PDF/A-1b.
/// A Problem for bytes that are no PDF.
Result<std::string> join_pdfs(const std::vector<std::string_view>& documents);

Result<int> count_pages(std::string_view pdf);

}  // namespace dunmail
