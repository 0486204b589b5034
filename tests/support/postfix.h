// A real Postfix with configuration, queue and data in a temporary folder: SMTP with STARTTLS and SMTPS on loopback,
// delivering to a maildir. Needs root, as Postfix itself does.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "support/certificates.h"
#include "support/temp_dir.h"

class Postfix {
 public:
  /// Nothing where this machine cannot run one; `reason` says why.
  static std::unique_ptr<Postfix> start(std::string* reason);
  ~Postfix();

  int port() const { return port_; }
  int smtps_port() const { return smtps_port_; }
  const Certificates& certificates() const { return certificates_; }
  /// What has been delivered to wang@debtor.example, sorted; others are unknown there.
  std::vector<std::string> delivered() const;
  std::string log() const;

 private:
  Postfix() = default;
  TempDir folder_;
  Certificates certificates_;
  int port_ = 0, smtps_port_ = 0;
  bool started_ = false;
};
