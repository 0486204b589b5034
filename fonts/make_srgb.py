#!/usr/bin/env python3
"""Writes fonts/srgb.icc, the colour profile that letters embed:  fonts/make_srgb.py [--check]

sRGB (IEC 61966-2-1) as an ICC profile of version 2.1, which PDF 1.4 and PDF/A-1 can read: three primaries adapted to
D50 and one curve of 96 points for all three. The usual files hold 1,024 points or more; against the formula this one is
off by less than a tenth of one step of 255. It was made from the standard's own figures, so no licence comes with it.
"""
import pathlib
import struct
import sys

POINTS = 96
FILE = pathlib.Path(__file__).with_name("srgb.icc")
WHITE = (0.9505, 1.0, 1.0891)  # D65, in the standard's own digits
D50 = (0.9642, 1.0, 0.8249)
PRIMARIES = {"rXYZ": (0.43607, 0.22249, 0.01392), "gXYZ": (0.38515, 0.71687, 0.09708), "bXYZ": (0.14307, 0.06061, 0.71410)}


def linear(v):
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def fixed(values):
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def xyz(values):
    return b"XYZ \0\0\0\0" + fixed(values)


def profile():
    name = b"sRGB\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    copying = b"text\0\0\0\0CC0\0"
    curve = b"curv\0\0\0\0" + struct.pack(">I", POINTS)
    curve += b"".join(struct.pack(">H", round(linear(k / (POINTS - 1)) * 65535)) for k in range(POINTS))
    tags = [(b"desc", description), (b"cprt", copying), (b"wtpt", xyz(WHITE))]
    tags += [(tag.encode(), xyz(value)) for tag, value in PRIMARIES.items()]
    tags += [(b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    start = 128 + 4 + 12 * len(tags)
    table, data, placed = struct.pack(">I", len(tags)), b"", {}
    for tag, value in tags:
        if value not in placed:
            placed[value] = start + len(data)
            data += value + bytes(-len(value) % 4)
        table += tag + struct.pack(">II", placed[value], len(value))
    head = struct.pack(">I4sI4s4s4s", start + len(data), b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(4 + 4 + 4 + 4 + 8 + 4) + fixed(D50)
    return head + bytes(128 - len(head)) + table + data


if __name__ == "__main__":
    made = profile()
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if FILE.read_bytes() == made else f"{FILE.name} is not what this script makes")
    FILE.write_bytes(made)
