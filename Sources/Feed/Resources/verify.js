// Verifies one publication in the visitor's browser: nothing is asked but the public log, nothing is trusted but a key.
// Formats: Topics/feed.md; RFC 6962 (tree), C2SP signed-note, tlog-checkpoint, tlog-cosignature.

const encoder = new TextEncoder();

export const bytes64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) { whole.set(part, place); place += part.length; }
  return whole;
}

export const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
export const leafHash = (leaf) => sha256(Uint8Array.of(0), leaf);
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

// A leaf: a magic line, then six fields behind their lengths of four bytes.
export function readLeaf(leaf) {
  const magic = encoder.encode("liandong-log-1\n");
  if (!same(leaf.slice(0, magic.length), magic)) return null;
  const view = new DataView(leaf.buffer, leaf.byteOffset, leaf.byteLength);
  const fields = [];
  let place = magic.length;
  while (place < leaf.length) {
    if (place + 4 > leaf.length) return null;
    const length = view.getUint32(place);
    if (place + 4 + length > leaf.length) return null;
    fields.push(leaf.slice(place + 4, place + 4 + length));
    place += 4 + length;
  }
  if (fields.length !== 6 || fields[5].length !== 32) return null;
  const number = (field) => field.reduce((sum, byte) => sum * 256 + byte, 0);
  const text = (field) => new TextDecoder().decode(field);
  return {
    index: number(fields[0]), publication: text(fields[1]), version: number(fields[2]), event: text(fields[3]),
    time: number(fields[4]), commitment: fields[5],
  };
}

// RFC 9162, 2.1.3.2: the root that a leaf and its path make; null when the path does not fit.
export async function rootByPath(leaf, index, size, path) {
  if (index >= size) return null;
  let at = index, last = size - 1, result = await leafHash(leaf);
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      result = await nodeHash(sibling, result);
      while (at % 2 === 0 && at !== 0) { at = Math.floor(at / 2); last = Math.floor(last / 2); }
    } else {
      result = await nodeHash(result, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? result : null;
}

// A note: its text, a blank line, and lines "— name base64(id of four bytes, signature)".
export function readNote(note) {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const signatures = [];
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const [dash, name, encoded] = line.split(" ");
    if (dash !== "\u2014" || !encoded) return null;
    const raw = bytes64(encoded);
    signatures.push({ name, id: raw.slice(0, 4), signature: raw.slice(4) });
  }
  const text = note.slice(0, end + 1);
  const lines = text.split("\n");
  if (lines.length < 4 || !/^(0|[1-9][0-9]{0,14})$/.test(lines[1])) return null;
  return { text, origin: lines[0], size: Number(lines[1]), root: bytes64(lines[2]), signatures };
}

// "name+id+base64(kind, key)"; null unless the id is the hash of the rest.
export async function readKey(text, kind) {
  const parts = text.trim().split("+");
  if (parts.length < 3) return null;
  const [name, id] = parts;
  let raw;
  try { raw = bytes64(parts.slice(2).join("+")); } catch { return null; }
  if (raw.length !== 33 || raw[0] !== kind) return null;
  const made = (await sha256(encoder.encode(name + "\n"), raw)).slice(0, 4);
  return hex(made) === id ? { name, id: made, key: raw.slice(1) } : null;
}

// True or false; null where the browser has no Ed25519.
export async function isSigned(key, message, signature) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (failure) {
    if (failure.name === "NotSupportedError" || failure instanceof TypeError) return null;
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message);
}

export async function witnessesOf(note, keys) {
  const good = new Set();
  for (const key of keys) {
    for (const line of note.signatures) {
      if (line.name !== key.name || !same(line.id, key.id) || line.signature.length !== 72) continue;
      const seconds = line.signature.slice(0, 8).reduce((sum, byte) => sum * 256 + byte, 0);
      const message = encoder.encode(`cosignature/v1\ntime ${seconds}\n${note.text}`);
      if (await isSigned(key.key, message, line.signature.slice(8))) good.add(key.name);
    }
  }
  return [...good].sort();
}

// What the page shows against what the log says: every plain text that the page took from the record.
export function differences(shown, payload) {
  // Browsers read every line end as one sign.
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  return Object.entries(shown).filter(([name, text]) => {
    const value = payload?.[name];
    return value === undefined || plain(typeof value === "string" ? value : JSON.stringify(value)) !== plain(text);
  }).map(([name]) => name);
}

