#include "settings/prices.h"

#include "base/money.h"

namespace dunmail {

LetterPrices parse_prices(const ConfigTable& table) {
  LetterPrices out;
  for (const char* channel : {"email", "fax", "post", "registered"}) {
    const auto prices = table.table(channel);
    if (!prices) continue;
    for (const std::string& code : prices->keys()) {
      const auto currency = Currency::find(code);
      const auto minor =
          currency ? parse_minor(prices->text(code), currency->digits()) : Result<std::int64_t>(Problem{});
      if (!minor || *minor < 0)
        throw prices->error(code, "must be a currency with an amount in quotes",
                            std::string(channel) + " = { CNY = \"1.20\" }");
      out[channel][code] = *minor;
    }
  }
  table.finish();
  return out;
}

}  // namespace dunmail
