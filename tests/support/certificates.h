// A certificate authority of one test's own, made by the openssl command.
#pragma once

#include <string>

struct Certificates {
  std::string ca;                ///< PEM; signed `certificate`
  std::string other_ca;          ///< PEM; signed nothing
  std::string certificate, key;  ///< for localhost, and not for 127.0.0.1
};
/// Throws when the openssl command fails.
Certificates make_certificates(const std::string& folder);
