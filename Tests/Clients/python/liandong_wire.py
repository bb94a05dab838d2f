"""The wire format of Liandong as Topics/README.md tells it: leaves, trees, root statements, records, documents.

Pure functions; needs only `cryptography`. Every function here is checked against Topics/vectors by vectors_test.py.
"""

import base64
import hashlib
import hmac
import json
import re
import time as clock
from collections import namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAXIMUM_RECORD = 1_000_000
MAXIMUM_BODY = 900_000
LEAF_MAGIC = b"liandong-leaf-1\n"
ROOT_MAGIC = b"liandong-root-1\n"
PACKED_MAGIC = b"liandong-envelope-1\n"
DOCUMENT_MAGIC = b"liandong-document-1\n"
SEALED_MAGIC = b"liandong-sealed-1\n"
SEAL_CONTEXT_MAGIC = b"liandong-seal-context-1\n"
SEAL_WRAP_MAGIC = b"liandong-seal-wrap-1\n"
SEALED_TYPE = "application/vnd.liandong.sealed"
SEAL_SUITE = "hpke-x25519-aes256gcm"
SUITE = "ed25519-sha256"
TOLERANCE = 10 * 60 * 1000
ZERO = bytes(32)

# Name and kind of each leaf field, in the order of their bytes: t text, n number (8 bytes), b raw bytes.
LEAF_FIELDS = [
    ("stream", "t"), ("number", "n"), ("previous", "b"), ("epoch", "n"), ("letter", "t"), ("salt", "b"),
    ("type", "t"), ("case", "t"), ("subject", "t"), ("to", "t"), ("cause", "t"), ("classification", "t"),
    ("contentType", "t"), ("directoryVersion", "n"), ("ruleSetVersion", "t"), ("time", "n"), ("bodyLength", "n"),
    ("bodyDigest", "b"),
]
ROOT_FIELDS = [
    ("suite", "t"), ("office", "t"), ("keyId", "t"), ("epoch", "n"), ("instance", "n"), ("time", "n"),
    ("leafCount", "n"), ("root", "b"),
]

Writer = namedtuple("Writer", "epoch instance")
Envelope = namedtuple("Envelope", "leaf leaf_bytes index path root root_bytes signature body")


class Fault(Exception):
    """A record or document that is not taken; `code` is the reason code of the quarantine."""

    def __init__(self, code, text=""):
        super().__init__(f"{code} {text}".strip())
        self.code = code


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# Fields

def field(content):
    return len(content).to_bytes(4, "big") + content


def number(value):
    return value.to_bytes(8, "big")


def encode(magic, fields, values):
    encoders = {"t": lambda value: value.encode(), "n": number, "b": bytes}
    return magic + b"".join(field(encoders[kind](values[name])) for name, kind in fields)


def split(magic, data):
    """The fields behind the magic; a short, over-long or trailing byte is a fault."""
    if not data.startswith(magic):
        raise Fault("ENVELOPE_UNREADABLE", "another magic")
    fields, offset = [], len(magic)
    while offset < len(data):
        end = offset + 4 + int.from_bytes(data[offset:offset + 4], "big")
        if offset + 4 > len(data) or end > len(data):
            raise Fault("ENVELOPE_UNREADABLE", "a field is cut")
        fields.append(data[offset + 4:end])
        offset = end
    return fields


def decode(magic, fields, data):
    parts = split(magic, data)
    if len(parts) != len(fields):
        raise Fault("ENVELOPE_UNREADABLE", "another count of fields")
    values = {}
    for (name, kind), content in zip(fields, parts):
        if kind == "n":
            if len(content) != 8:
                raise Fault("ENVELOPE_UNREADABLE", name)
            values[name] = int.from_bytes(content, "big")
        elif kind == "t":
            try:
                values[name] = content.decode()
            except UnicodeDecodeError:
                raise Fault("ENVELOPE_UNREADABLE", name)
        else:
            values[name] = content
    return values


def leaf_bytes(leaf):
    return encode(LEAF_MAGIC, LEAF_FIELDS, leaf)


def leaf_hash(data):
    return sha256(b"\x00", data)


