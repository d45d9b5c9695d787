// verify.mjs -- a verifier from docs/formats alone: proofs, exports, and the pages' own vectors.
//
//     node verify.mjs proof FILE
//     node verify.mjs export FOLDER [OLD-CHECKPOINT]
//     node verify.mjs vectors DOCS-FORMATS
//
// Exit 0 and "good ...", or exit 1 and "bad: why". Without sm3 in this node's crypto the
// twin is left out, which is said.
// SPDX-License-Identifier: Apache-2.0
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault, base64, base64url, hasSm3, includedIn, leafHash, need, number, openCheckpoint,
	readKey, rootOf, sha256, sm3, tilePath, utf8 } from './form.mjs';

const kinds = ['open', 'step', 'end', 'clock', 'once', 'adopt', 'store', 'mend'];

// docs/formats/event.md

const canonical = (value) => {
	if (Array.isArray(value))
		return `[${value.map(canonical).join()}]`;
	if (value !== null && typeof value === 'object') {
		const names = Object.keys(value).sort(); // by UTF-16 units
		return `{${names.map((n) => `${JSON.stringify(n)}:${canonical(value[n])}`).join()}}`;
	}
	need(typeof value !== 'number' || Number.isSafeInteger(value), 'a number of the body');
	return JSON.stringify(value);
};

const instant = (text) => {
	const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{0,5}[1-9]))?\+08:00$/.exec(text ?? '');
	const ms = m ? Date.parse(`${m[1]}Z`) : NaN;
	need(ms >= 0 && new Date(ms).toISOString().startsWith(m[1]), `instant: ${text}`);
	return BigInt(ms) * 1000n - 8n * 3600000000n + BigInt((m[2] ?? '').padEnd(6, '0'));
};

const readBody = (text) => {
	let body;
	try {
		body = JSON.parse(text);
	} catch {
		throw new Fault('body is not JSON');
	}
	need(Buffer.byteLength(text) <= 262144 && canonical(body) === text, 'body is not canonical');
	need(body.v === 1 && kinds.includes(body.kind), 'version or kind of the body');
	need(/^[\x21-\x7e]{1,40}$/.test(body.procedure ?? ''), 'procedure of the body');
	need(instant(body.recorded) >= 0n, 'recorded before 1970');
	need(body.happened === undefined || instant(body.happened) >= 0n, 'happened before 1970');
	need(body.record === undefined || body.record >= 1, 'record of the body');
	return body;
};

const commit = (salt, body) => sha256('guiju event 1\0', salt, body);

const lp = (bytes) => {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
};
const commitField = (salt, field, value) =>
	sha256('guiju field 1\0', lp(salt), lp(Buffer.from(field)), lp(Buffer.from(value)));

const entryOf = (body, salt, text) => {
	const procedure = Buffer.from(body.procedure);
	const head = Buffer.alloc(11);
	head[0] = 1;
	head[1] = kinds.indexOf(body.kind) + 1;
	head.writeBigUInt64BE(instant(body.recorded), 2);
	head[10] = procedure.length;
	return Buffer.concat([head, procedure, commit(salt, text)]);
};

const readEntry = (bytes) => {
	const n = bytes[10];
	need(bytes.length === 43 + n && bytes[0] === 1 && bytes[1] >= 1 && bytes[1] <= 8, 'form of the entry');
	const procedure = bytes.toString('latin1', 11, 11 + n);
	need(/^[\x21-\x7e]{1,40}$/.test(procedure) && bytes[2] < 0x80, 'form of the entry');
	return { kind: kinds[bytes[1] - 1], recorded: bytes.readBigUInt64BE(2), procedure,
		commitment: bytes.subarray(11 + n) };
};

// docs/formats/proof.md

class Lines {
	constructor(bytes) {
		const text = utf8(bytes);
		need(text.endsWith('\n'), 'the last line has no line feed');
		this.lines = text.slice(0, -1).split('\n');
	}
	has(word) {
		return this.lines.length > 0 && this.lines[0].startsWith(`${word} `);
	}
	take(word) {
		need(this.has(word) && this.lines[0].length > word.length + 1, `no line of ${word}`);
		return this.lines.shift().slice(word.length + 1);
	}
	hashes(word) {
		const all = [];
		while (this.has(word))
			all.push(base64(this.take(word), 32));
		return all;
	}
	note(word) {
		const count = Number(number(this.take(word)));
		need(count <= this.lines.length, `lines of ${word}`);
		return Buffer.from(this.lines.splice(0, count).map((line) => `${line}\n`).join(''));
	}
}

