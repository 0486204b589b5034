// Whether a letter shows its whole address through its envelope's window.
#pragma once

#include <string>
#include <vector>

namespace dunmail {

struct Layout;
struct Stationery;

/// Paper and envelope of a letter, and whether the envelope shows its address.
struct EnvelopeFit {
  std::string paper;               ///< "210 x 297 mm"
  std::string envelope;            ///< as the stationery names it, or empty
  std::vector<int> sheet_classes;  ///< as the stationery has them
  std::string outside;             ///< how the address leaves the window; empty: it shows whole, or there is no window
};

/// By geometry: the ink of the lines in the frame `recipient` of the first page, against the window of the stationery.
/// Half a millimetre is forgiven, which a folding machine does not keep either.
EnvelopeFit fit_envelope(const Layout& letter, const Stationery& stationery);

}  // namespace dunmail
