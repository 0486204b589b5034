#pragma once

#include "desk/examine.h"
#include "desk/world.h"
#include "letters/facts.h"

namespace dunmail {

/// The facts of the letter that an examination calls for. `number` is its 函号, `deadline` what it will print.
LetterFacts letter_facts(const Settings& settings, const CaseInput& input, const Examined& examined,
                         const LetterCharges& charges, const std::string& number, std::optional<Date> deadline,
                         Date today);

/// 函号 by the locale's pattern.
std::string letter_number(const Settings& settings, const std::string& locale, int year, std::int64_t serial);

}  // namespace dunmail
