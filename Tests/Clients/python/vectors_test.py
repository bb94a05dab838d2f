#!/usr/bin/env python3
"""Checks the Python side of the wire format against Topics/vectors, and the examples against their schemas."""

import base64
import json
import os
import pathlib
import random
import unittest

import liandong_bundle as bundle
import liandong_wire as wire

TOPICS = pathlib.Path(__file__).resolve().parents[3] / "Topics"


def load(name):
    return json.loads((TOPICS / "vectors" / name).read_text(encoding="utf-8"))


def record_of(record):
    headers = [(name, value.encode()) for name, value in record["headers"]]
    return headers, base64.b64decode(record["value"])


def leaf_of(fields):
    leaf = dict(fields)
    for name in ["previous", "salt", "bodyDigest"]:
        leaf[name] = bytes.fromhex(leaf[name])
    return leaf


class Vectors(unittest.TestCase):
    def test_leaves(self):
        for row in load("leaf.json"):
            data = wire.leaf_bytes(leaf_of(row["fields"]))
            self.assertEqual(data.hex(), row["bytes"])
            self.assertEqual(wire.leaf_hash(data).hex(), row["hash"])
            self.assertEqual(wire.read_leaf(data), leaf_of(row["fields"]))

    def test_trees(self):
        for row in load("merkle.json"):
            hashes = [wire.leaf_hash(bytes.fromhex(leaf)) for leaf in row["leaves"]]
            self.assertEqual([value.hex() for value in hashes], row["hashes"])
            root, paths = wire.tree(hashes)
            self.assertEqual(root.hex(), row["root"])
            self.assertEqual([[value.hex() for value in path] for path in paths], row["paths"])
            for index, path in enumerate(paths):
                self.assertEqual(wire.climb(hashes[index], index, len(hashes), path), root)
                self.assertIsNone(wire.climb(hashes[index], index, len(hashes), path + [wire.ZERO]))
                self.assertNotEqual(wire.climb(wire.ZERO, index, len(hashes), path), root)

    def test_root(self):
        row = load("root.json")
        fields = dict(row["fields"], root=bytes.fromhex(row["fields"]["root"]))
        data = wire.encode(wire.ROOT_MAGIC, wire.ROOT_FIELDS, fields)
        self.assertEqual(data.hex(), row["bytes"])
        key = wire.private_key(bytes.fromhex(row["privateKey"]))
        self.assertEqual(key.public_key().public_bytes_raw().hex(), row["publicKey"])
        self.assertEqual(key.sign(data).hex(), row["signature"])

    def test_sealed(self):
        row = load("sealed.json")
        context = wire.seal_context(row["namespace"], row["office"], row["letter"], row["type"], row["case"])
        self.assertEqual(context.hex(), row["context"])
        data = base64.b64decode(row["sealed"])
        readers = []
        for reader in row["readers"]:
            keys = {reader["keyId"]: bytes.fromhex(reader["privateKey"])}
            self.assertEqual(wire.wrap_info(reader["office"], reader["keyId"]).hex(), reader["info"])
            self.assertEqual(wire.open_sealed(data, context, reader["office"], keys).decode(), row["plain"])
            readers.append((reader["office"], reader["keyId"], bytes.fromhex(reader["publicKey"])))
        own = wire.seal_body(row["plain"].encode(), context, readers, os.urandom)
        self.assertEqual(wire.open_sealed(own, context, row["readers"][0]["office"],
                                          {"s1": bytes.fromhex(row["readers"][0]["privateKey"])}),
                         row["plain"].encode())
        faults = [
            ("SEAL_NOT_FOR_US", data, context, "510100-tax", keys),
            ("SEAL_KEY_UNKNOWN", data, context, row["readers"][0]["office"], {}),
            ("SEAL_BROKEN", data[:-1] + bytes([data[-1] ^ 1]), context, row["readers"][1]["office"], keys),
            ("SEAL_BROKEN", data, context + b"x", row["readers"][1]["office"], keys),
        ]
        for code, sealed, about, office, held in faults:
            with self.assertRaises(wire.Fault) as caught:
                wire.open_sealed(sealed, about, office, held)
            self.assertEqual(caught.exception.code, code)

    def test_stream(self):
        row = load("stream.json")
        head = wire.seed(row["stream"])
        self.assertEqual(head.hex(), row["heads"][0]["head"])
        for step in row["heads"][1:]:
            head = wire.extend(head, bytes.fromhex(step["leafHash"]))
            self.assertEqual(head.hex(), step["head"])

    def test_line_of_the_letters(self):
        """The letters of records.json stand on the line of stream.json."""
        heads = {step["n"]: step["head"] for step in load("stream.json")["heads"]}
        for record in load("records.json")["records"]:
            leaf = wire.read_record(*record_of(record)).leaf
            expected = heads[leaf["number"] - 1] if leaf["number"] else wire.ZERO.hex()
            self.assertEqual(leaf["previous"].hex(), expected)

    def test_records(self):
        vectors = load("records.json")
        for record in vectors["records"]:
            headers, body = record_of(record)
            envelope = wire.read_record(headers, body)
            self.assertTrue(wire.is_signed(envelope, bytes.fromhex(vectors["publicKey"])))
            self.assertEqual(wire.headers(envelope), headers)
            self.assertEqual(wire.partition(record["key"], 1), record["partition"])

    def directory(self):
        row = load("directory.json")
        directory = wire.Directory("liandong", {row["registrarKeyId"]: bytes.fromhex(row["registrarPublicKey"])})
        self.assertTrue(directory.accept(row["record"].encode()))
        self.assertEqual(directory.digest.hex(), row["payloadDigest"])
        return directory

    def test_directory(self):
        directory = self.directory()
        self.assertEqual(directory.version, 1)
        self.assertFalse(directory.accept(load("directory.json")["record"].encode()))
        self.assertTrue(directory.may_send("510100-market-regulation", "ref.transfer/1"))
        self.assertFalse(directory.may_send("510100-police", "ref.transfer/1"))
        self.assertTrue(directory.may_send("510100-police", "bus.ack/1"))

    def test_a_changed_directory_is_refused(self):
        row = load("directory.json")
        line = row["record"].replace('"kind":"directory"', '"kind":"directory" ')
        payload = json.loads(line)
        changed = base64.b64decode(payload["payload"]).replace(b'"version":1', b'"version":9')
        payload["payload"] = base64.b64encode(changed).decode()
        directory = wire.Directory("liandong", {row["registrarKeyId"]: bytes.fromhex(row["registrarPublicKey"])})
        with self.assertRaises(wire.Fault) as caught:
            directory.accept(wire.write_json(payload))
        self.assertEqual(caught.exception.code, "SIGNATURE_INVALID")

    def verdict(self, headers, body):
        try:
            envelope = wire.read_record(headers, body)
            self.directory().verify(envelope, envelope.root["time"])
            return "VERIFIED"
        except wire.Fault as fault:
            return fault.code

    def test_broken_records(self):
        for row in load("broken.json"):
            self.assertEqual(self.verdict(*record_of(row["record"])), row["reason"], row["name"])

    def test_no_changed_byte_is_verified(self):
        chance = random.Random(2026)
        headers, body = record_of(load("records.json")["records"][1])
        self.assertEqual(self.verdict(headers, body), "VERIFIED")
        for _ in range(300):
            place = chance.randrange(len(headers) + 1)
            changed, other = [list(pair) for pair in headers], bytearray(body)
            target = other if place == len(headers) else bytearray(changed[place][1])
            target[chance.randrange(len(target))] ^= 1 << chance.randrange(8)
            if place < len(headers):
                changed[place][1] = bytes(target)
            self.assertNotEqual(self.verdict(changed, bytes(other)), "VERIFIED")

    def test_packed(self):
        row = load("packed.json")
        envelope = wire.unpack(base64.b64decode(row["packed"]))
        self.assertEqual(envelope.leaf["letter"], row["letter"])
        self.assertEqual(base64.b64encode(wire.pack(envelope)).decode(), row["packed"])

    def test_partitions(self):
        for row in load("partitions.json"):
            self.assertEqual(wire.murmur2(row["key"].encode()), row["murmur2"])
            self.assertEqual(wire.partition(row["key"], 6), row["partitionOf6"])

    def test_identifiers(self):
        row = load("identifiers.json")
        ulid, token, writer = row["ulid"], row["personToken"], row["writer"]
        self.assertEqual(wire.ulid(ulid["time"], bytes.fromhex(ulid["random"])), ulid["text"])
        self.assertEqual(wire.moment(row["moment"]["milliseconds"]), row["moment"]["text"])
        self.assertEqual(wire.read_moment(row["moment"]["text"]), row["moment"]["milliseconds"])
        self.assertEqual(
            wire.person_token(token["keyVersion"], bytes.fromhex(token["key"]), token["input"]), token["token"])
        self.assertEqual(wire.writer_text(wire.Writer(writer["epoch"], writer["instance"])), writer["text"])
        self.assertEqual(wire.read_writer(writer["text"]), (writer["epoch"], writer["instance"]))