def read_leaf(data):
    leaf = decode(LEAF_MAGIC, LEAF_FIELDS, data)
    sizes = len(leaf["previous"]) == 32 and len(leaf["salt"]) == 16 and len(leaf["bodyDigest"]) == 32
    if not sizes or not STREAM.fullmatch(leaf["stream"]) or not ULID.fullmatch(leaf["letter"]):
        raise Fault("ENVELOPE_UNREADABLE", "leaf")
    if not TYPE.fullmatch(leaf["type"]) or leaf["classification"] not in CLASSIFICATIONS:
        raise Fault("ENVELOPE_UNREADABLE", "leaf")
    return leaf


CLASSIFICATIONS = ["public", "internal", "sensitivePI", "workSecret", "stateSecret"]
STREAM = re.compile(
    r"[a-z0-9.-]{1,64}/(?P<office>[0-9]{6}-[a-z0-9-]+)/"
    r"(?P<topic>direct\.[0-9]{6}-[a-z0-9-]+|lists|measures|publications|checkpoints)/[1-9][0-9]{0,3}/[0-9]{1,4}")
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
TYPE = re.compile(r"[A-Za-z.]{1,64}/[1-9][0-9]{0,2}")


# Sealed bodies: HPKE (RFC 9180) in base mode, one content key wrapped for each reader

def seal_context(namespace, office, letter, type_, case):
    """What is authenticated with every wrap and with the content."""
    return SEAL_CONTEXT_MAGIC + b"".join(field(text.encode()) for text in [namespace, office, letter, type_, case])


def context_of(leaf):
    namespace, office = leaf["stream"].split("/")[:2]
    return seal_context(namespace, office, leaf["letter"], leaf["type"], leaf["case"])


def wrap_info(office, key_id):
    return SEAL_WRAP_MAGIC + field(office.encode()) + field(key_id.encode())


def read_sealed(data):
    """Suite, wraps (office, key id, encapsulated, wrapped) and content."""
    parts = split(SEALED_MAGIC, data)
    if len(parts) < 7 or len(parts[1]) != 8:
        raise Fault("SEAL_BROKEN", "form")
    count = int.from_bytes(parts[1], "big")
    if not 1 <= count <= 512 or len(parts) != 3 + 4 * count:
        raise Fault("SEAL_BROKEN", "form")
    wraps = []
    for start in range(2, 2 + 4 * count, 4):
        office, key_id, encapsulated, wrapped = parts[start:start + 4]
        wraps.append((office.decode(), key_id.decode(), encapsulated, wrapped))
    return parts[0].decode(), wraps, parts[-1]


def sealed_bytes(wraps, content):
    parts = [SEAL_SUITE.encode(), number(len(wraps))]
    for office, key_id, encapsulated, wrapped in wraps:
        parts += [office.encode(), key_id.encode(), encapsulated, wrapped]
    return SEALED_MAGIC + b"".join(field(part) for part in parts + [content])


def hkdf_extract(salt, secret):
    return hmac.new(salt or ZERO, secret, hashlib.sha256).digest()


def hkdf_expand(key, info, length):
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        output, counter = output + block, counter + 1
    return output[:length]


def labeled_extract(suite_id, salt, label, secret):
    return hkdf_extract(salt, b"HPKE-v1" + suite_id + label + secret)


def labeled_expand(suite_id, key, label, info, length):
    return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info, length)


def hpke_key(shared, encapsulated, public, info):
    """Key and nonce of the one message: DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, AES-256-GCM 0x0002."""
    kem = b"KEM" + bytes.fromhex("0020")
    extracted = labeled_extract(kem, b"", b"eae_prk", shared)
    secret = labeled_expand(kem, extracted, b"shared_secret", encapsulated + public, 32)
    suite = b"HPKE" + bytes.fromhex("002000010002")
    context = (b"\x00" + labeled_extract(suite, b"", b"psk_id_hash", b"")
               + labeled_extract(suite, b"", b"info_hash", info))
    schedule = labeled_extract(suite, secret, b"secret", b"")
    return (labeled_expand(suite, schedule, b"key", context, 32),
            labeled_expand(suite, schedule, b"base_nonce", context, 12))