const takePrivate = (value, before) => {
	const m = /^(\S+) (\S+) (".*")$/su.exec(value);
	need(m, 'form of a private line');
	const text = JSON.parse(m[3]);
	need(typeof text === 'string' && JSON.stringify(text) === m[3], 'spelling of a private value');
	need(before === undefined || Buffer.compare(Buffer.from(before), Buffer.from(m[1])) < 0,
		'order of private lines');
	return { field: m[1], salt: base64(m[2], 32), value: text };
};

const takeEvent = (lines) => {
	const event = { index: number(lines.take('event')), salt: base64(lines.take('salt'), 32),
		text: lines.take('body'), privates: [] };
	while (lines.has('private'))
		event.privates.push(takePrivate(lines.take('private'), event.privates.at(-1)?.field));
	event.path = lines.hashes('path');
	event.pathSm3 = lines.hashes('path-sm3');
	return event;
};

const checkEvent = (event, record, log, twin) => {
	const body = readBody(event.text);
	need(`${body.procedure} ${body.record}` === record, 'an event of another record');
	const entry = entryOf(body, event.salt, event.text);
	includedIn(sha256, event.index, log.size, leafHash(sha256, entry), event.path, log.root);
	if (twin && hasSm3)
		includedIn(sm3, event.index, twin.size, leafHash(sm3, entry), event.pathSm3, twin.root);
	need(twin || event.pathSm3.length === 0, 'path-sm3 without a twin');
	for (const { field, salt, value } of event.privates) {
		const held = Object.hasOwn(body.private ?? {}, field) ? body.private[field] : '';
		need(base64url(held).equals(commitField(salt, field, value)), `private ${field}`);
	}
	return body.number;
};

export const checkProof = (bytes) => {
	const lines = new Lines(bytes);
	need(lines.lines.shift() === 'guiju-proof-1', 'not a proof');
	const origin = lines.take('origin');
	const key = readKey(lines.take('key'));
	const keySm3 = lines.has('key-sm3') ? readKey(lines.take('key-sm3')) : null;
	const record = lines.take('record');
	need(/^[\x21-\x7e]{1,40} (0|[1-9][0-9]*)$/.test(record), 'record');
	const official = lines.has('number') ? lines.take('number') : undefined;
	const count = Number(number(lines.take('events'), 1n));
	need(count <= 10000, 'too many events');
	const events = Array.from({ length: count }, () => takeEvent(lines));
	need(key.name === origin && key.kind === 'ed25519', 'key is not of the origin');
	const log = openCheckpoint(lines.note('checkpoint'), key);
	let twin = null;
	if (keySm3) {
		need(keySm3.name === `${origin}/sm3` && keySm3.kind === 'sm2', 'key-sm3 is not of the origin');
		twin = openCheckpoint(lines.note('checkpoint-sm3'), keySm3);
	}
	need(lines.lines.length === 0, 'something behind the end');
	let given;
	events.forEach((event, i) => {
		need(i === 0 || events[i - 1].index < event.index, 'order of events');
		given = checkEvent(event, record, log, twin) ?? given;
	});
	need(given === official, 'number');
	return `${count} events of ${record}${twin && !hasSm3 ? ', without the twin' : ''}`;
};

// docs/formats/export.md

const readEntries = (folder, size) => {
	const all = [];
	for (let at = 0; at < size; at += 256) {
		const width = Math.min(256, size - at);
		const bytes = fs.readFileSync(`${folder}/tile${tilePath('entries', at / 256, width)}`);
		let from = 0;
		for (let i = 0; i < width; i++) {
			need(from + 2 <= bytes.length, 'entries are cut');
			const to = from + 2 + bytes.readUInt16BE(from);
			need(to <= bytes.length, 'entries are cut');
			all.push(bytes.subarray(from + 2, to));
			from = to;
		}
		need(from === bytes.length, 'something behind the entries');
	}
	return all;
};

