"""Mail systems of our own for tests, beside Postfix: what Debian does not install together with it lies in build/peers
(./dev setup puts it there). Each ends with its test."""
import email
import email.policy
import grp
import os
import pathlib
import pwd
import subprocess

from support import ROOT, end, eventually, free_port, listens


class Certificates:
    """A certificate authority of one test's own, and a server's certificate for localhost by it."""

    def __init__(self, folder):
        folder.mkdir()
        self.ca, self.other_ca, self.certificate, self.key = (str(folder / name) for name in ("ca.pem", "other.pem", "server.pem", "server.key"))
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        for name in ("ca", "other"):
            self.openssl("req", "-x509", *new_key, "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-subj", f"/CN=Test {name}", "-days", "2")
        self.openssl("req", *new_key, "-keyout", self.key, "-out", folder / "server.csr", "-subj", "/CN=localhost")
        (folder / "names").write_text("subjectAltName=DNS:localhost\n")
        self.openssl("x509", "-req", "-in", folder / "server.csr", "-CA", self.ca, "-CAkey", folder / "ca.key", "-CAcreateserial", "-out", self.certificate,
                     "-days", "2", "-extfile", folder / "names")

    def openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Exim:
    """An Exim that takes mail for debtor.example and yunfan.example into one maildir each, over TLS and after a log-in,
    and refuses `gone` at RCPT. It runs as `nobody` when the test is root's, else as who runs the test: Debian's Exim
    knows one user by name, whom a name service of our own (nss_wrapper) makes a name of that one."""

    USER, PASSWORD = "credit", "s3cr3t-Passw0rd"

    def __init__(self, test, folder):
        peer = ROOT / "build/peers/exim"
        self.program, names = peer / "usr/sbin/exim4", sorted(peer.glob("usr/lib/*/libnss_wrapper.so"))
        if not self.program.exists() or not names:
            test.skipTest("Exim is not in build/peers/exim: ./dev setup unpacks it there")
        root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(owner.pw_gid).gr_name
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        self.tls = Certificates(folder / "tls")
        for name in ("spool", "mail", "log"):
            (folder / name).mkdir()
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        os.chown(self.tls.key, owner.pw_uid, owner.pw_gid)
        (folder / "passwd").write_text(pathlib.Path("/etc/passwd").read_text() + f"Debian-exim:x:{owner.pw_uid}:{owner.pw_gid}::/:/bin/false\n")
        (folder / "group").write_text(pathlib.Path("/etc/group").read_text() + f"Debian-exim:x:{owner.pw_gid}:\n")
        (folder / "exim.conf").write_text(self.settings(owner.pw_name, group))
        libraries = ":".join(str(path) for path in (*peer.glob("usr/lib/*-linux-gnu"), *peer.glob("lib/*-linux-gnu")))
        self.environment = {**os.environ, "LD_PRELOAD": str(names[0]), "LD_LIBRARY_PATH": libraries, "NSS_WRAPPER_PASSWD": str(folder / "passwd"),
                            "NSS_WRAPPER_GROUP": str(folder / "group")}
        command = [self.program, "-C", folder / "exim.conf", "-bdf", "-oX", f"127.0.0.1.{self.port}"]
        asked = subprocess.run([self.program, "-C", folder / "exim.conf", "-bV"], env=self.environment, capture_output=True, text=True)
        if asked.returncode != 0:
            test.skipTest("this Exim does not run here: " + (asked.stdout + asked.stderr).strip().replace("\n", "; "))
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if root else {}
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **who)
        test.addCleanup(end, process)
        if not eventually(lambda: listens(self.port) or process.poll() is not None) or process.poll() is not None:
            test.fail("Exim does not listen: " + self.log())

    def settings(self, user, group):
        return f"""\
exim_user = {user}
exim_group = {group}
exim_path = {self.program}
never_users =
deliver_drop_privilege = true
keep_environment = LD_PRELOAD : LD_LIBRARY_PATH : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
spool_directory = {self.folder}/spool
log_file_path = {self.folder}/log/%s
pid_file_path = {self.folder}/spool/exim.pid
log_selector = +smtp_connection +pipelining +received_recipients
primary_hostname = relay.test
host_lookup =
tls_advertise_hosts = *
tls_certificate = {self.tls.certificate}
tls_privatekey = {self.tls.key}
dsn_advertise_hosts = *
message_size_limit = 2M
smtp_accept_max = 50
smtp_accept_max_per_host = 50
smtp_accept_queue_per_connection = 0
domainlist ours = debtor.example : yunfan.example
acl_smtp_rcpt = rcpt
acl_smtp_data = accept

begin acl
rcpt:
  deny local_parts = gone
       message = 550 5.1.1 no such user here
  accept authenticated = *
         domains = +ours
  deny message = 550 5.7.1 log in first

begin routers
late:
  driver = redirect
  domains = debtor.example
  local_parts = moved
  allow_fail
  data = :fail: this mailbox has moved
debtors:
  driver = accept
  domains = debtor.example
  transport = debtors
ours:
  driver = accept
  domains = yunfan.example
  transport = ours

begin transports
debtors:
  driver = appendfile
  directory = {self.folder}/mail/debtors
  maildir_format
  create_directory
  envelope_to_add
  return_path_add
ours:
  driver = appendfile
  directory = {self.folder}/mail/ours
  maildir_format
  create_directory
  envelope_to_add
  return_path_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{self.USER}}}}}{{eq{{$auth3}}{{{self.PASSWORD}}}}}}}}}
  server_set_id = $auth2
  server_advertise_condition = ${{if def:tls_in_cipher}}
"""

    def log(self):
        return "".join(path.read_text() for path in sorted((self.folder / "log").iterdir()))

    def mails(self, box):
        folder = self.folder / "mail" / box / "new"
        paths = sorted(folder.iterdir()) if folder.exists() else []
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


