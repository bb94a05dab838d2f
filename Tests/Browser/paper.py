"""Reads the words of a printed page (PDF) as Chromium writes it, with nothing but the standard library."""
import re
import unicodedata
import zlib

# Fonts draw these radicals and the characters alike, and a printed page tells the first that its font has.
RADICALS = str.maketrans("⻅⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻩⻬⻰", "见贝车长门青页风飞食马黄齐龙")


def plain(text):
    """Text with characters in place of radicals."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if 0x2E80 <= ord(sign) < 0x2FE0 else sign for sign in text
    ).translate(RADICALS)


class Paper:
    """A printed document: the size of its sheets and the words on each."""

    def __init__(self, bytes):
        self.parts = {
            int(number): body for number, body in re.findall(rb"(\d+) 0 obj\s(.*?)\sendobj", bytes, re.DOTALL)}
        self.sheets = [body for body in self.parts.values() if re.search(rb"/Type\s*/Page\b", body)]

    def size(self):
        """Width and height of the first sheet in millimetres."""
        box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", self.sheets[0]) or re.search(
            rb"/MediaBox\s*\[([^\]]*)\]", b" ".join(self.parts.values()))
        left, low, right, high = map(float, box.group(1).split())
        return round((right - left) / 72 * 25.4), round((high - low) / 72 * 25.4)

    def words(self):
        """The words of each sheet, without spaces: where they stand on it is not looked at."""
        return [self.text(sheet) for sheet in self.sheets]

    def text(self, sheet):
        fonts = {name: self.letters(int(font)) for name, font in re.findall(rb"/(F\d+)\s+(\d+) 0 R", self.fonts(sheet))}
        content = b"\n".join(
            self.stream(int(number)) for number in re.findall(rb"(\d+) 0 R", self.value(sheet, rb"/Contents")))
        words, letters = [], {}
        for name, text in re.findall(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>", content):
            if name:
                letters = fonts.get(name, {})
            else:
                signs = [int(text[at:at + 4], 16) for at in range(0, len(text), 4)]
                words.append("".join(letters.get(sign, "") for sign in signs))
        return plain(re.sub(r"\s", "", "".join(words)))

    def fonts(self, sheet):
        resources = self.value(sheet, rb"/Resources")
        reference = re.match(rb"\s*(\d+) 0 R", resources)
        return self.parts[int(reference.group(1))] if reference else sheet

    @staticmethod
    def value(body, name):
        return body[body.index(name) + len(name):].split(b"/", 1)[0]

    def stream(self, number):
        body = self.parts[number]
        packed = body[body.index(b"stream") + 6:].lstrip(b"\r\n")
        return zlib.decompressobj().decompress(packed) if b"/FlateDecode" in body else packed

    def letters(self, font):
        """What each sign of a font stands for (ToUnicode)."""
        found = re.search(rb"/ToUnicode (\d+) 0 R", self.parts[font])
        if not found:
            return {}
        known, table = {}, self.stream(int(found.group(1)))
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
            for sign, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
                known[int(sign, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
            for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
                for sign in range(int(first, 16), int(last, 16) + 1):
                    known[sign] = chr(int(text, 16) + sign - int(first, 16))
        return known
