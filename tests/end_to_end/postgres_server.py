#!/usr/bin/env python3
"""A PostgreSQL server of a test's own: Debian's, by an unprivileged user, in a temporary folder, on a socket, gone afterwards.

    tests/end_to_end/postgres_server.py COMMAND...     runs it with DUNMAIL_TEST_DATABASE naming an empty database
"""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def programs():
    """The newest server that is installed, or None."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Server:
    def __init__(self, options=()):
        self.bin = programs()
        if not self.bin:
            raise FileNotFoundError("PostgreSQL's server is not installed: ./dev setup")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dunmail-pg-"))
        self.data = self.folder / "data"
        self.options = list(options)
        self.process = None
        self.user = []
        if os.geteuid() == 0:  # the server refuses to run as root
            other = pwd.getpwnam("postgres")
            os.chown(self.folder, other.pw_uid, other.pw_gid)
            self.user = ["setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups", "--"]
        self.run("initdb", "-D", self.data, "-U", "dunmail", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        self.start()
        self.sql("CREATE DATABASE dunmail", database="postgres")

    def run(self, program, *arguments):
        subprocess.run([*self.user, str(self.bin / program), *map(str, arguments)], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([*self.user, str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.folder), "-c", "listen_addresses=",
                                             "-c", "max_connections=60", *self.options], cwd="/", stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 60
        while subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", str(self.folder)], timeout=60).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("PostgreSQL does not start:\n" + (self.folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """SIGINT: at once, whoever is connected; SIGQUIT: as if it had crashed."""
        if self.process and self.process.poll() is None:
            master = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(master, how)
            self.process.wait(60)

    def sql(self, text, database="dunmail"):
        done = subprocess.run([str(self.bin / "psql"), "-h", str(self.folder), "-U", "dunmail", "-d", database, "-X", "-q", "-A", "-t", "-F", "\t",
                               "-v", "ON_ERROR_STOP=1", "-c", text], check=True, capture_output=True, text=True, timeout=120)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def url(self, database="dunmail"):
        return f"postgresql:///{database}?host={self.folder}&user=dunmail"

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    if not programs():
        print("skipped: PostgreSQL's server is not installed")
        return 0
    server = Server(["-c", "fsync=off", "-c", "synchronous_commit=off"])
    try:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DUNMAIL_TEST_DATABASE": server.url()}).returncode
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
