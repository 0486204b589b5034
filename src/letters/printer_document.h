// From the facts and a filled template to the document that layout sets: what stands around the text.
#pragma once

#include <optional>

#include "letters/fields.h"
#include "letters/template.h"
#include "typeset/document.h"

namespace dunmail {

/// What no letter goes out without (docs/dunning.md, 2): a named addressee with a position, a signatory with title,
/// authority and call-back number, an account to pay to, a deadline that is still ahead.
std::optional<Problem> missing_facts(const LetterFacts& facts, const FrontMatter& front);

/// `window`: the stationery has an address window, else the recipient stands in the text, as in a Chinese letter.
Document make_document(const Scene& scene, const FrontMatter& front, Filled filled, bool window);

}  // namespace dunmail