// Every tile of the log, and its root.
const checkTree = (h, tiles, leaves, root) => {
	need(rootOf(h, leaves).equals(root), `${tiles}: root`);
	for (let level = 0, row = leaves; row.length > 0; level++) {
		const above = [];
		for (let at = 0; at < row.length; at += 256) {
			const part = row.slice(at, at + 256);
			const file = fs.readFileSync(tiles + tilePath(level, at / 256, part.length));
			need(file.equals(Buffer.concat(part)), `${tiles}${tilePath(level, at / 256, part.length)}`);
			if (part.length === 256)
				above.push(rootOf(h, part));
		}
		row = above;
	}
};

const namedFiles = (folder, suffix) => {
	const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((n) => n.endsWith(suffix)) : [];
	for (const name of names)
		need(base64url(name.slice(0, -suffix.length)).equals(sha256(fs.readFileSync(path.join(folder, name)))),
			`${name} is not what it is called`);
	return new Set(names.map((n) => n.slice(0, -suffix.length)));
};

// One line of events.jsonl against its entry; `law` knows rules, calendars and the set in force.
const checkLine = (line, index, entry, law) => {
	const adopts = entry.kind === 'adopt' && entry.procedure === 'calendar';
	if (line === '{"salt":null}') {
		law.years = adopts ? null : law.years;
		return;
	}
	const m = /^\{"body":(.*),"salt":"([^"]*)"\}$/s.exec(line);
	need(m, 'form of the line');
	const salt = base64(m[2], 32);
	need(commit(salt, m[1]).equals(entry.commitment), 'body or salt');
	const body = readBody(m[1]);
	need(body.kind === entry.kind && body.procedure === entry.procedure &&
		instant(body.recorded) === entry.recorded, 'kind, procedure or time');
	need(body.cause === undefined || (body.cause >= 0 && body.cause < index), 'cause');
	need(body.rule === undefined || law.rules.has(body.rule), `no file of rule ${body.rule}`);
	if (adopts) {
		need(law.calendars.has(body.fields.digest), `no file of calendar ${body.fields.digest}`);
		law.years?.set(Number(body.fields.year), base64url(body.fields.digest));
	}
	if (body.calendar !== undefined && law.years) {
		const set = [...law.years].sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
		need(sha256(...set).toString('base64url') === body.calendar, 'calendar is not the set in force');
	}
};

const checkLines = (folder, entries) => {
	const text = utf8(fs.readFileSync(`${folder}/events.jsonl`));
	const lines = text.split('\n');
	const law = { rules: namedFiles(`${folder}/rules`, '.rule'),
		calendars: namedFiles(`${folder}/calendars`, '.calendar'), years: new Map() };
	need(lines.pop() === '' && lines.length === entries.length, 'number of lines of events.jsonl');
	let last = 0n;
	entries.forEach((bytes, i) => {
		const entry = readEntry(bytes);
		need(entry.recorded >= last, `event ${i}: time falls`);
		last = entry.recorded;
		try {
			checkLine(lines[i], i, entry, law);
		} catch (fault) {
			throw new Fault(`event ${i}: ${fault.message}`);
		}
	});
};

export const checkExport = (folder, old) => {
	const keys = fs.readFileSync(`${folder}/verifier.key`, 'utf8').trim().split('\n').map(readKey);
	need(keys[0].kind === 'ed25519' && keys.length <= 2, 'verifier.key');
	const log = openCheckpoint(fs.readFileSync(`${folder}/checkpoint`), keys[0]);
	const entries = readEntries(folder, Number(log.size));
	const leaves = entries.map((entry) => leafHash(sha256, entry));
	checkTree(sha256, `${folder}/tile`, leaves, log.root);
	if (keys.length === 2) {
		need(keys[1].kind === 'sm2' && keys[1].name === `${keys[0].name}/sm3`, 'key of the twin');
		const twin = openCheckpoint(fs.readFileSync(`${folder}/checkpoint.sm3`), keys[1]);
		need(twin.size === log.size, 'size of the twin');
		if (hasSm3)
			checkTree(sm3, `${folder}/tile.sm3`, entries.map((e) => leafHash(sm3, e)), twin.root);
	}
	checkLines(folder, entries);
	if (old) {
		const head = openCheckpoint(fs.readFileSync(old), keys[0]);
		need(head.size <= log.size && rootOf(sha256, leaves.slice(0, Number(head.size))).equals(head.root),
			'does not continue the old checkpoint');
	}
	return `${log.size} events${keys.length === 2 && !hasSm3 ? ', without the twin' : ''}`;
};

