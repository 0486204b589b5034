"""A mail relay for tests, in threads: says what it is told to say and remembers what it took."""
import base64
import pathlib
import socketserver
import subprocess
import threading
import time
from email import message_from_bytes, policy


class Taken:
    """A message that was taken: after its final dot, before the reply to it."""

    def __init__(self, sender, recipient, raw, session):
        self.sender, self.recipient, self.raw, self.session = sender, recipient, raw, session
        self.mail = message_from_bytes(raw, policy=policy.default)
        self.id = str(self.mail["Message-ID"]).strip("<>")


class Raw:
    """An answer that is no line: bytes as they are, `slowly` one at a time; then perhaps the end of the connection."""

    def __init__(self, data=b"", drop=False, slowly=0.0):
        self.data, self.drop, self.slowly = data, drop, slowly


class Relay:
    """`replies` maps a command in capitals ("RCPT", "MAIL", "EHLO", "." for the final dot, "CONNECT") to a reply, or to a
    function of its argument that gives one or None, or to a Raw; "BODY" is asked when the 354 is out. What is not there is answered as usual. `pause` is slept between taking
    a message and answering. `gate`, once cleared, stops every answer to a final dot."""

    def __init__(self, test, replies=None, pause=0.0, tls=None, password=None):
        self.replies, self.pause, self.tls, self.password = replies or {}, pause, tls, password
        self.taken, self.sessions, self.commands, self.logins = [], 0, [], []
        self.gate = threading.Event()
        self.gate.set()
        self.lock = threading.Lock()
        relay = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                with relay.lock:
                    relay.sessions += 1
                    number = relay.sessions
                session = Session(relay, self, number)
                try:
                    session.run()
                except OSError:
                    pass  # a client that was killed
                finally:
                    session.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.route = f"smtp://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        test.addCleanup(self.close)

    def close(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()

    def ids(self):
        with self.lock:
            return [t.id for t in self.taken]


class Session:
    def __init__(self, relay, handler, number):
        self.relay, self.handler, self.number = relay, handler, number
        self.reader, self.writer = handler.rfile, handler.wfile
        self.encrypted = None

    def close(self):
        if self.encrypted:
            for each in (self.reader, self.writer, self.encrypted):
                try:
                    each.close()
                except OSError:
                    pass

    def say(self, text):
        if isinstance(text, Raw):
            return self.say_raw(text)
        self.writer.write(text.encode() + b"\r\n")
        self.writer.flush()

    def say_raw(self, raw):
        for i in range(0, len(raw.data), 1 if raw.slowly else len(raw.data) or 1):
            self.writer.write(raw.data[i : i + 1] if raw.slowly else raw.data)
            self.writer.flush()
            time.sleep(raw.slowly)
        if raw.drop:
            raise ConnectionAbortedError

    def told(self, command, argument=""):
        answer = self.relay.replies.get(command)
        return answer(argument) if callable(answer) else answer

    def run(self):
        self.say(self.told("CONNECT") or "220 relay.example ESMTP")
        sender = recipient = None
        while line := self.reader.readline():
            text = line.decode("latin-1").rstrip("\r\n")
            command, _, argument = text.partition(" ")
            command = command.upper()
            with self.relay.lock:
                self.relay.commands.append(text)
            if answer := self.told(command, argument):
                self.say(answer)
                if isinstance(answer, str) and answer.startswith("421"):
                    return
            elif command == "EHLO":
                self.ehlo()
            elif command == "STARTTLS":
                self.say("220 2.0.0 ready")
                self.start_tls()
            elif command == "AUTH":
                self.auth(argument)
            elif command == "MAIL":
                sender = argument.partition("<")[2].partition(">")[0]
                self.say("250 2.1.0 Ok")
            elif command == "RCPT":
                recipient = argument.partition("<")[2].partition(">")[0]
                self.say("250 2.1.5 Ok")
            elif command == "DATA":
                self.say("354 go on")
                self.data(sender, recipient)
            elif command == "QUIT":
                return self.say("221 2.0.0 bye")
            else:
                self.say("250 2.0.0 Ok")

    def ehlo(self):
        offers = ["relay.example", "PIPELINING", "SIZE 20000000", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN"]
        if self.relay.tls and not self.encrypted:
            offers.append("STARTTLS")
        if self.relay.password and (self.encrypted or not self.relay.tls):
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self.say("250-" + offer)
        self.say("250 " + offers[-1])

    def start_tls(self):
        connection = self.relay.tls.wrap_socket(self.handler.connection, server_side=True)
        self.reader, self.writer, self.encrypted = connection.makefile("rb"), connection.makefile("wb"), connection

    def auth(self, argument):
        _, _, initial = argument.partition(" ")
        if not initial:
            self.say("334 ")
            initial = self.reader.readline().decode().strip()
        _, user, password = base64.b64decode(initial).decode().split("\0")
        self.relay.logins.append((user, bool(self.encrypted)))
        self.say("235 2.7.0 welcome" if password == self.relay.password else "535 5.7.8 wrong user name or password")

    def data(self, sender, recipient):
        lines = []
        if answer := self.told("BODY"):
            self.reader.read(1000)  # some of it has come
            self.say(answer)
        while (line := self.reader.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            return
        if answer := self.told("."):
            return self.say(answer)
        taken = Taken(sender, recipient, b"".join(lines), self.number)
        with self.relay.lock:
            self.relay.taken.append(taken)
            count = len(self.relay.taken)
        time.sleep(self.relay.pause)
        self.relay.gate.wait(60)
        self.say(f"250 2.0.0 Ok: queued as Q{count:05}")


def certificate(folder):
    """A self-signed certificate for 127.0.0.1 that lasts a day: its file and its key's."""
    key, cert = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
                    "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)
    return str(cert), str(key)
