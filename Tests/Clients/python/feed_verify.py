#!/usr/bin/env python3
"""Checks the public log of a credit feed as a stranger, from its specification alone (Topics/feed.md; RFC 6962; C2SP
tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature). Needs nothing but the standard library.

    feed_verify.py URL --key VKEY [--witness VKEY]... [--witnesses N]

Exit code 0: everything holds; 2: something does not, told line by line; 1: the feed cannot be read.
"""
import argparse
import base64
import datetime
import hashlib
import json
import struct
import sys
import urllib.error
import urllib.request

# Ed25519 (RFC 8032), verification only.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def decompress(data):
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, first = decompress(public), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or first is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = multiply(scalar, BASE), add(first, multiply(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# Signed notes and checkpoints.


class Wrong(Exception):
    """What the feed serves does not hold."""


def read_key(text, kind):
    name, key_id, encoded = text.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    made = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[0] != kind or len(raw) != 33 or made.hex() != key_id:
        raise SystemExit(f"not a key of kind {kind}: {text}")
    return name, made, raw[1:]


def read_note(note):
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise Wrong("the checkpoint is no signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        if dash != "\u2014":
            raise Wrong("a line under the note is no signature")
        raw = base64.b64decode(encoded, validate=True)
        signatures.append((name, raw[:4], raw[4:]))
    return text + "\n", signatures


def read_checkpoint(note, key):
    text, signatures = read_note(note)
    name, key_id, public = key
    if not any(n == name and i == key_id and is_signed(public, text.encode(), s) for n, i, s in signatures):
        raise Wrong("the checkpoint is not signed by the key of the log")
    lines = text.split("\n")
    if lines[0] != name:
        raise Wrong(f"the checkpoint is of another log: {lines[0]}")
    return text, int(lines[1]), base64.b64decode(lines[2], validate=True), signatures


def witnesses_of(text, signatures, keys):
    good = set()
    for name, key_id, public in keys:
        for other, other_id, signature in signatures:
            if other != name or other_id != key_id or len(signature) != 72:
                continue
            (time,) = struct.unpack(">Q", signature[:8])
            if is_signed(public, f"cosignature/v1\ntime {time}\n{text}".encode(), signature[8:]):
                good.add(name)
    return sorted(good)


# The tree.


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def tree_root(hashes):
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node(tree_root(hashes[:split]), tree_root(hashes[split:]))


def root_by_path(entry, index, size, path):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        return None
    fn, sn, result = index, size - 1, leaf_hash(entry)
    for sibling in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            result = node(sibling, result)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node(result, sibling)
        fn, sn = fn >> 1, sn >> 1
    return result if sn == 0 else None


def tile_path(kind, index, width):
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03d}")
    return f"/log/tile/{kind}/" + "/".join(groups) + ("" if width == 256 else f".p/{width}")


def read_bundle(data):
    entries, offset = [], 0
    while offset < len(data):
        (length,) = struct.unpack_from(">H", data, offset)
        entries.append(data[offset + 2 : offset + 2 + length])
        offset += 2 + length
    return entries


def read_entry(data):
    magic = b"liandong-log-1\n"
    if not data.startswith(magic):
        raise Wrong("an entry is none of this log")
    fields, offset = [], len(magic)
    while offset < len(data):
        (length,) = struct.unpack_from(">I", data, offset)
        fields.append(data[offset + 4 : offset + 4 + length])
        offset += 4 + length
    if len(fields) != 6 or offset != len(data):
        raise Wrong("an entry has not six fields")
    index, version, time = (int.from_bytes(fields[n], "big") for n in (0, 2, 4))
    return {
        "index": index, "publication": fields[1].decode(), "version": version, "kind": fields[3].decode(),
        "time": time, "commitment": fields[5],
    }


# Records.

WITHHELD = object()


def shown_channels(record):
    return [c for c in record.get("channels", [record]) if c.get("standing", "published") == "published"]


def stands(record):
    return "payload" in record and bool(shown_channels(record))


def last_day(record):
    days = [channel.get("maxUntil") for channel in shown_channels(record)]
    return None if None in days else max(days, default=None)


# The feed.


class Feed:
    def __init__(self, url, key, witnesses, today):
        self.url, self.key, self.witness_keys = url.rstrip("/"), key, witnesses
        self.wrong, self.newer = [], set()
        self.today = today
        day = datetime.date.fromisoformat(today)
        # Clocks may differ about midnight.
        self.day_before = (day - datetime.timedelta(days=1)).isoformat()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return answer.read()

    def json(self, path):
        return json.loads(self.get(path))

    def tree(self, size):
        entries, hashes = [], []
        for index in range((size + 255) // 256):
            width = min(256, size - index * 256)
            bundle = read_bundle(self.get(tile_path("entries", index, width)))
            if len(bundle) != width:
                raise Wrong(f"bundle {index} has {len(bundle)} entries and not {width}")
            entries += bundle
        hashes = [leaf_hash(entry) for entry in entries]
        level, row = 0, hashes
        while row:
            for index in range((len(row) + 255) // 256):
                part = row[index * 256 : index * 256 + 256]
                if self.get(tile_path(level, index, len(part))) != b"".join(part):
                    raise Wrong(f"tile {index} of level {level} is not what the entries make")
            row = [tree_root(row[n : n + 256]) for n in range(0, len(row) - len(row) % 256, 256)]
            level += 1
        return entries, tree_root(hashes)

    def fold(self, entries):
        latest, position, withheld = {}, 0, []
        while position < len(entries):
            items = self.json(f"/api/v1/log/contents?limit=500&from={position}")["items"]
            if not items:
                raise Wrong(f"there is no content from {position} on")
            for item in items[: len(entries) - position]:
                entry = entries[position]
                if entry["index"] != position:
                    raise Wrong(f"entry {position} says that it is {entry['index']}")
                ended = item.get("ended")
                if isinstance(ended, int) and ended > position:
                    # Not served, since a later entry ends the publication; one that is not covered yet is newer.
                    if ended >= len(entries):
                        self.newer.add(entry["publication"])
                    else:
                        withheld.append(position)
                    latest[entry["publication"]] = (position, WITHHELD)
                    position += 1
                    continue
                record = self.record(item, entry)
                before = latest.get(entry["publication"])
                # What is erased by law is erased with all that was said before it.
                if record is None and before and before[1] is not None:
                    self.wrong.append(f"entry {position} is erased, and entry {before[0]} of the same item is not")
                latest[entry["publication"]] = (position, record)
                position += 1
        for position in withheld:
            newest = latest[entries[position]["publication"]][1]
            if newest is WITHHELD or (newest is not None and stands(newest)):
                self.wrong.append(f"entry {position} is kept back as ended, and nothing ends it")
        return latest

    def record(self, item, entry):
        if item.get("erased"):
            return None
        salt, content = base64.b64decode(item["salt"]), item["content"].encode()
        if hashlib.sha256(salt + content).digest() != entry["commitment"]:
            self.wrong.append(f"what entry {entry['index']} said was changed ({entry['publication']})")
            return None
        record = json.loads(content)
        if record["publicationId"] != entry["publication"]:
            self.wrong.append(f"entry {entry['index']} speaks of another publication")
        if record["action"] == "withdraw" and not (record.get("reasonCode") and record.get("reason")):
            self.wrong.append(f"{entry['publication']} was withdrawn without a reason")
        return record

    def listed(self):
        cursor, items = None, []
        while True:
            page = self.json("/api/v1/publications?limit=500" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("nextCursor")
            if not cursor:
                return items

    def compare(self, latest, size):
        seen = set()
        for item in self.listed():
            name = item["publicationId"]
            if name in seen:
                self.wrong.append(f"{name} is listed twice")
            seen.add(name)
            if item.get("logIndex", size) >= size:
                self.newer.add(name)
                continue
            index, record = latest.get(name, (None, None))
            if index != item["logIndex"] or record is None or record is WITHHELD:
                self.wrong.append(f"{name} is listed, and the log does not say so")
                continue
            if "lastDay" in item:
                # Its last day is past, and the letter that stops it is on its way.
                if not stands(record) or last_day(record) != item["lastDay"] or "payload" in item:
                    self.wrong.append(f"{name} is listed as over, and entry {index} does not say so")
                elif item["lastDay"] > self.today:
                    self.wrong.append(f"{name} is listed as over before its last day")
                continue
            if stands(record) and (last_day(record) or "9") < self.day_before:
                self.wrong.append(f"{name} is listed behind its last day")
            beside = {"effectiveAt", "responsibleAgency", "logIndex"}
            if {k: v for k, v in item.items() if k not in beside} != record:
                self.wrong.append(f"{name} is listed with other words than entry {index} has")
        for name, (index, record) in latest.items():
            if record is not None and record is not WITHHELD and record["action"] != "withhold" and name not in seen:
                self.wrong.append(f"{name} is in entry {index}, and not listed")
        return len(seen), len(self.newer)

    def proofs(self, latest):
        for name in sorted(latest)[:20]:
            proof = self.json(f"/api/v1/publications/{name}/proof")
            _, size, root, _ = read_checkpoint(proof["checkpoint"], self.key)
            entry = base64.b64decode(proof["leaf"])
            path = [base64.b64decode(hash_) for hash_ in proof["path"]]
            told = read_entry(entry)
            if told["publication"] != name or root_by_path(entry, told["index"], size, path) != root:
                self.wrong.append(f"the proof of {name} does not lead to the signed root")

    def check(self, required):
        text, size, root, signatures = read_checkpoint(self.get("/log/checkpoint").decode(), self.key)
        witnesses = witnesses_of(text, signatures, self.witness_keys)
        if len(witnesses) < required:
            self.wrong.append(f"{len(witnesses)} witnesses have signed, {required} are required")
        raw, made = self.tree(size)
        if made != root:
            raise Wrong("the entries do not make the signed root")
        entries = [read_entry(data) for data in raw]
        latest = self.fold(entries)
        listed, newer = self.compare(latest, size)
        self.proofs(latest)
        return {"size": size, "witnesses": witnesses, "publications": len(latest), "listed": listed, "newer": newer}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--key", required=True)
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--witnesses", type=int, default=0)
    china = datetime.timezone(datetime.timedelta(hours=8))
    parser.add_argument("--today", default=datetime.datetime.now(china).date().isoformat())
    options = parser.parse_args()
    witnesses = [read_key(text, 4) for text in options.witness]
    feed = Feed(options.url, read_key(options.key, 1), witnesses, options.today)
    try:
        report = feed.check(options.witnesses)
    except Wrong as wrong:
        report = {}
        feed.wrong.append(str(wrong))
    except (urllib.error.URLError, OSError) as error:
        print(f"the feed cannot be read: {error}", file=sys.stderr)
        return 2 if isinstance(error, urllib.error.HTTPError) else 1
    except (ValueError, KeyError, struct.error) as error:
        report = {}
        feed.wrong.append(f"what the feed serves cannot be read: {error!r}")
    report["wrong"] = feed.wrong
    print(json.dumps(report, ensure_ascii=False))
    return 2 if feed.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
