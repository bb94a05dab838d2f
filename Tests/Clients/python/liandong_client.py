#!/usr/bin/env python3
"""A small foreign office of Liandong, written from Topics/README.md alone.

It reads the directory and the checkpoints, claims its writer, says hello to the receiver, waits for the ack, sends a
referral (案件移送函), waits for the ack that covers it and for the answer, and acknowledges that. With --tamper it first
publishes the letter with one thing changed and sees that it is not acknowledged. With --answer it is a receiving office
that opens and accepts every referral. Each step is one JSON line on standard output.
"""

import argparse
import base64
import json
import os
import pathlib
import random
import sys
import time

import liandong_wire as wire

TOPICS = pathlib.Path(__file__).resolve().parents[3] / "Topics"
TAMPERS = {
    "body": "HASH_MISMATCH", "leaf": "SIGNATURE_INVALID", "path": "SIGNATURE_INVALID",
    "signature": "SIGNATURE_INVALID", "header": "ENVELOPE_MISMATCH", "key": "KEY_UNKNOWN",
    "writer": "STALE_WRITER", "namespace": "WRONG_NAMESPACE", "type": "NOT_AUTHORISED",
}


class Stop(Exception):
    """Ends the program: 1 failed, 2 refused, 3 superseded, 64 usage."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code


def tell(event, **values):
    print(json.dumps({"event": event, **values}, ensure_ascii=False), flush=True)


# What the office is told at its start

class Settings:
    """Reads office.json and the key beside it, as the registrar hands them over."""

    def __init__(self, path, bootstrap):
        folder = os.path.dirname(os.path.abspath(path))
        with open(path, "rb") as file:
            values = wire.read_json(file.read())
        self.office, self.namespace = values["office"], values["namespace"]
        self.pinned = {key["keyId"]: wire.unbase64(key["publicKey"]) for key in values["registrarKeys"]}
        self.kafka = dict(values.get("kafka", {}))
        if bootstrap:
            self.kafka["bootstrap.servers"] = bootstrap
        with open(os.path.join(folder, values["signingKey"]), encoding="ascii") as file:
            lines = file.read().split("\n")
        if lines[0] != "liandong-key-1" or lines[1] != "kind: signing":
            raise Stop(64, f"{values['signingKey']} is no signing key")
        self.key_id = lines[2].removeprefix("id: ")
        self.key = wire.private_key(wire.unbase64(lines[3].removeprefix("secret: ")))


# What must survive: epoch, own letters, what was disposed

class State:
    """One JSON file, written whole and synced before anything that rests on it is sent."""

    def __init__(self, path):
        self.path = path
        self.values = {"epoch": 0, "out": {}, "in": {}}
        if os.path.exists(path):
            with open(path, "rb") as file:
                self.values = wire.read_json(file.read())

    def save(self):
        draft = self.path + ".draft"
        with open(draft, "wb") as file:
            file.write(wire.write_json(self.values))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.path)
        folder = os.open(os.path.dirname(os.path.abspath(self.path)), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def stored(envelope):
    return base64.b64encode(wire.pack(envelope)).decode()


class OutStream:
    """One of our own streams; its letters are in the state, so H(k) is known for every k."""

    def __init__(self, name, letters):
        self.name, self.letters = name, letters
        self.heads = [wire.seed(name)]
        for text in letters:
            self.heads.append(wire.extend(self.heads[-1], wire.leaf_hash(self.letter(text).leaf_bytes)))
        self.retired, self.is_open, self.reader = 0, False, None
        self.held = []
        self.hello_at = self.repeat_at = 0.0
        self.pause = 1.0

    @staticmethod
    def letter(text):
        return wire.unpack(base64.b64decode(text))

    @property
    def number(self):
        return len(self.letters)

    def append(self, envelope):
        self.letters.append(stored(envelope))
        self.heads.append(wire.extend(self.heads[-1], wire.leaf_hash(envelope.leaf_bytes)))


class InStream:
    """A peer's stream: m, H(m), the fence, the letters as they came."""

    def __init__(self, name, kept, claim):
        self.name, self.kept = name, kept
        kept.setdefault("letters", [])
        kept.setdefault("held", [])
        self.head = wire.seed(name)
        self.hashes = []
        for text in kept["letters"]:
            self.learn(wire.unpack(base64.b64decode(text)))
        self.fence = wire.read_writer(kept["fence"]) if kept.get("fence") else claim
        self.wants = self.owed = False
        self.told_at = 0.0

    @property
    def disposed(self):
        return len(self.hashes)

    def learn(self, envelope):
        self.hashes.append(wire.leaf_hash(envelope.leaf_bytes))
        self.head = wire.extend(self.head, self.hashes[-1])

    def admits(self, writer):
        """The fence: refuses stale writers, and rises."""
        if self.fence and wire.is_stale(writer, self.fence):
            return False
        self.fence = writer
        self.kept["fence"] = wire.writer_text(writer)
        return True


