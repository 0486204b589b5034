#!/usr/bin/env python3
"""What a disk, another process, a signal or a limit can do to a sender."""
import errno
import resource
import signal
import socket
import sqlite3
import struct
import subprocess
import threading
import time

from relay import Relay
from support import LEDGER_DAY, Desk, end, eventually, import_ledger, main, small_ledger
from truth import SEND, TIMEOUTS, World


class Storage(World):
    def test_a_database_that_another_process_has_locked(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 20)
        relay.gate.clear()
        process = desk.start(*SEND)
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken))
        other = sqlite3.connect(desk.folder / "dunmail.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        relay.gate.set()
        told = process.stderr.readline()
        self.assertIn(b"waiting for the database", told)
        self.assertEqual(len(relay.ids()), 1, "no letter leaves without an intent on the disk")
        other.execute("ROLLBACK")
        other.close()
        out, err = process.communicate(timeout=90)
        self.assertEqual((process.returncode, err), (0, b""), out)
        self.assertEqual(self.states(desk), {"accepted": 20})
        self.truth(desk, relay)

    def test_a_disk_that_is_full_when_receipts_are_to_be_written(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 40)
        # No file of this process may grow beyond what the database has already: SQLite sees a write that fails.
        size = max(p.stat().st_size for p in desk.folder.glob("dunmail.db*"))
        limit = 300_000

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        process = desk.start(*SEND, preexec_fn=small_files)
        out, err = process.communicate(timeout=90)
        self.assertGreater(size, limit)
        self.assertEqual(process.returncode, 1, out + err)
        self.assertEqual(len(err.splitlines()), 1)
        sent = desk.json(*SEND, expect=None)
        self.assertEqual(self.states(desk)["accepted"] + self.states(desk)["unknown"], 40, sent)
        self.assertLessEqual(self.states(desk)["unknown"], 8)
        self.truth(desk, relay)


    def test_a_file_system_that_is_full_when_receipts_are_to_be_written(self):
        # Not a limit that the process has for itself, but a small file system that another file has filled up.
        relay = Relay(self)
        desk = Desk(self, route=relay.route, **TIMEOUTS)
        settings = (desk.folder / "dunmail.toml").read_text()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(desk.folder)], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest("no file system can be mounted here: " + mounted.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", str(desk.folder)], check=True)
        desk.write("dunmail.toml", settings)
        desk.know_years()
        desk.init()
        import_ledger(desk, small_ledger(40))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        # A sender starts, and the disk fills up while its first letter is on its way.
        relay.gate.clear()
        process = desk.start(*SEND)
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken))
        filler = desk.folder / "somebody-elses-file"
        with open(filler, "wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError as error:
                self.assertEqual(error.errno, errno.ENOSPC)
        relay.gate.set()
        out, err = process.communicate(timeout=90)
        self.assertEqual((process.returncode, len(err.splitlines())), (1, 1), out + err)
        self.assertRegex(err, b"full")
        self.assertLess(len(relay.ids()), 10, "without receipts it does not go on")
        again = desk.run(*SEND, expect=1)
        self.assertEqual(len(again.err.splitlines()), 1, again)
        self.assertEqual(len(relay.ids()), len(set(relay.ids())))
        filler.unlink()
        sent = desk.json(*SEND, expect=None)
        self.assertEqual(self.states(desk)["accepted"] + self.states(desk)["unknown"], 40, sent)
        self.assertLessEqual(self.states(desk)["unknown"], 8)
        self.truth(desk, relay)


class Signals(World):
    def test_a_first_signal_drains_and_leaves_nothing_in_doubt(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 40, timeout_seconds=60)
        relay.gate.clear()
        process = desk.start(*SEND, "--watch")
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken))
        process.send_signal(signal.SIGTERM)
        self.assertTrue(eventually(lambda: process.poll() is None, 1), "it waits for what is on its way")
        relay.gate.set()
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""), out)
        self.assertEqual(self.states(desk), {"accepted": 1, "approved": 39})
        self.truth(desk, relay)
        self.assertEqual(desk.json(*SEND)["accepted"], 39)
        self.truth(desk, relay)

    def test_a_second_signal_ends_at_once(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 10, timeout_seconds=60)
        relay.gate.clear()
        process = desk.start(*SEND, "--watch")
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken))
        process.send_signal(signal.SIGTERM)

        def ended():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            return process.poll() is not None

        self.assertTrue(eventually(ended, 10))
        self.assertEqual(process.returncode, -signal.SIGTERM)
        relay.gate.set()
        self.assertEqual(desk.json(*SEND, expect=3)["recovered"], 1)
        self.truth(desk, relay)

    def test_watching_sends_what_is_approved_later(self):
        relay = Relay(self)
        desk = Desk(self, route=relay.route, poll_seconds=1).init()
        import_ledger(desk, small_ledger(3))
        process = desk.start(*SEND, "--watch", "--json")
        self.addCleanup(end, process)
        desk.run("plan", "--today", LEDGER_DAY)  # reminders are automatic: the watch approves and sends them
        self.assertTrue(eventually(lambda: len(relay.ids()) == 3, 30))
        import_ledger(desk, small_ledger(2, first=10))
        desk.run("plan", "--today", LEDGER_DAY)
        self.assertTrue(eventually(lambda: len(relay.ids()) == 5, 30))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (0, b""), out)
        self.assertEqual(len(set(relay.ids())), 5)


