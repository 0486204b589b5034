"""Pictures of PDF pages for people to look at: pdftoppm renders, this puts them side by side and writes PNG."""
import struct
import subprocess
import zlib


class Picture:
    """Rows of RGB bytes."""

    def __init__(self, width, height, colour=b"\xff\xff\xff"):
        self.width, self.height = width, height
        self.rows = [bytearray(colour * width) for _ in range(height)]

    def paste(self, other, x, y):
        for k in range(max(0, min(other.height, self.height - y))):
            n = min(other.width, self.width - x)
            self.rows[y + k][3 * x:3 * (x + n)] = other.rows[k][:3 * n]

    def frame(self, x, y, width, height, colour=b"\xc8\xc8\xc8"):
        for row in (y, y + height - 1):
            self.rows[row][3 * x:3 * (x + width)] = colour * width
        for row in range(y, y + height):
            for column in (x, x + width - 1):
                self.rows[row][3 * column:3 * column + 3] = colour

    def save(self, file):
        """256 colours: 128 greys, and a cube of 5 x 5 x 5 for the rest; text on paper needs no more."""
        palette = [(round(g * 255 / 127),) * 3 for g in range(128)]
        palette += [(r * 255 // 4, g * 255 // 4, b * 255 // 4) for r in range(5) for g in range(5) for b in range(5)]
        seen, rows = {}, []
        for row in self.rows:
            line = bytearray(1)  # no filter: with few colours, deflate alone does best
            for k in range(0, len(row), 3):
                pixel = bytes(row[k:k + 3])
                index = seen.get(pixel)
                if index is None:
                    r, g, b = pixel
                    grey = max(pixel) - min(pixel) < 14
                    index = (r + g + b) * 127 // 765 if grey else 128 + (r + 32) // 64 * 25 + (g + 32) // 64 * 5 + (b + 32) // 64
                    seen[pixel] = index
                line.append(index)
            rows.append(bytes(line))

        def chunk(tag, data):
            return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

        with open(file, "wb") as out:
            out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0))
                      + chunk(b"PLTE", b"".join(bytes(c) for c in palette))
                      + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


def pages(pdf, width=None, dpi=None, last=None):
    """The pages of a PDF as pictures, `width` pixels wide or at `dpi`."""
    command = ["pdftoppm", "-q", "-aa", "yes", "-aaVector", "yes"]
    command += ["-scale-to-x", str(width), "-scale-to-y", "-1"] if width else ["-r", str(dpi)]
    command += ["-l", str(last)] if last else []
    data = subprocess.run(command + [str(pdf)], capture_output=True, check=True).stdout
    out, at = [], 0
    while at < len(data):
        fields, end = [], at
        while len(fields) < 4:  # P6, width, height, 255, each behind one white space
            stop = end
            while data[stop:stop + 1] not in (b" ", b"\n"):
                stop += 1
            fields.append(data[end:stop])
            end = stop + 1
        w, h = int(fields[1]), int(fields[2])
        picture = Picture(0, 0)
        picture.width, picture.height = w, h
        picture.rows = [bytearray(data[end + 3 * w * k:end + 3 * w * (k + 1)]) for k in range(h)]
        out.append(picture)
        at = end + 3 * w * h
    return out


def beside(pictures, gap=12, edge=12, colour=b"\xec\xec\xec"):
    """Pictures in a row on grey, each with a hairline around it."""
    out = Picture(sum(p.width for p in pictures) + gap * (len(pictures) - 1) + 2 * edge,
                  max(p.height for p in pictures) + 2 * edge, colour)
    x = edge
    for picture in pictures:
        out.paste(picture, x, edge)
        out.frame(x - 1, edge - 1, picture.width + 2, picture.height + 2)
        x += picture.width + gap
    return out