# The office

class Office:
    def __init__(self, settings, state, restore):
        from confluent_kafka import Consumer, Producer
        self.settings, self.state, self.restore = settings, state, restore
        common = {"log_level": 2, "reconnect.backoff.max.ms": 2000, **settings.kafka}
        self.producer = Producer({
            **common, "enable.idempotence": True, "acks": "all", "message.max.bytes": 1_100_000,
        })
        self.consumer = Consumer({
            **common, "group.id": f"{settings.namespace}.{settings.office}", "enable.auto.commit": False,
            "enable.partition.eof": True, "auto.offset.reset": "error",
        })
        self.directory = wire.Directory(settings.namespace, settings.pinned)
        self.claims, self.own_records, self.letters = {}, set(), []
        self.out, self.inward, self.assigned = {}, {}, {}
        self.writer, self.is_claimed, self.is_quiet = None, False, False

    # Start: directory, checkpoints, claim

    def start(self, deadline):
        self.read_to_end(self.topic("directory"), deadline)
        while self.directory.document is None or self.directory.office(self.settings.office) is None:
            self.pump(deadline, "the directory does not list this office, or none of its documents is good")
        tell("directory", version=self.directory.version, offices=len(self.directory.document["offices"]))
        self.read_to_end(self.topic("checkpoints"), deadline)
        self.raise_epoch()
        self.claim(deadline)
        for name, kept in self.state.values["in"].items():
            self.inward[name] = InStream(name, kept, self.claims.get(wire.STREAM.fullmatch(name)["office"]))
            self.inward[name].owed = True
        for name, letters in self.state.values["out"].items():
            self.out[name] = OutStream(name, letters)
        self.assign(self.topic(f"direct.{self.settings.office}"))

    def raise_epoch(self):
        """Every start raises the epoch; only an operator's restore goes above what others have seen."""
        seen = self.claims.get(self.settings.office)
        epoch = self.state.values["epoch"] + 1
        if seen and seen.epoch >= epoch:
            if not self.restore:
                raise Stop(3, f"writer {wire.writer_text(seen)} claimed this office: this state is not the newest one")
            epoch = seen.epoch + 1
        self.writer = wire.Writer(epoch, random.SystemRandom().getrandbits(64))
        self.state.values["epoch"] = epoch
        self.state.save()

    def claim(self, deadline):
        body = wire.write_json({"writer": wire.writer_text(self.writer)})
        stream = self.stream("checkpoints")
        again = 0.0
        while not self.is_claimed:
            if time.monotonic() >= again:
                again = time.monotonic() + 2
                self.publish_control("bus.claim/1", stream, "*", body, "checkpoints")
            self.pump(deadline, "the claim was not read back")
        tell("claimed", writer=wire.writer_text(self.writer))

    # Kafka

    def topic(self, name):
        generation = 1
        document = self.directory.document
        if document and name.startswith("direct."):
            office = self.directory.office(name.removeprefix("direct."))
            if office is None:
                raise Stop(2, f"the directory does not know the office of {name}")
            generation = office["route"]["generation"]
        elif document:
            routes = document.get("sharedTopics", [])
            generation = next((route["generation"] for route in routes if route["topic"] == name), 1)
        return f"{self.settings.namespace}.{name}" + (f".g{generation}" if generation > 1 else "")

    def stream(self, topic):
        name = self.topic(topic)
        generation = name.removeprefix(f"{self.settings.namespace}.{topic}").removeprefix(".g") or "1"
        return f"{self.settings.namespace}/{self.settings.office}/{topic}/{generation}/0"

    def assign(self, topic):
        """Reads from the log's start each time: what is known already is a duplicate and changes nothing."""
        from confluent_kafka import OFFSET_BEGINNING, TopicPartition
        self.assigned[topic] = False
        self.consumer.incremental_assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])

    def read_to_end(self, topic, deadline):
        self.assign(topic)
        while not self.assigned[topic]:
            self.pump(deadline, f"{topic} could not be read to its end")

    def publish(self, envelope, topic, key, changed=None):
        headers, body = changed or (wire.headers(envelope), envelope.body)
        self.producer.produce(self.topic(topic), key=key.encode(), value=body, headers=headers, partition=0)
        self.producer.poll(0)

    def publish_control(self, letter_type, stream, to, body, topic, media="application/json"):
        leaf = self.leaf(stream, 0, wire.ZERO, letter_type, to, body, media=media, rules="")
        self.own_records.add(leaf["letter"])
        self.publish(self.seal([(wire.leaf_bytes(leaf), body)])[0], topic, self.settings.office)

    def leaf(self, stream, number, previous, letter_type, to, body, case="", subject="", cause="",
             media="application/json", rules=""):
        at = wire.now()
        return {
            "stream": stream, "number": number, "previous": previous, "epoch": self.writer.epoch,
            "letter": wire.ulid(at, os.urandom(10)), "salt": os.urandom(16), "type": letter_type, "case": case,
            "subject": subject, "to": to, "cause": cause, "classification": "internal", "contentType": media,
            "directoryVersion": self.directory.version, "ruleSetVersion": rules, "time": at,
            "bodyLength": len(body), "bodyDigest": wire.sha256(body),
        }

    def seal(self, items, writer=None, key_id=None):
        return wire.seal(
            items, self.settings.key, self.settings.office, key_id or self.settings.key_id, writer or self.writer,
            wire.now())

    def pump(self, deadline, failure):
        """Takes what came, then sends what is owed."""
        from confluent_kafka import KafkaError
        if time.monotonic() > deadline:
            raise Stop(1, failure)
        message = self.consumer.poll(0.1)
        if message is not None and message.error() is not None:
            if message.error().code() == KafkaError._PARTITION_EOF:
                self.assigned[message.topic()] = True
        elif message is not None:
            if message.topic() == self.topic("directory"):
                self.take_document(message.value())
            else:
                self.take(message)
        if self.writer and self.is_claimed:
            self.send_owed()
        self.producer.poll(0)

    # Receiving

    def take_document(self, line):
        try:
            self.directory.accept(line)
        except (wire.Fault, ValueError, KeyError) as fault:
            tell("documentRefused", reason=str(fault))

    def take(self, message):
        try:
            envelope = wire.read_record(message.headers(), message.value() or b"")
            sender = self.directory.verify(envelope, wire.now())
            handlers = {
                "bus.claim/1": self.take_claim, "bus.position/1": self.take_position, "bus.ack/1": self.take_ack,
                "bus.returned/1": self.take_returned,
            }
            if envelope.leaf["number"]:
                self.take_letter(envelope, sender)
            elif envelope.leaf["type"] in handlers:
                handlers[envelope.leaf["type"]](envelope, sender)
        except wire.Fault as fault:
            tell("quarantined", reason=fault.code, topic=message.topic(), offset=message.offset())

    @staticmethod
    def body(envelope):
        try:
            return wire.read_json(envelope.body)
        except ValueError:
            raise wire.Fault("BODY_UNREADABLE")

    @staticmethod
    def signer(envelope):
        return wire.Writer(envelope.root["epoch"], envelope.root["instance"])

    def take_claim(self, envelope, sender):
        writer = self.signer(envelope)
        if self.body(envelope)["writer"] != wire.writer_text(writer):
            raise wire.Fault("ENVELOPE_MISMATCH")
        before = self.claims.get(sender)
        if before is None or before.epoch < writer.epoch:
            self.claims[sender] = writer
        if sender != self.settings.office or self.writer is None:
            return
        if writer == self.writer:
            if envelope.leaf["letter"] not in self.own_records or self.claims[sender] != writer:
                raise Stop(3, "another process of this office claimed first")
            self.is_claimed = True
        elif self.writer.epoch < writer.epoch:
            raise Stop(3, f"superseded by writer {wire.writer_text(writer)}")

    def incoming(self, name):
        if name not in self.inward:
            kept = self.state.values["in"].setdefault(name, {})
            self.inward[name] = InStream(name, kept, self.claims.get(wire.STREAM.fullmatch(name)["office"]))
        return self.inward[name]

    def is_for_us(self, name):
        parts = name.split("/")
        return parts[2] == f"direct.{self.settings.office}" and self.stream(parts[2]).split("/")[3:] == parts[3:]

    def take_position(self, envelope, sender):
        body, writer = self.body(envelope), self.signer(envelope)
        if body["stream"] != envelope.leaf["stream"] or body["writer"] != wire.writer_text(writer):
            raise wire.Fault("ENVELOPE_MISMATCH")
        if wire.STREAM.fullmatch(body["stream"])["office"] != sender:
            raise wire.Fault("ENVELOPE_MISMATCH")
        if sender == self.settings.office or not self.is_for_us(body["stream"]):
            return
        stream = self.incoming(body["stream"])
        stream.owed = True
        if not stream.admits(writer):
            raise wire.Fault("STALE_WRITER")
        self.state.save()
        stream.wants = body["n"] > stream.disposed
        if body["hello"]:
            stream.told_at = 0.0
            self.acknowledge(stream)
            for text in stream.kept["letters"][body["n"]:]:
                self.publish_control(
                    "bus.returned/1", stream.name, sender, base64.b64decode(text), f"direct.{sender}",
                    media="application/vnd.liandong.envelope")

    def take_letter(self, envelope, sender):
        leaf = envelope.leaf
        if sender == self.settings.office or not self.is_for_us(leaf["stream"]):
            return
        stream = self.incoming(leaf["stream"])
        stream.owed = True
        if not stream.admits(self.signer(envelope)):
            raise wire.Fault("STALE_WRITER")
        number, digest = leaf["number"], wire.leaf_hash(envelope.leaf_bytes)
        if number <= stream.disposed:
            if stream.hashes[number - 1] != digest:
                tell("equivocation", stream=stream.name, number=number)
        elif number > stream.disposed + 1 or leaf["directoryVersion"] > self.directory.version:
            stream.wants = True
        elif leaf["previous"] != stream.head:
            raise wire.Fault("FORK")
        else:
            self.dispose(stream, envelope, sender)

    def dispose(self, stream, envelope, sender):
        """A verified letter at m + 1 always uses its number; what cannot be taken is noted with its reason."""
        leaf, reason, body = envelope.leaf, None, None
        try:
            body = self.body(envelope)
        except wire.Fault as fault:
            reason = fault.code
        if leaf["to"] != self.settings.office or not self.directory.may_send(sender, leaf["type"]):
            reason = "NOT_AUTHORISED"
        elif not (TOPICS / "letters" / leaf["type"] / "schema.json").exists():
            reason = "UNKNOWN_TYPE"
        stream.learn(envelope)
        stream.kept["letters"].append(stored(envelope))
        if reason:
            stream.kept["held"].append({"n": leaf["number"], "reason": reason})
        self.state.save()
        stream.wants, stream.told_at = False, 0.0
        tell("received", type=leaf["type"], sender=sender, number=leaf["number"], letter=leaf["letter"],
             case=leaf["case"], cause=leaf["cause"], refused=reason)
        if not reason:
            self.letters.append((envelope, body))

    # Own streams

    def take_ack(self, envelope, sender):
        body, name = self.body(envelope), envelope.leaf["stream"]
        reader = self.signer(envelope)
        if body["stream"] != name or body["reader"] != wire.writer_text(reader):
            raise wire.Fault("ENVELOPE_MISMATCH")
        stream = self.out.get(name)
        if stream is None or name.split("/")[2] != f"direct.{sender}":
            return
        if stream.reader and wire.is_stale(reader, stream.reader):
            return
        fence = wire.read_writer(body["fence"]) if body.get("fence") else None
        if fence and wire.is_stale(self.writer, fence):
            raise Stop(3, f"superseded: {sender} has seen writer {body['fence']}")
        if fence != self.writer:
            return
        count, head = body["m"], bytes.fromhex(body["head"])
        if count > stream.number and not stream.is_open:
            return
        if count > stream.number or stream.heads[count] != head:
            raise Stop(3, f"{name}: the reader stands on another line than ours at {count}")
        if count < stream.retired and reader == stream.reader:
            return
        if not stream.is_open:
            tell("opened", stream=name, n=stream.number, m=count)
        moved = count != stream.retired
        stream.is_open, stream.reader, stream.retired, stream.held = True, reader, count, body["lowest"]
        if moved:
            tell("acknowledged", stream=name, m=count, parked=body["parked"], quarantined=body["quarantined"],
                 lowest=body["lowest"])
        if body["want"]:
            stream.repeat_at = 0.0

    def take_returned(self, envelope, sender):
        """A letter of ours that this state forgot: taken back if it extends our line."""
        inner = wire.unpack(envelope.body)
        leaf, stream = inner.leaf, self.out.get(inner.leaf["stream"])
        key = self.settings.key.public_key().public_bytes_raw()
        if stream is None or stream.is_open or not wire.is_signed(inner, key):
            return
        if leaf["number"] == stream.number + 1 and leaf["previous"] == stream.heads[-1]:
            stream.append(inner)
            self.state.save()
            stream.hello_at = 0.0
            tell("recovered", stream=stream.name, number=leaf["number"], type=leaf["type"], letter=leaf["letter"])

    def send_owed(self):
        moment = time.monotonic()
        for stream in self.inward.values():
            if (stream.owed or stream.wants) and moment - stream.told_at >= 1:
                self.acknowledge(stream)
        for stream in self.out.values():
            receiver = stream.name.split("/")[2].removeprefix("direct.")
            if not stream.is_open and moment >= stream.hello_at:
                stream.hello_at, stream.pause = moment + stream.pause, min(stream.pause * 2, 60.0)
                body = wire.write_json({
                    "stream": stream.name, "writer": wire.writer_text(self.writer), "n": stream.number,
                    "head": stream.heads[-1].hex(), "hello": True, "answer": False,
                })
                self.publish_control("bus.position/1", stream.name, receiver, body, f"direct.{receiver}")
            elif stream.is_open and stream.retired < stream.number and moment >= stream.repeat_at and not self.is_quiet:
                stream.repeat_at = moment + 5
                self.publish_letters(stream, receiver)

    def publish_letters(self, stream, receiver):
        """The same leaves under a fresh root statement."""
        letters = [OutStream.letter(text) for text in stream.letters[stream.retired:]]
        for envelope in self.seal([(letter.leaf_bytes, letter.body) for letter in letters]):
            self.publish(envelope, f"direct.{receiver}", envelope.leaf["case"])

    def acknowledge(self, stream):
        stream.owed, stream.told_at = False, time.monotonic()
        sender = wire.STREAM.fullmatch(stream.name)["office"]
        held = stream.kept["held"]
        body = {
            "stream": stream.name, "m": stream.disposed, "head": stream.head.hex(),
            "reader": wire.writer_text(self.writer),
            **({"fence": wire.writer_text(stream.fence)} if stream.fence else {}),
            "want": stream.wants, "parked": 0, "quarantined": len(held), "lowest": held[:100],
        }
        self.publish_control("bus.ack/1", stream.name, sender, wire.write_json(body), f"direct.{sender}")

    # Letters

    def open(self, receiver, deadline):
        name = self.stream(f"direct.{receiver}")
        stream = self.out.setdefault(name, OutStream(name, self.state.values["out"].setdefault(name, [])))
        while not stream.is_open:
            self.pump(deadline, f"{receiver} did not answer the hello")
        return stream

    def write(self, stream, letter_type, body, case, subject="", cause=""):
        """Numbers, signs and stores a letter; it is safe on disk when this returns."""
        receiver = stream.name.split("/")[2].removeprefix("direct.")
        data = wire.write_json(body)
        leaf = self.leaf(stream.name, stream.number + 1, stream.heads[-1], letter_type, receiver, data, case, subject, cause)
        envelope = self.seal([(wire.leaf_bytes(leaf), data)])[0]
        stream.append(envelope)
        self.state.save()
        return envelope

    def close(self):
        self.producer.flush(3)
        self.consumer.close()