class NameServer:
    """Answers every question for an MX record over UDP (RFC 1035) with one host; remembers the names."""

    def __init__(self, test, host):
        self.asked, self.socket = [], socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.data = struct.pack(">H", 10) + b"".join(bytes([len(label)]) + label.encode() for label in host.split(".")) + b"\0"
        test.addCleanup(self.socket.close)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                query, sender = self.socket.recvfrom(1500)
            except OSError:
                return
            end, labels = 12, []
            while query[end]:
                labels.append(query[end + 1 : end + 1 + query[end]].decode())
                end += query[end] + 1
            self.asked.append(".".join(labels).lower())
            answer = b"\xc0\x0c" + struct.pack(">HHIH", 15, 1, 60, len(self.data)) + self.data
            self.socket.sendto(query[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + query[12 : end + 5] + answer, sender)


class Limits(World):
    def test_companies_with_one_mail_provider_share_its_limits(self):
        relay = Relay(self)
        desk = Desk(self, route=relay.route, **TIMEOUTS).init()
        ledger = small_ledger(6)
        for n, contact in enumerate(ledger["contacts"]):
            contact["email"] = f"wang@company{n % 3}.example"
        import_ledger(desk, ledger)
        servers = NameServer(self, "mxbiz7.provider.example")
        desk.write("groups.toml", '[group.slow]\nmx = ["mxbiz*.provider.example"]\nconnections = 2\nper_minute = 120\nburst = 3\n')
        desk.deliver(domain_groups="groups.toml", mx_lookup=servers.address)
        began = time.monotonic()
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 6)
        # Three at once, and three more, one every half second. Each domain by itself would have had no wait at all.
        self.assertGreater(time.monotonic() - began, 1.4)
        self.assertEqual(sorted(servers.asked), ["company0.example", "company1.example", "company2.example"])
        self.assertEqual(desk.sql("SELECT domain, host FROM mail_host ORDER BY domain"), [(f"company{n}.example", "mxbiz7.provider.example") for n in range(3)])
        import_ledger(desk, {kind: [dict(row, **({"email": "li@company1.example"} if kind == "contacts" else {})) for row in rows] for kind, rows in small_ledger(1, first=50).items()})
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 1)
        self.assertEqual(len(servers.asked), 3, "what is known is not asked again")

    def test_an_hours_limit_holds_across_restarts_and_says_so(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 10, per_hour=4)
        sent = desk.json(*SEND)
        self.assertEqual((sent["accepted"], sent["waiting"]), (4, 6))
        self.assertIn("delivery.per_hour", str(sent["remarks"]))
        self.assertEqual(desk.json(*SEND)["accepted"], 0, "a restart forgets nothing")
        desk.deliver(per_hour=7)
        self.assertEqual(desk.json(*SEND)["accepted"], 3)
        desk.deliver(per_hour=0, per_day=9)
        self.assertEqual(desk.json(*SEND)["accepted"], 2)
        desk.deliver(per_day=0)
        self.assertEqual(desk.json(*SEND)["accepted"], 1)
        self.truth(desk, relay)

    def test_a_groups_burst_goes_at_once_and_the_rest_at_its_pace(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 8)
        desk.write("groups.toml", "[default]\nconnections = 2\nper_minute = 120\nburst = 5\n")
        desk.deliver(domain_groups="groups.toml")
        began = time.monotonic()
        self.assertEqual(desk.json(*SEND)["accepted"], 8)
        # Five at once, then one every half second: three more take 1.5 seconds at least.
        self.assertGreater(time.monotonic() - began, 1.4)
        self.truth(desk, relay)

    def test_outside_the_window_letters_wait_for_the_debtors_morning(self):
        relay = Relay(self)
        hour = int(time.strftime("%H", time.gmtime(time.time() + 8 * 3600)))  # in Shanghai
        closed = "00:00-01:00" if hour >= 2 else "12:00-13:00"
        desk = self.desk(relay.route, 3, window=closed)
        sent = desk.json(*SEND)
        self.assertEqual((sent["waiting"], sent["accepted"], relay.taken), (3, 0, []))
        for letter in desk.json("outbox")["letters"]:
            self.assertRegex(letter["next_attempt"], "T16:00:00Z" if hour >= 2 else "T04:00:00Z")
        desk.deliver(window="00:00-24:00")
        desk.sql("UPDATE letter SET next_attempt = ''")
        self.assertEqual(desk.json(*SEND)["accepted"], 3)
        self.truth(desk, relay)


class Clocks(World):
    def test_a_letter_that_would_begin_half_a_minute_after_its_intent_is_taken_back(self):
        # One connection: the first letter hangs at its final dot, and the next in turn waits behind it.
        relay = Relay(self)
        desk = self.desk(relay.route, 6, connections=1, timeout_seconds=60)
        taken = []

        def hang(argument):
            taken.append(argument)
            if len(taken) == 3:  # by then the route is proven, and two letters are without a receipt
                time.sleep(33)  # the half minute is the wall's: nothing puts a monotonic clock forward
            return None

        relay.replies["."] = hang
        desk.run(*SEND, expect=None, timeout=200)
        kinds = [e["kind"] for n in range(1, 7) for e in desk.events(f"K{n:04}", "attempted", "accepted", "deferred")]
        self.assertIn("deferred", kinds, "nothing was taken back")
        self.truth(desk, relay)
        self.assertEqual(self.states(desk), {"accepted": 6})


if __name__ == "__main__":
    main()