def open_sealed(data, context, office, keys):
    """The body for `office`, whose private keys by id are `keys` (32 bytes each)."""
    suite, wraps, content = read_sealed(data)
    if suite != SEAL_SUITE:
        raise Fault("SEAL_BROKEN", "suite")
    own = [wrap for wrap in wraps if wrap[0] == office]
    if not own:
        raise Fault("SEAL_NOT_FOR_US")
    _, key_id, encapsulated, wrapped = own[0]
    if key_id not in keys:
        raise Fault("SEAL_KEY_UNKNOWN", key_id)
    try:
        private = X25519PrivateKey.from_private_bytes(keys[key_id])
        shared = private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
        key, nonce = hpke_key(
            shared, encapsulated, private.public_key().public_bytes_raw(), wrap_info(office, key_id))
        content_key = AESGCM(key).decrypt(nonce, wrapped, context)
        return AESGCM(content_key).decrypt(content[:12], content[12:], context)
    except (InvalidTag, ValueError):
        raise Fault("SEAL_BROKEN")


def seal_body(body, context, readers, random):
    """A sealed body for `readers` (office, key id, public key); `random(n)` gives n bytes nobody can guess."""
    content_key, wraps = random(32), []
    for office, key_id, public in sorted(readers):
        private = X25519PrivateKey.from_private_bytes(random(32))
        encapsulated = private.public_key().public_bytes_raw()
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        key, nonce = hpke_key(shared, encapsulated, public, wrap_info(office, key_id))
        wraps.append((office, key_id, encapsulated, AESGCM(key).encrypt(nonce, content_key, context)))
    nonce = random(12)
    return sealed_bytes(wraps, nonce + AESGCM(content_key).encrypt(nonce, body, context))


# Lines, trees, partitions

def seed(stream):
    """H(0)."""
    return sha256(stream.encode())


def extend(head, hash_of_leaf):
    """H(n) from H(n-1)."""
    return sha256(head, hash_of_leaf)


def node(left, right):
    return sha256(b"\x01", left, right)


def tree(hashes):
    """The root of RFC 6962 and each leaf's siblings from the bottom up."""
    if len(hashes) == 1:
        return hashes[0], [[]]
    split_at = 1
    while split_at * 2 < len(hashes):
        split_at *= 2
    left, left_paths = tree(hashes[:split_at])
    right, right_paths = tree(hashes[split_at:])
    paths = [path + [right] for path in left_paths] + [path + [left] for path in right_paths]
    return node(left, right), paths


def climb(hash_of_leaf, index, count, path):
    """The root a path leads to; None when its length does not fit."""
    if index >= count:
        return None
    last, value = count - 1, hash_of_leaf
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            value = node(sibling, value)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            value = node(value, sibling)
        index, last = index >> 1, last >> 1
    return value if last == 0 else None


def murmur2(key):
    mask, factor = 0xFFFFFFFF, 0x5BD1E995
    state = 0x9747B28C ^ len(key)
    whole = len(key) // 4 * 4
    for start in range(0, whole, 4):
        block = int.from_bytes(key[start:start + 4], "little") * factor & mask
        block = (block ^ block >> 24) * factor & mask
        state = state * factor & mask ^ block
    if len(key) > whole:
        state = (state ^ int.from_bytes(key[whole:], "little")) * factor & mask
    state = (state ^ state >> 13) * factor & mask
    return state ^ state >> 15


def partition(key, count):
    return (murmur2(key.encode()) & 0x7FFFFFFF) % count


# Words

def ulid(milliseconds, random):
    """26 characters from 48 bits of time and 10 random bytes."""
    value = milliseconds << 80 | int.from_bytes(random, "big")
    return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value >> shift & 31] for shift in range(125, -5, -5))


def now():
    return int(clock.time() * 1000)


def moment(milliseconds):
    seconds, rest = divmod(milliseconds + 8 * 3_600_000, 1000)
    return clock.strftime("%Y-%m-%dT%H:%M:%S", clock.gmtime(seconds)) + f".{rest:03d}+08:00"


def read_moment(text):
    """Milliseconds of the one form that documents of the registrar are written in."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", text):
        raise Fault("DIRECTORY_UNREADABLE", text)
    import calendar
    return calendar.timegm(clock.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) * 1000 + int(text[20:23]) - 8 * 3_600_000


def writer_text(writer):
    return f"{writer.epoch}.{writer.instance:016x}"


def read_writer(text):
    epoch, instance = text.split(".")
    return Writer(int(epoch), int(instance, 16))


def is_stale(writer, other):
    return writer.epoch < other.epoch or (writer.epoch == other.epoch and writer.instance != other.instance)


def person_token(version, key, text):
    code = hmac.new(key, text.encode(), "sha256").digest()[:16]
    return f"p{version}-" + base64.b32encode(code).decode().rstrip("=")


def unbase64(text):
    """Strict: one spelling for each byte string."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Fault("ENVELOPE_UNREADABLE", "base64")
    if base64.b64encode(data) != (text if isinstance(text, bytes) else text.encode()):
        raise Fault("ENVELOPE_UNREADABLE", "base64")
    return data


