#include "support/certificates.h"

#include <fstream>
#include <stdexcept>
#include <vector>

#include "support/process.h"

namespace {

void openssl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "openssl");
  const Finished done = run(arguments);
  if (done.code != 0) throw std::runtime_error("openssl: " + done.output);
}

void make_ca(const std::string& key, const std::string& certificate, const std::string& name) {
  openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
           "-out", certificate, "-subj", "/CN=" + name, "-days", "2"});
}

}  // namespace

Certificates make_certificates(const std::string& folder) {
  const Certificates out{folder + "/ca.pem", folder + "/other-ca.pem", folder + "/server.pem", folder + "/server.key"};
  make_ca(folder + "/ca.key", out.ca, "Test CA");
  make_ca(folder + "/other-ca.key", out.other_ca, "Other CA");
  openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", out.key, "-out",
           folder + "/server.csr", "-subj", "/CN=localhost"});
  std::ofstream(folder + "/names") << "subjectAltName=DNS:localhost\n";
  openssl({"x509", "-req", "-in", folder + "/server.csr", "-CA", out.ca, "-CAkey", folder + "/ca.key",
           "-CAcreateserial", "-out", out.certificate, "-days", "2", "-extfile", folder + "/names"});
  return out;
}
