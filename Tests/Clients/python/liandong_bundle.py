#!/usr/bin/env python3
"""Verifies an evidence bundle by Topics/bundle.md, with nothing but the file and the registrar's keys.

    liandong_bundle.py FILE --key registrar-1:BASE64
"""

import argparse
import json
import sys

import liandong_wire as wire

SEAL = ["format", "namespace", "office", "keyId", "time", "digest", "signature"]


def verify(data, keys):
    """What is wrong with the file, as reason codes; none for a good one."""
    lines = data.split(b"\n")
    if len(lines) < 3 or lines.pop():
        return ["BUNDLE_UNREADABLE"]
    try:
        return check(lines[:-1], lines[-1], data[:-len(lines[-1]) - 1], keys)
    except wire.Fault as fault:
        return [fault.code]
    except (ValueError, KeyError, TypeError):
        return ["LINE_UNREADABLE"]


def check(lines, last, content, keys):
    faults = []
    seal = wire.read_json(last)
    if list(seal) != SEAL or json.dumps(seal, ensure_ascii=False, separators=(",", ":")).encode() != last:
        return ["SEAL_UNREADABLE"]
    if seal["format"] != "liandong-bundle-seal-1" or seal["digest"] != wire.sha256(content).hex():
        faults.append("BUNDLE_CHANGED")
    header = wire.read_json(lines[0])
    directory = wire.Directory(header["namespace"], keys)
    documents, letters = {}, []
    for line in lines[1:]:
        if wire.read_json(line)["format"] == "liandong-bundled-letter-1":
            letters.append(wire.read_json(line))
        elif letters or not directory.accept(line):
            return ["DIRECTORY_REFUSED"]
        else:
            documents[directory.version] = directory.document
    if [seal["namespace"], seal["office"], seal["time"]] != [header["namespace"], header["office"], header["madeAt"]]:
        faults.append("SEAL_MISMATCH")
    if not is_sealed(seal, directory):
        faults.append("SEAL_INVALID")
    read = [envelope(letter) for letter in letters]
    for one, letter in zip(read, letters):
        faults += faults_of(one, letter, header, directory, documents)
    return faults + faults_between(read)


def is_sealed(seal, directory):
    fields = [seal["namespace"].encode(), seal["office"].encode(), seal["keyId"].encode()]
    fields += [wire.number(wire.read_moment(seal["time"])), bytes.fromhex(seal["digest"])]
    signed = b"liandong-bundle-1\n" + b"".join(wire.field(part) for part in fields)
    key = key_of(directory, seal["office"], seal["keyId"], wire.read_moment(seal["time"]))
    return not key.get("revokedAt") and wire.has_signature(
        wire.unbase64(key["publicKey"]), wire.unbase64(seal["signature"]), signed)


def key_of(directory, name, key_id, at):
    office = directory.office(name) or {"keys": []}
    key = next((key for key in office["keys"] if key["keyId"] == key_id), None)
    if key is None:
        raise wire.Fault("KEY_UNKNOWN", key_id)
    first, last = wire.read_moment(key["validFrom"]), wire.read_moment(key["validTo"])
    if not first - wire.TOLERANCE <= at <= last + wire.TOLERANCE:
        raise wire.Fault("KEY_EXPIRED", key_id)
    return key


def envelope(letter):
    """As wire.assemble, but a body that is not there leaves its digest standing."""
    data = [wire.unbase64(letter[name]) for name in ["leaf", "path", "root", "sig"]]
    body = None if letter["body"] is None else wire.unbase64(letter["body"])
    path = [data[1][start:start + 32] for start in range(8, len(data[1]), 32)]
    root = wire.decode(wire.ROOT_MAGIC, wire.ROOT_FIELDS, data[2])
    return wire.Envelope(
        wire.read_leaf(data[0]), data[0], int.from_bytes(data[1][:8], "big"), path, root, data[2], data[3], body)


def faults_of(one, letter, header, directory, documents):
    leaf, root = one.leaf, one.root
    stream = leaf["stream"].split("/")
    if [stream[0], leaf["case"]] != [header["namespace"], header["caseId"]] or stream[1] != root["office"]:
        return ["LETTER_FOREIGN"]
    if one.body is not None and wire.sha256(one.body) != leaf["bodyDigest"]:
        return ["HASH_MISMATCH"]
    key = key_of(directory, root["office"], root["keyId"], root["time"])
    if not wire.is_signed(one, wire.unbase64(key["publicKey"])):
        return ["SIGNATURE_INVALID"]
    seen = letter.get("disposedAt") or letter.get("deliveredAt")
    if key.get("revokedAt") and (seen is None or wire.read_moment(seen) >= wire.read_moment(key["revokedAt"])):
        return ["KEY_REVOKED"]
    fitting = [version for version in sorted(documents) if version >= leaf["directoryVersion"]]
    judge = wire.Directory(header["namespace"], {})
    judge.document = documents[fitting[0]] if fitting else None
    if judge.document is None:
        return ["DIRECTORY_MISSING"]
    is_aside = letter.get("disposition") in ["quarantined", "discarded"]
    return [] if is_aside or judge.may_send(stream[1], leaf["type"]) else ["NOT_AUTHORISED"]


def faults_between(read):
    faults, numbers, documents = [], {}, {}
    for one in read:
        leaf = one.leaf
        place = (leaf["stream"], leaf["number"])
        if numbers.setdefault(place, one).leaf_bytes != one.leaf_bytes:
            faults.append("EQUIVOCATION")
        if documents.setdefault(leaf["letter"], leaf)["bodyDigest"] != leaf["bodyDigest"]:
            faults.append("DOCUMENT_DIFFERS")
    for (stream, n), one in numbers.items():
        after = numbers.get((stream, n + 1))
        if after and wire.extend(one.leaf["previous"], wire.leaf_hash(one.leaf_bytes)) != after.leaf["previous"]:
            faults.append("FORK")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--key", action="append", required=True, help="registrar key, id:base64")
    options = parser.parse_args()
    keys = {name: wire.unbase64(key) for name, key in (pair.split(":", 1) for pair in options.key)}
    with open(options.file, "rb") as file:
        faults = verify(file.read(), keys)
    print("\n".join(faults) if faults else "holds")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
