// Parcels over SMTP or LMTP.
#pragma once

#include <string>

#include "dispatch/courier.h"
#include "wire/smtp_session.h"

namespace dunmail {

/// How long each answer is waited for: as the options say, else as RFC 5321 section 4.5.3.2 does. Throws Error(config)
/// for less than a second or more than an hour.
void set_timeouts(const RouteOptions& options, SmtpOptions& out);

class SmtpCourier : public Courier {
 public:
  SmtpCourier(std::string name, SmtpOptions options) : name_(std::move(name)), session_(std::move(options)) {}
  Receipt hand_over(const Parcel& parcel) override;
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  SmtpSession session_;
};

}  // namespace dunmail