def read_json(data):
    """Strict UTF-8, no name twice."""
    def once(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)
    return json.loads(data.decode("utf-8"), object_pairs_hook=once)


def write_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# Records

def seal(items, key, office, key_id, writer, at):
    """Signs leaves together; `items` are (leaf bytes, body)."""
    root, paths = tree([leaf_hash(data) for data, _ in items])
    statement = {
        "suite": SUITE, "office": office, "keyId": key_id, "epoch": writer.epoch, "instance": writer.instance,
        "time": at, "leafCount": len(items), "root": root,
    }
    data = encode(ROOT_MAGIC, ROOT_FIELDS, statement)
    signature = key.sign(data)
    return [
        Envelope(read_leaf(leaf), leaf, index, paths[index], statement, data, signature, body)
        for index, (leaf, body) in enumerate(items)
    ]


def path_bytes(envelope):
    return number(envelope.index) + b"".join(envelope.path)


def copies(leaf, office):
    """The headers that repeat the leaf for tools which know CloudEvents only."""
    headers = [
        ("ce_specversion", "1.0"), ("ce_id", leaf["letter"]),
        ("ce_source", f"/{leaf['stream'].split('/')[0]}/{office}"), ("ce_type", leaf["type"]),
        ("ce_time", moment(leaf["time"])), ("ce_stream", leaf["stream"]), ("ce_number", str(leaf["number"])),
        ("content-type", leaf["contentType"]),
    ]
    if leaf["case"]:
        headers.append(("ce_subject", leaf["case"]))
    return [(name, value.encode()) for name, value in headers]


def headers(envelope):
    return copies(envelope.leaf, envelope.root["office"]) + [
        ("ce_leaf", base64.b64encode(envelope.leaf_bytes)), ("ce_path", base64.b64encode(path_bytes(envelope))),
        ("ce_root", base64.b64encode(envelope.root_bytes)), ("ce_sig", base64.b64encode(envelope.signature)),
    ]


def assemble(leaf_data, path_data, root_data, signature, body):
    if len(path_data) < 8 or (len(path_data) - 8) % 32 or len(path_data) > 8 + 32 * 40 or len(signature) > 256:
        raise Fault("ENVELOPE_UNREADABLE", "path or signature")
    path = [path_data[start:start + 32] for start in range(8, len(path_data), 32)]
    root = decode(ROOT_MAGIC, ROOT_FIELDS, root_data)
    envelope = Envelope(
        read_leaf(leaf_data), leaf_data, int.from_bytes(path_data[:8], "big"), path, root, root_data, signature, body)
    if envelope.leaf["bodyLength"] != len(body) or envelope.leaf["bodyDigest"] != sha256(body):
        raise Fault("HASH_MISMATCH")
    return envelope


def read_record(record_headers, body):
    """An envelope from headers and value, nothing in it verified yet."""
    record_headers = [(name, bytes(value or b"")) for name, value in record_headers or []]
    size = len(body) + sum(len(name.encode()) + len(value) for name, value in record_headers)
    if size > MAXIMUM_RECORD or len(body) > MAXIMUM_BODY:
        raise Fault("RECORD_TOO_LARGE")
    signed = []
    for name in ["ce_leaf", "ce_path", "ce_root", "ce_sig"]:
        values = [value for other, value in record_headers if other == name]
        if not values:
            raise Fault("ENVELOPE_UNREADABLE", name)
        signed.append(unbase64(values[0]))
    envelope = assemble(*signed, body)
    wanted = headers(envelope)
    known = {name for name, _ in wanted}
    if sorted(wanted) != sorted(pair for pair in record_headers if pair[0] in known):
        raise Fault("ENVELOPE_MISMATCH")
    return envelope


def pack(envelope):
    parts = [
        envelope.leaf_bytes, path_bytes(envelope), envelope.root_bytes, envelope.signature, envelope.body,
    ]
    return PACKED_MAGIC + b"".join(field(part) for part in parts)


def unpack(data):
    parts = split(PACKED_MAGIC, data)
    if len(parts) != 5:
        raise Fault("ENVELOPE_UNREADABLE", "packed envelope")
    return assemble(*parts)


