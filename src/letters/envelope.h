// Whether a letter shows its whole address through its envelope's window.
#pragma once

#include "letters/layout.h"
#include "letters/press.h"

namespace dunmail {

/// By geometry: the ink of the lines in the frame `recipient` of the first page, against the window of the stationery.
/// Half a millimetre is forgiven, which a folding machine does not keep either.
EnvelopeFit fit_envelope(const Layout& letter, const Stationery& stationery);

}  // namespace dunmail
