#include "dispatch/smtp_courier.h"

#include "base/text.h"

namespace dunmail {
namespace {

using Ending = SmtpResult::Ending;
using Outcome = Receipt::Outcome;

Outcome outcome_of(const SmtpResult& result) {
  switch (result.ending) {
    case Ending::accepted:
      return Outcome::accepted;
    case Ending::broken_before:
      return Outcome::deferred;
    case Ending::broken_after:
      return Outcome::unknown;
    case Ending::refused:
      break;
  }
  // A relay that refuses us before it has heard of the letter has not refused the letter.
  const bool before =
      result.stage == "connect" || result.stage == "tls" || result.stage == "auth" || result.stage == "ehlo";
  return before || result.reply.kind() == 4 ? Outcome::deferred : Outcome::refused;
}

}  // namespace

Receipt SmtpCourier::hand_over(const Parcel& parcel) {
  const SmtpResult result = session_.send({parcel.envelope_from, parcel.recipient, parcel.envelope_id}, parcel.message);
  Receipt receipt;
  receipt.outcome = outcome_of(result);
  receipt.reply_code = result.reply.code;
  receipt.status = result.reply.status;
  receipt.stage = result.stage;
  receipt.text = printable(result.text).substr(0, 500);
  if (receipt.outcome == Outcome::accepted) receipt.queue_id = read_queue_id(result.reply);
  receipt.route = name_;
  return receipt;
}

}  // namespace dunmail