class OpenSmtpd:
    """An OpenSMTPD that takes mail for debtor.example and hands it on to `onward`, a relay of the test's own. It speaks DSN
    and enhanced codes and no PIPELINING. Its paths and users are built in: a mount namespace gives it ours instead, for
    which the test must be root's. Without TLS: Debian 12's does not get through a handshake with OpenSSL 3."""

    def __init__(self, test, folder, onward):
        program = ROOT / "build/peers/opensmtpd/usr/sbin/smtpd"
        if not program.exists():
            test.skipTest("OpenSMTPD is not in build/peers/opensmtpd: ./dev setup unpacks it there")
        if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
            test.skipTest("OpenSMTPD needs root and a mount namespace")
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        for name, users in (("passwd", "opensmtpd:x:64001:64001::/:/bin/false\nopensmtpq:x:64002:64002::/:/bin/false\n"), ("group", "opensmtpd:x:64001:\nopensmtpq:x:64002:\n")):
            (folder / name).write_text(pathlib.Path("/etc", name).read_text() + users)
        (folder / "smtpd.conf").write_text(f"""\
listen on 127.0.0.1 port {self.port} hostname relay.test
action "onward" relay host "smtp://127.0.0.1:{onward.port}"
match from any for domain "debtor.example" action "onward"
""")
        (folder / "start").write_text(f"""\
set -e
mount --make-rprivate /
mount --bind {folder}/passwd /etc/passwd
mount --bind {folder}/group /etc/group
for each in /var/spool /var/lib /run; do mount -t tmpfs none $each; done
mkdir -p -m 711 /var/spool/smtpd /var/lib/opensmtpd/empty
exec {program} -d -f {folder}/smtpd.conf
""")
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(["unshare", "-m", "sh", folder / "start"], stdout=log, stderr=subprocess.STDOUT)
        test.addCleanup(end, process)
        if not eventually(lambda: listens(self.port) or process.poll() is not None) or process.poll() is not None:
            test.skipTest("this OpenSMTPD does not run here: " + self.log().strip().replace("\n", "; "))

    def log(self):
        return (self.folder / "log").read_text()
