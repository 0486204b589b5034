#include "dispatch/breaker.h"

namespace dunmail {

Verdict Breaker::judge(const Receipt& receipt) {
  const bool on_the_way =
      receipt.stage == "connect" || receipt.stage == "tls" || receipt.stage == "auth" || receipt.stage == "ehlo";
  const bool broke = receipt.outcome == Receipt::Outcome::deferred && (on_the_way || receipt.reply_code == 0);
  failures_ = broke ? failures_ + 1 : 0;
  const Verdict verdict = dunmail::judge(receipt);
  return verdict == Verdict::retry && is_open() ? Verdict::stop_route : verdict;
}

}  // namespace dunmail