// All checks in order; `report(step, state, values)` tells each; returns whether all held.
export async function verify(input, report) {
  let holds = true;
  const step = (name, state, values = {}) => { if (state === "bad") holds = false; report(name, state, values); };
  let proof, keys;
  try {
    const ask = async (path) => {
      const answer = await fetch(path, { cache: "no-store", headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };
    proof = await ask(input.proofURL);
    keys = await ask(input.keysURL);
  } catch (failure) {
    step("fetch", "bad", { what: failure.message });
    return false;
  }
  const note = readNote(proof.checkpoint ?? "");
  const leaf = bytes64(proof.leaf ?? "");
  const entry = readLeaf(leaf);
  if (!note || !entry) { step("fetch", "bad", { what: note ? "leaf" : "checkpoint" }); return false; }
  step("fetch", "good", { place: entry.index, size: note.size });

  if (proof.salt === undefined || proof.content === undefined) {
    step("content", "warn");
  } else {
    const made = await sha256(bytes64(proof.salt), encoder.encode(proof.content));
    step("content", same(made, entry.commitment) ? "good" : "bad", { hash: hex(entry.commitment) });
    let record = null;
    try { record = JSON.parse(proof.content); } catch { /* told as a difference */ }
    const isSame = record?.publicationId === input.id && entry.publication === input.id;
    const wrong = differences(input.shown, record?.payload);
    if (!isSame) step("shown", "bad", { what: entry.publication });
    else if (wrong.length > 0) step("shown", "bad", { what: wrong.join(", ") });
    else step("shown", "good", { count: Object.keys(input.shown).length, version: entry.version });
  }

  const root = await rootByPath(leaf, entry.index, note.size, (proof.path ?? []).map(bytes64));
  step("path", root && same(root, note.root) ? "good" : "bad", { hashes: (proof.path ?? []).length, root: hex(note.root) });

  const key = await readKey(input.key || keys.log, 1);
  const line = key && note.signatures.find((line) => line.name === key.name && same(line.id, key.id));
  if (!key) step("signature", "bad", { what: input.key || keys.log });
  else if (!line || note.origin !== key.name) step("signature", "bad", { what: key.name });
  else {
    const signed = await isSigned(key.key, encoder.encode(note.text), line.signature);
    step("signature", signed === null ? "warn" : signed ? "good" : "bad", { what: key.name, unsupported: signed === null });
    if (signed === null) { step("witnesses", "warn", { names: "", count: 0, all: keys.witnesses.length }); return holds; }
  }
  const witnesses = (await Promise.all((keys.witnesses ?? []).map((text) => readKey(text, 4)))).filter((key) => key);
  const good = await witnessesOf(note, witnesses);
  step("witnesses", good.length > 0 ? "good" : "warn", { names: good.join(", "), count: good.length, all: witnesses.length });
  return holds;
}

// The panel of a record's page.
function panel(root) {
  const words = JSON.parse(root.dataset.words);
  const button = root.querySelector("button");
  const list = root.querySelector(".steps");
  const verdict = root.querySelector(".verdict");
  const own = root.querySelector("input");
  const told = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  button.hidden = false;
  root.querySelector(".noscript")?.remove();
  if (!globalThis.crypto?.subtle) {
    button.disabled = true;
    verdict.textContent = words.insecure;
    verdict.className = "verdict warn";
    return;
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    list.replaceChildren();
    verdict.textContent = words.running;
    verdict.className = "verdict";
    let hasWarning = false;
    const report = (name, state, values) => {
      if (state === "warn") hasWarning = true;
      const item = document.createElement("li");
      const head = document.createElement("b");
      const text = document.createElement("span");
      item.className = state;
      item.dataset.step = name;
      head.textContent = `${words[state]}  ${words[name]}`;
      text.textContent = told(words[`${name}.${values.unsupported ? "unsupported" : state}`] ?? "", values);
      item.append(head, text);
      list.append(item);
    };
    const shown = {};
    for (const field of document.querySelectorAll("[data-field]")) {
      shown[field.dataset.field] = field.dataset.raw ?? field.textContent;
    }
    let holds = false;
    try {
      holds = await verify(
        { id: root.dataset.id, proofURL: root.dataset.proof, keysURL: root.dataset.keys, key: own?.value, shown }, report);
    } catch (failure) {
      report("fetch", "bad", { what: failure.message });
    }
    verdict.textContent = holds ? (hasWarning ? words.partly : words.holds) : words.fails;
    verdict.className = `verdict ${holds ? (hasWarning ? "warn" : "good") : "bad"}`;
    verdict.dataset.result = holds ? (hasWarning ? "partly" : "holds") : "fails";
    button.disabled = false;
  });
  if (location.hash === "#verify") button.click();
}

// A link to /records/ID#verify verifies by itself.
if (typeof document !== "undefined") for (const root of document.querySelectorAll("[data-verify]")) panel(root);
