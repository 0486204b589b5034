// Amounts in words, for totals that a court or a bank reads.
#pragma once

#include <cstdint>
#include <string>

#include "base/money.h"
#include "letters/format.h"

namespace dunmail {

/// The amount in words, or "" where the locale has no custom for the currency.
///   zh-CN  CNY, TWD   人民币壹仟肆佰零玖元伍角整 (正确填写票据和结算凭证的基本规定; 会计基础工作规范 Art 52)
///   zh-TW  TWD, CNY   新臺幣壹萬元整
///   en                one thousand four hundred and nine pounds sterling and 50/100
///   de                eintausendvierhundertneun Euro und 50/100
std::string amount_in_words(std::int64_t minor, Currency currency, Locale locale);

/// The capitals alone, without the currency's name: 壹仟肆佰零玖元伍角整. `minor` counts 分.
std::string capitals(std::int64_t minor, bool traditional = false);

}  // namespace dunmail