class Bundles(unittest.TestCase):
    def setUp(self):
        row = load("bundle.json")
        self.file = "".join(line + "\n" for line in row["lines"]).encode()
        self.keys = {row["registrarKey"]["keyId"]: wire.unbase64(row["registrarKey"]["publicKey"])}

    def test_the_bundle_holds(self):
        self.assertEqual(bundle.verify(self.file, self.keys), [])

    def test_a_changed_byte_fails_it(self):
        chosen = random.Random(5)
        for _ in range(400):
            changed = bytearray(self.file)
            changed[chosen.randrange(len(changed))] ^= 1 << chosen.randrange(8)
            self.assertNotEqual(bundle.verify(bytes(changed), self.keys), [])

    def test_another_registrar_fails_it(self):
        key = {name: bytes(32) for name in self.keys}
        self.assertNotEqual(bundle.verify(self.file, key), [])


class Examples(unittest.TestCase):
    def test_examples_fit_their_schemas(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("jsonschema is not installed")
        count = 0
        for path in sorted(TOPICS.glob("letters/*/*/schema.json")):
            schema = json.loads(path.read_text(encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            example = path.with_name("example.json")
            if example.exists():
                jsonschema.Draft202012Validator(schema).validate(json.loads(example.read_text(encoding="utf-8")))
                count += 1
        self.assertGreater(count, 10)


if __name__ == "__main__":
    unittest.main()
