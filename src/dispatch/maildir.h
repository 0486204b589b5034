// Delivery into a maildir: for trying things out, for archives, and for relays that read a folder.
#pragma once

#include <string>

#include "dispatch/courier.h"

namespace dunmail {

/// Accepted means durable: the file is written in tmp/, flushed, linked into new/, and new/ is flushed. Its name comes
/// from the Message-ID, so that the same parcel a second time is recognised while it lies in new/ or cur/ (plain, or
/// marked as seen there), and accepted without a second file; other bytes under the same Message-ID are refused. Lines
/// end in LF, as maildirs have it, behind Return-Path and Delivered-To. A folder that cannot be written is `deferred`
/// at stage connect with status 4.3.1, which stops the route. Several processes may deliver at once.
class MaildirCourier : public Courier {
 public:
  explicit MaildirCourier(std::string path);  ///< made at the first parcel if missing
  Receipt hand_over(const Parcel& parcel) override;
  const std::string& name() const override { return name_; }

 private:
  std::string path_, name_;
};

}  // namespace dunmail