def tampered(office, envelope, kind):
    """Headers and body of the letter with one thing changed."""
    def flip(data, place):
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]
    headers, body = wire.headers(envelope), envelope.body
    if kind == "body":
        return headers, flip(body, len(body) // 2)
    if kind == "header":
        return [(name, b"crim.transfer/1" if name == "ce_type" else value) for name, value in headers], body
    if kind in ("key", "writer", "namespace", "leaf"):
        leaf = dict(envelope.leaf)
        if kind == "namespace":
            leaf["stream"] = "elsewhere/" + leaf["stream"].split("/", 1)[1]
        sealed = office.seal(
            [(wire.leaf_bytes(leaf), body)], key_id="k-none" if kind == "key" else None,
            writer=wire.Writer(office.writer.epoch - 1, 1) if kind == "writer" else None)[0]
        if kind == "leaf":
            sealed = sealed._replace(leaf_bytes=wire.leaf_bytes(dict(leaf, salt=flip(leaf["salt"], 0))))
        return wire.headers(sealed), body
    changed = {"path": ("ce_path", wire.path_bytes(envelope) + bytes(32)), "signature": ("ce_sig", flip(envelope.signature, 3))}
    target, data = changed[kind]
    return [(name, base64.b64encode(data) if name == target else value) for name, value in headers], body


def referral(receiver, path):
    with open(path or TOPICS / "letters/ref.transfer/1/example.json", "rb") as file:
        body = wire.read_json(file.read())
    body.update(at=wire.moment(wire.now()), recipients=[receiver])
    for name in ["due", "cc"]:
        body.pop(name, None)
    if not path:
        # Of the firm alone: a referral about a person would have to be sealed (README 4a), as liandong_wire.py can.
        del body["subject"]["personToken"], body["subject"]["legalRepName"]
    return body


def send(office, options, deadline):
    stream = office.open(options.to, deadline)
    body, case = referral(options.to, options.body), f"{office.settings.office}.{wire.ulid(wire.now(), os.urandom(10))}"
    letter_type = "crim.filed/1" if options.tamper == "type" else "ref.transfer/1"
    subject = body.get("subject", {}).get("uscc", "")
    office.is_quiet = options.tamper not in (None, "type")
    letter = office.write(stream, letter_type, body, case, subject)
    tell("written", type=letter_type, number=letter.leaf["number"], letter=letter.leaf["letter"], case=case)
    if office.is_quiet:
        office.publish(letter, f"direct.{options.to}", case, tampered(office, letter, options.tamper))
        tell("tampered", kind=options.tamper, expected=TAMPERS[options.tamper])
        pause = time.monotonic() + options.wait
        while time.monotonic() < pause:
            office.pump(deadline, "no time left")
            if stream.retired >= letter.leaf["number"]:
                raise Stop(1, "the tampered letter was acknowledged")
        tell("notAcknowledged", kind=options.tamper)
        office.is_quiet = False
    while stream.retired < letter.leaf["number"]:
        office.pump(deadline, "the letter was not acknowledged")
    reason = next((row["reason"] for row in stream.held if row["n"] == letter.leaf["number"]), None)
    if options.tamper == "type":
        tell("refused", reason=reason)
        return 0 if reason == TAMPERS["type"] else 1
    if reason:
        raise Stop(2, f"the receiver set the letter aside: {reason}")
    return wait_for_answer(office, options, case, deadline)


def wait_for_answer(office, options, case, deadline):
    wanted = [] if options.until == "none" else options.until.split(",")
    while wanted:
        for envelope, body in office.letters:
            if envelope.leaf["case"] == case and envelope.leaf["type"].split("/")[0] in wanted:
                tell("answered", type=envelope.leaf["type"], letter=envelope.leaf["letter"], body=body)
                wanted = []
        if wanted:
            office.pump(deadline, f"no {options.until} came")
    settle(office)
    return 0


def settle(office):
    """Lets owed acks out before the end."""
    pause = time.monotonic() + 1.5
    while time.monotonic() < pause:
        office.pump(pause + 1, "")


def answer(office, options, deadline):
    """A receiving office: opens and accepts every referral."""
    done = 0
    while done < options.count:
        office.pump(deadline, "no referral came")
        for envelope, _ in office.letters:
            leaf = envelope.leaf
            if leaf["type"] != "ref.transfer/1":
                continue
            sender = wire.STREAM.fullmatch(leaf["stream"])["office"]
            stream = office.open(sender, deadline)
            at = wire.moment(wire.now())
            office.write(stream, "ref.opened/1", {"at": at}, leaf["case"], cause=leaf["letter"])
            office.write(stream, "ref.receipt/1", {"at": at, "result": "accepted"}, leaf["case"], cause=leaf["letter"])
            done += 1
            while stream.retired < stream.number:
                office.pump(deadline, "the answer was not acknowledged")
        office.letters.clear()
    settle(office)
    return 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True, help="office.json of this office, as the registrar hands it over")
    parser.add_argument("--state", help="file of what must survive; foreign-state.json beside the configuration")
    parser.add_argument("--bootstrap", help="Kafka's bootstrap.servers, instead of those of the configuration")
    parser.add_argument("--to", default="510100-market-regulation", help="the receiving office (%(default)s)")
    parser.add_argument("--body", help="body of the referral; otherwise the published example")
    parser.add_argument("--until", default="ref.receipt", help="answer types to wait for, or none (%(default)s)")
    parser.add_argument("--tamper", choices=sorted(TAMPERS), help="publish the letter with this changed first")
    parser.add_argument("--wait", type=float, default=3, help="seconds to see that a tampered letter has no ack")
    parser.add_argument("--answer", action="store_true", help="be a receiving office instead")
    parser.add_argument("--count", type=int, default=1, help="referrals to answer before ending (%(default)s)")
    parser.add_argument("--restore", action="store_true", help="the state is an old copy: go above every epoch seen")
    parser.add_argument("--timeout", type=float, default=60, help="seconds for everything (%(default)s)")
    return parser


def main():
    parser = arguments()
    try:
        options = parser.parse_args()
    except SystemExit as end:
        return 64 if end.code else 0
    office = None
    try:
        settings = Settings(options.config, options.bootstrap)
        default = os.path.join(os.path.dirname(os.path.abspath(options.config)), "foreign-state.json")
        office = Office(settings, State(options.state or default), options.restore)
        deadline = time.monotonic() + options.timeout
        office.start(deadline)
        code = answer(office, options, deadline) if options.answer else send(office, options, deadline)
        tell("done", code=code)
        return code
    except Stop as stop:
        tell("stopped", code=stop.code, reason=str(stop))
        return stop.code
    except (OSError, ValueError, KeyError) as error:
        tell("stopped", code=64, reason=f"{type(error).__name__}: {error}")
        return 64
    finally:
        if office:
            office.close()


if __name__ == "__main__":
    sys.exit(main())