// The vectors at the ends of the pages.

const hexAfter = (page, label) => [...page.matchAll(new RegExp(`^    ${label} +([0-9a-f]+)$`, 'gm'))]
	.map((m) => Buffer.from(m[1], 'hex'));
const blocks = (page, kind) => [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'gms'))].map((m) => m[1]);

const checkEventPage = (page) => {
	const bodies = blocks(page, '').map((text) => text.slice(0, -1));
	const [salts, key] = [[0x11, 0x55].map((b) => Buffer.alloc(32, b)), Buffer.alloc(32, 0x22)];
	const want = { commitment: hexAfter(page, 'commitment'), entry: hexAfter(page, 'entry'),
		leaf: hexAfter(page, 'leaf, SHA-256'), sm3: hexAfter(page, 'leaf, SM3'), salt: hexAfter(page, 'salt_f') };
	const commitments = [want.commitment[0], want.commitment[3]];
	need(bodies.length === 2 && want.commitment.length === 4 && want.entry.length === 2, 'event.md');
	bodies.forEach((text, i) => {
		const entry = entryOf(readBody(text), salts[i], text);
		need(commit(salts[i], text).equals(commitments[i]) && entry.equals(want.entry[i]), `event.md: entry ${i}`);
		need(leafHash(sha256, entry).equals(want.leaf[i]), `event.md: leaf ${i}`);
		need(!hasSm3 || leafHash(sm3, entry).equals(want.sm3[i]), `event.md: SM3 leaf ${i}`);
	});
	[['applicant_name', '张三'], ['claim', '撤销\n第二行']].forEach(([field, value], i) => {
		const salt = crypto.createHmac('sha256', key).update(field).digest();
		need(salt.equals(want.salt[i]), `event.md: salt of ${field}`);
		need(commitField(salt, field, value).equals(want.commitment[1 + i]), `event.md: ${field}`);
		need(JSON.parse(bodies[1]).private[field] === want.commitment[1 + i].toString('base64url'),
			`event.md: ${field} in the body`);
	});
};

const checkCheckpointPage = (page) => {
	const keys = [...page.matchAll(/^ {4}verifier key +(\S+)$/gm)].map((m) => readKey(m[1]));
	const notes = blocks(page, '').filter((text) => text.includes('—'));
	need(keys.length === 2 && notes.length === 2, 'checkpoint.md');
	keys.forEach((key, i) => openCheckpoint(Buffer.from(notes[i]), key));
	for (const row of page.matchAll(/^\| (\d+) \| ([0-9a-f]{64}) \| ([0-9a-f]{64}) \|$/gm)) {
		const size = Number(row[1]);
		const entries = Array.from({ length: size }, (_, i) => Buffer.from([i >> 8 & 255, i & 255]));
		const root = (h) => rootOf(h, entries.map((e) => leafHash(h, e))).toString('hex');
		need(root(sha256) === row[2] && (!hasSm3 || root(sm3) === row[3]), `checkpoint.md: root of ${size}`);
	}
	for (const row of page.matchAll(/^\| (\w+), (\d+), (\w+) \| `tile(\S+)` \|$/gm)) {
		const width = row[3] === 'full' ? 256 : Number(row[3]);
		const level = row[1];
		need(tilePath(level, Number(row[2]), width) === row[4], `checkpoint.md: path ${row[4]}`);
	}
};

const checkVectors = (folder) => {
	const page = (name) => fs.readFileSync(`${folder}/${name}.md`, 'utf8');
	checkEventPage(page('event'));
	checkCheckpointPage(page('checkpoint'));
	const proofs = blocks(page('proof'), 'guiju-proof-1');
	need(proofs.length === 2, 'proof.md');
	proofs.forEach((proof) => checkProof(Buffer.from(proof)));
	return 'vectors of event.md, checkpoint.md and proof.md';
};

const main = ([what, file, old]) => {
	const ways = { proof: () => checkProof(fs.readFileSync(file)), export: () => checkExport(file, old),
		vectors: () => checkVectors(file) };
	try {
		console.log(`good: ${ways[what]()}`);
	} catch (fault) {
		console.log(`bad: ${fault.message}`);
		process.exitCode = 1;
	}
};

if (import.meta.url === pathToFileURL(process.argv[1]).href)
	main(process.argv.slice(2));