def is_signed(envelope, public_key):
    """Whether path and signature hold."""
    count, root = envelope.root["leafCount"], envelope.root["root"]
    if climb(leaf_hash(envelope.leaf_bytes), envelope.index, count, envelope.path) != root:
        return False
    return has_signature(public_key, envelope.signature, envelope.root_bytes)


def has_signature(public_key, signature, data):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
        return True
    except (InvalidSignature, ValueError):
        return False


# The directory

class Directory:
    """The registrar's documents as they were accepted; the version never falls."""

    def __init__(self, namespace, pinned):
        self.namespace = namespace
        self.keys = pinned
        self.version = 0
        self.digest = ZERO
        self.document = None

    def accept(self, line):
        """Takes one record of the directory topic; returns whether something newer is in force now."""
        wrapper = read_json(line)
        kind, key_id = wrapper["kind"], wrapper["keyId"]
        payload, signature = unbase64(wrapper["payload"]), unbase64(wrapper["signature"])
        if wrapper["format"] != "liandong-signed-1" or kind != "directory":
            return False
        signed = DOCUMENT_MAGIC + field(kind.encode()) + field(key_id.encode()) + field(payload)
        key = self.keys.get(key_id)
        if key is None:
            raise Fault("KEY_UNKNOWN", key_id)
        if not has_signature(key, signature, signed):
            raise Fault("SIGNATURE_INVALID", key_id)
        document = read_json(payload)
        if document["namespace"] != self.namespace:
            raise Fault("WRONG_NAMESPACE", document["namespace"])
        if document["version"] <= self.version:
            return False
        if document["version"] == self.version + 1 and bytes.fromhex(document["predecessor"]) != self.digest:
            raise Fault("DIRECTORY_CHAIN_BROKEN", str(document["version"]))
        self.document, self.version, self.digest = document, document["version"], sha256(payload)
        self.keys = {
            key["keyId"]: unbase64(key["publicKey"])
            for key in document["registrarKeys"] if key["status"] != "revoked"
        }
        return True

    def office(self, name):
        return next((office for office in self.document["offices"] if office["id"] == name), None)

    def may_send(self, name, letter_type):
        office = self.office(name)
        if office is None or (office["status"] != "active" and not letter_type.startswith("bus.")):
            return False
        for rule in self.document["authority"]:
            senders = any(matches(pattern, office["agency"]) for pattern in rule["agencies"])
            senders = senders or any(matches(pattern, name) for pattern in rule["offices"])
            plain = letter_type.split("/")[0]
            types = any(matches(pattern, plain) or matches(pattern, letter_type) for pattern in rule["types"])
            if senders and types:
                return True
        return False

    def verify(self, envelope, at):
        """Returns the office whose good key signed; anything else is a fault with its reason code."""
        leaf, root = envelope.leaf, envelope.root
        if leaf["stream"].split("/")[0] != self.namespace:
            raise Fault("WRONG_NAMESPACE")
        office = self.office(root["office"])
        if office is None:
            raise Fault("UNKNOWN_SENDER", root["office"])
        key = next((key for key in office["keys"] if key["keyId"] == root["keyId"]), None)
        if key is None:
            raise Fault("KEY_UNKNOWN", root["keyId"])
        if key.get("revokedAt"):
            raise Fault("KEY_REVOKED", root["keyId"])
        first = read_moment(key["validFrom"]) - TOLERANCE
        last = read_moment(key["validTo"]) + TOLERANCE
        if not first <= at <= last and not (at > last and first <= root["time"] <= last):
            raise Fault("KEY_EXPIRED", root["keyId"])
        if root["suite"] != key["suite"] or root["suite"] != SUITE:
            raise Fault("KEY_UNKNOWN", root["suite"])
        own_stream = STREAM.fullmatch(leaf["stream"])["office"] == root["office"]
        if (leaf["number"] and not own_stream) or not is_signed(envelope, unbase64(key["publicKey"])):
            raise Fault("SIGNATURE_INVALID")
        return root["office"]


def matches(pattern, text):
    """The first * of a pattern stands for any text."""
    start, star, end = pattern.partition("*")
    if not star:
        return pattern == text
    return len(text) >= len(start) + len(end) and text.startswith(start) and text.endswith(end)


def private_key(data):
    return Ed25519PrivateKey.from_private_bytes(data)
