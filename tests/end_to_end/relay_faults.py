#!/usr/bin/env python3
"""What a relay can do to a sender."""
import collections
import time

from relay import Raw, Relay
from support import free_port, main
from truth import SEND, World


class Relays(World):
    """The fault, and the state that letters may be in afterwards."""

    FAULTS = {
        "banner 421": ({"CONNECT": "421 4.3.2 too busy"}, {"approved"}),
        "banner 554": ({"CONNECT": "554 no service here"}, {"approved"}),
        "banner is garbage": ({"CONNECT": Raw(b"SSH-2.0-OpenSSH_9.2\r\n", drop=True)}, {"approved"}),
        "EHLO garbage": ({"EHLO": Raw(b"\x00\xff garbage\r\n", drop=True), "HELO": Raw(b"?\r\n", drop=True)}, {"approved"}),
        "EHLO 421": ({"EHLO": "421 4.3.2 closing"}, {"approved"}),
        "MAIL 421": ({"MAIL": "421 4.3.2 closing"}, {"approved"}),
        "MAIL 451": ({"MAIL": "451 4.3.0 later"}, {"approved"}),
        "MAIL 452": ({"MAIL": "452 4.3.1 no room"}, {"approved"}),
        "MAIL 550 5.7.1": ({"MAIL": "550 5.7.1 sender refused"}, {"held"}),
        "MAIL 552 5.3.4": ({"MAIL": "552 5.3.4 too large"}, {"held"}),
        "RCPT 421": ({"RCPT": "421 4.7.0 slow down"}, {"approved"}),
        "RCPT 450": ({"RCPT": "450 4.2.0 greylisted"}, {"approved"}),
        "RCPT 452 too many": ({"RCPT": "452 4.5.3 too many recipients"}, {"approved"}),
        "RCPT 550 5.1.1": ({"RCPT": "550 5.1.1 no such user"}, {"rejected"}),
        "RCPT 550 5.7.1": ({"RCPT": "550 5.7.1 blocked"}, {"held"}),
        "DATA 451": ({"DATA": "451 4.3.0 later"}, {"approved"}),
        "DATA 554": ({"DATA": "554 5.7.1 no"}, {"held"}),
        "dot 451": ({".": "451 4.3.0 later"}, {"approved"}),
        "dot 452": ({".": "452 4.3.1 disk full"}, {"approved"}),
        "dot 552": ({".": "552 5.3.4 too large"}, {"held"}),
        "dot 554 5.7.1": ({".": "554 5.7.1 looks like spam"}, {"held"}),
        "drop before DATA is answered": ({"DATA": Raw(drop=True)}, {"approved"}),
        "drop after the final dot": ({".": Raw(drop=True)}, {"unknown"}),
        "reply to the dot cut in half": ({".": Raw(b"250 2.0", drop=True)}, {"unknown"}),
        "reply to the dot never comes": ({".": Raw(b"2")}, {"unknown"}),
        "reply of ten megabytes": ({"RCPT": Raw(b"250-" + b"x" * 10_000_000 + b"\r\n", drop=True)}, {"approved"}),
        "ten megabytes of lines": ({"MAIL": Raw(b"250-x\r\n" * 1_400_000, drop=True)}, {"approved"}),
    }

    def test_each(self):
        for name, (replies, wanted) in self.FAULTS.items():
            with self.subTest(name):
                relay = Relay(self, dict(replies))
                desk = self.desk(relay.route, 5)
                ran = desk.json(*SEND, expect=None)
                self.assertEqual(ran["accepted"], 0)
                states = set(self.states(desk))
                self.assertTrue(wanted <= states and states <= wanted | {"approved"}, f"{states} {ran}")
                self.truth(desk, relay)
                self.heal(desk, relay)

    def test_a_connection_that_breaks_within_the_message_loses_and_repeats_nothing(self):
        broken = collections.Counter()

        def sometimes(_):
            broken["all"] += 1
            return Raw(drop=True) if broken["all"] % 4 == 1 else None

        relay = Relay(self, {"BODY": sometimes})
        desk = self.desk(relay.route, 12)
        desk.json(*SEND, expect=None)
        self.assertGreater(broken["all"], 1)
        self.assertLessEqual(set(self.states(desk)), {"accepted", "approved", "unknown"})
        self.truth(desk, relay)
        self.heal(desk, relay)

    def test_a_relay_that_answers_a_byte_at_a_time_is_borne_while_it_is_in_time(self):
        relay = Relay(self, {"RCPT": Raw(b"250 2.1.5 Ok\r\n", slowly=0.01)})
        desk = self.desk(relay.route, 4)
        self.assertEqual(desk.json(*SEND)["accepted"], 4)
        self.truth(desk, relay)

    def test_a_relay_that_takes_an_hour_for_a_line_is_given_up_in_time(self):
        relay = Relay(self, {"RCPT": Raw(b"250 " + b"x" * 40, slowly=0.3)})
        desk = self.desk(relay.route, 2, timeout={"rcpt": 1})
        began = time.monotonic()
        self.assertEqual(desk.json(*SEND, expect=None)["accepted"], 0)
        self.assertLess(time.monotonic() - began, 30)
        self.truth(desk, relay)

    def test_nobody_listens_and_no_such_name(self):
        for route in (f"smtp://127.0.0.1:{free_port()}", "smtp://no-such-host.invalid:25"):
            with self.subTest(route):
                desk = self.desk(route, 8, tls="never", domain_groups="none")
                ran = desk.run(*SEND, expect=1)
                self.assertIn("stopped: smtp://", ran.out)
                self.assertEqual(self.states(desk), {"approved": 8})
                relay = Relay(self)
                self.truth(desk, relay)
                desk.deliver(route=relay.route)
                self.heal(desk, relay)

    def test_starttls_stripped_stops_the_route_before_any_letter(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 5, tls="required")
        self.assertIn("STARTTLS", desk.run(*SEND, expect=1).out)
        self.assertEqual((relay.taken, relay.sessions), ([], 1), "one attempt is enough")
        self.assertEqual(self.states(desk), {"approved": 5})
        self.truth(desk, relay)

    def test_a_letter_beyond_the_relays_size_is_held_before_it_is_sent(self):
        relay = Relay(self, {"EHLO": Raw(b"250-relay.example\r\n250 SIZE 1000\r\n")})
        desk = self.desk(relay.route, 3)
        desk.json(*SEND, expect=3)
        self.assertEqual(self.states(desk), {"held": 3})
        self.assertFalse([c for c in relay.commands if c.startswith("MAIL")])
        self.truth(desk, relay)

    def test_down_for_a_day_and_then_given_up_at_the_deadline(self):
        desk = self.desk(f"smtp://127.0.0.1:{free_port()}", 8)
        desk.run(*SEND, expect=1)
        relay = Relay(self)
        desk.deliver(route=relay.route)
        desk.sql("UPDATE letter SET next_attempt = ''")
        sent = desk.json("send", "--today", "2026-11-22")  # a day later: they go
        self.assertEqual(sent["accepted"], 8)
        self.truth(desk, relay)
        # Another run, whose relay stays away until the letters' dates are too old: cancelled, and proposed anew.
        away = self.desk(f"smtp://127.0.0.1:{free_port()}", 3)
        away.run(*SEND, expect=3)
        away.sql("UPDATE letter SET next_attempt = ''")
        away.deliver(route=relay.route)
        away.import_rows("payments", [{"reference": "P1", "debtor": "K0001", "date": "2026-12-01", "amount": "0.01", "currency": "CNY"}], day="2026-12-01")
        sent = away.json("run", "--today", "2026-12-01", expect=None)["sent"]
        self.assertEqual((sent["cancelled"], sent["accepted"]), (3, 0))
        self.assertEqual({e["kind"] for e in away.events("K0002", "cancelled")}, {"cancelled"})
        self.assertEqual(away.json("run", "--today", "2026-12-01", expect=None)["sent"]["accepted"], 3)


if __name__ == "__main__":
    main()
