#include "support/postfix.h"

#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/process.h"
#include "support/scripted_server.h"

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write_main(const std::string& folder, const Certificates& tls, const passwd& owner) {
  std::ofstream(folder + "/etc/main.cf") << "compatibility_level = 3.6\n"
                                         << "queue_directory = " << folder << "/queue\n"
                                         << "data_directory = " << folder << "/data\n"
                                         << "maillog_file = " << folder << "/log/mail.log\n"
                                         << "maillog_file_prefixes = " << folder << "\n"
                                         << "inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\n"
                                         << "myhostname = localhost\nmydestination =\nmynetworks = 127.0.0.0/8\n"
                                         << "alias_maps =\nalias_database =\nlocal_recipient_maps =\n"
                                         << "virtual_mailbox_domains = debtor.example\n"
                                         << "virtual_mailbox_maps = inline:{ wang@debtor.example=wang/ }\n"
                                         << "virtual_mailbox_base = " << folder << "/mail\n"
                                         << "virtual_uid_maps = static:" << owner.pw_uid << "\n"
                                         << "virtual_gid_maps = static:" << owner.pw_gid << "\n"
                                         << "smtpd_tls_cert_file = " << tls.certificate << "\n"
                                         << "smtpd_tls_key_file = " << tls.key << "\n"
                                         << "smtpd_tls_security_level = may\nsmtpd_tls_received_header = yes\n"
                                         << "message_size_limit = 1000000\n"
                                         << "smtpd_relay_restrictions = reject_unauth_destination\n";
}

void write_master(const std::string& folder, int port, int smtps_port) {
  std::ofstream(folder + "/etc/master.cf")
      << "127.0.0.1:" << port << " inet n - n - - smtpd\n"
      << "127.0.0.1:" << smtps_port << " inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n"
      << "pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n"
      << "tlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\n"
      << "defer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nverify unix - - n - 1 verify\n"
      << "flush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nproxywrite unix - - n - 1 proxymap\n"
      << "smtp unix - - n - - smtp\nrelay unix - - n - - smtp\nerror unix - - n - - error\nretry unix - - n - - error\n"
      << "discard unix - - n - - discard\nlocal unix - n n - - local\nvirtual unix - n n - - virtual\n"
      << "anvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n";
}

}  // namespace

std::unique_ptr<Postfix> Postfix::start(std::string* reason) {
  const std::string program = find_program("postfix");
  const passwd* entry = ::getpwnam("postfix");
  if (program.empty() || !entry) {
    *reason = "Postfix is not installed";
    return nullptr;
  }
  if (::geteuid() != 0) {
    *reason = "Postfix starts only as root";
    return nullptr;
  }
  const passwd owner = *entry;
  std::unique_ptr<Postfix> out(new Postfix);
  const std::string folder = out->folder_.path().string();
  ::chmod(folder.c_str(), 0755);
  for (const char* each : {"/etc", "/queue", "/data", "/mail", "/log", "/tls"})
    std::filesystem::create_directory(folder + each);
  if (::chown((folder + "/data").c_str(), owner.pw_uid, owner.pw_gid) ||
      ::chown((folder + "/mail").c_str(), owner.pw_uid, owner.pw_gid))
    return *reason = "a folder cannot be given to the user postfix", nullptr;
  out->certificates_ = make_certificates(folder + "/tls");
  out->port_ = free_port();
  out->smtps_port_ = free_port();
  write_main(folder, out->certificates_, owner);
  write_master(folder, out->port_, out->smtps_port_);
  const Finished started = run({program, "-c", folder + "/etc", "start"});
  if (started.code != 0) {
    *reason = "Postfix does not start: " + started.output + out->log();
    return nullptr;
  }
  out->started_ = true;
  if (!wait_for_port(out->port_) || !wait_for_port(out->smtps_port_))
    return *reason = "Postfix does not listen: " + out->log(), nullptr;
  return out;
}

Postfix::~Postfix() {
  if (!started_) return;
  pid_t pid = 0;
  std::ifstream(folder_ / "queue/pid/master.pid") >> pid;
  if (pid <= 1) return;
  ::kill(pid, SIGTERM);
  eventually([pid] { return ::kill(pid, 0) != 0; });
}

std::vector<std::string> Postfix::delivered() const {
  std::vector<std::string> out;
  std::error_code none_yet;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "mail/wang/new", none_yet))
    out.push_back(contents(entry.path()));
  std::sort(out.begin(), out.end());
  return out;
}

std::string Postfix::log() const { return contents(folder_ / "log/mail.log"); }
