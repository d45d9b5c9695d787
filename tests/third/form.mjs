// form.mjs -- hashes, keys, notes and trees of docs/formats/checkpoint.md, without dependencies.
// SPDX-License-Identifier: Apache-2.0
import crypto from 'node:crypto';

export class Fault extends Error {}

export const need = (truth, what) => {
	if (!truth)
		throw new Fault(what);
};

export const hasSm3 = crypto.getHashes().includes('sm3');
const hash = (name, parts) => {
	const h = crypto.createHash(name);
	for (const part of parts)
		h.update(part);
	return h.digest();
};
export const sha256 = (...parts) => hash('sha256', parts);
export const sm3 = (...parts) => hash('sm3', parts);

// Strict readings: exactly one spelling is good.
export const base64 = (text, length) => {
	const bytes = Buffer.from(text, 'base64');
	need(bytes.toString('base64') === text, `base64: ${text}`);
	need(length === undefined || bytes.length === length, `length of ${text}`);
	return bytes;
};
export const base64url = (text) => {
	const bytes = Buffer.from(text, 'base64url');
	need(bytes.toString('base64url') === text && bytes.length === 32, `digest: ${text}`);
	return bytes;
};
export const number = (text, least = 0n) => {
	need(/^(0|[1-9][0-9]*)$/.test(text), `number: ${text}`);
	const n = BigInt(text);
	need(n >= least && n < 1n << 63n, `number: ${text}`);
	return n;
};
export const utf8 = (bytes) => {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new Fault('not UTF-8');
	}
};

// SM2 (GB/T 32918.2) on the curve of GB/T 32918.5, in whole numbers.
const P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFFn;
const A = P - 3n;
const B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93n;
const N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123n;
const G = [0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7n,
	0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0n];
const mod = (x, m) => (x % m + m) % m;
const inverse = (x, m) => {
	let [a, b, u, v] = [mod(x, m), m, 1n, 0n];
	while (a !== 0n)
		[a, b, u, v] = [b % a, a, v - (b / a) * u, u];
	return mod(v, m);
};
const plus = (p, q) => {
	if (p === null || q === null)
		return p ?? q;
	if (p[0] === q[0] && mod(p[1] + q[1], P) === 0n)
		return null;
	const slope = p[0] === q[0]
		? mod((3n * p[0] * p[0] + A) * inverse(2n * p[1], P), P)
		: mod((q[1] - p[1]) * inverse(q[0] - p[0], P), P);
	const x = mod(slope * slope - p[0] - q[0], P);
	return [x, mod(slope * (p[0] - x) - p[1], P)];
};
const times = (k, p) => {
	let sum = null;
	for (; k > 0n; k >>= 1n, p = plus(p, p))
		if (k & 1n)
			sum = plus(sum, p);
	return sum;
};
const whole = (bytes) => BigInt('0x' + bytes.toString('hex'));
const bytes32 = (n) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex');

const sm2Good = (open, message, signature) => {
	const key = [whole(open.subarray(1, 33)), whole(open.subarray(33))];
	const [r, s] = [whole(signature.subarray(0, 32)), whole(signature.subarray(32))];
	const onCurve = mod(key[1] * key[1] - key[0] * key[0] * key[0] - A * key[0] - B, P) === 0n;
	if (open[0] !== 4 || !onCurve || r < 1n || r >= N || s < 1n || s >= N)
		return false;
	const za = sm3(Buffer.from([0, 0x80]), '1234567812345678', bytes32(A), bytes32(B),
		bytes32(G[0]), bytes32(G[1]), open.subarray(1));
	const t = mod(r + s, N);
	const point = t === 0n ? null : plus(times(s, G), times(t, key));
	return point !== null && mod(whole(sm3(za, message)) + point[0], N) === r;
};

const ed25519Good = (open, message, signature) => {
	const key = crypto.createPublicKey({ format: 'jwk',
		key: { kty: 'OKP', crv: 'Ed25519', x: open.toString('base64url') } });
	return crypto.verify(null, message, key, signature);
};

const sm2Type = Buffer.concat([Buffer.from([0xff]), Buffer.from('guiju/sm2')]);

// "name+hex(key id)+base64(type ‖ key)"
export const readKey = (line) => {
	const parts = line.split('+');
	const [name, hex] = parts;
	need(parts.length >= 3 && name.length > 0 && !/\s/u.test(name), `key: ${line}`);
	const typed = base64(parts.slice(2).join('+'));
	const id = sha256(name, '\n', typed).subarray(0, 4);
	need(id.toString('hex') === hex, `key id: ${line}`);
	if (typed[0] === 1 && typed.length === 33)
		return { name, id, kind: 'ed25519', good: (m, s) => ed25519Good(typed.subarray(1), m, s) };
	need(typed.length === 75 && typed.subarray(0, 10).equals(sm2Type), `type of key: ${line}`);
	return { name, id, kind: 'sm2', good: (m, s) => sm2Good(typed.subarray(10), m, s) };
};

// The checkpoint in a note (bytes) that `key` has signed.
export const openCheckpoint = (note, key) => {
	const all = utf8(note);
	const end = all.lastIndexOf('\n\n');
	need(end > 0 && all.endsWith('\n') && !/[\x00-\x09\x0b-\x1f]/.test(all), 'form of the note');
	const text = all.slice(0, end + 1);
	let signed = false;
	for (const line of all.slice(end + 2, -1).split('\n')) {
		const parts = /^— ([^\s+]+) (\S+)$/u.exec(line);
		need(parts, `signature line: ${line}`);
		const bytes = base64(parts[2]);
		need(bytes.length >= 5, 'signature');
		if (parts[1] !== key.name || !bytes.subarray(0, 4).equals(key.id))
			continue;
		const signature = bytes.subarray(4);
		need(signature.length === 64, 'length of the signature');
		need((key.kind === 'sm2' && !hasSm3) || key.good(Buffer.from(text), signature),
			`bad signature of ${key.name}`);
		signed = true;
	}
	need(signed, `no signature of ${key.name}`);
	const [origin, size, root] = text.split('\n');
	need(origin === key.name, 'origin is not the name of the key');
	return { origin, size: number(size), root: base64(root, 32) };
};

// The tree: `h` is sha256 or sm3.
export const leafHash = (h, entry) => h(Buffer.from([0]), entry);
export const nodeHash = (h, left, right) => h(Buffer.from([1]), left, right);

// The root of a list of hashes, split at the largest power of two below its length.
export const rootOf = (h, hashes) => {
	if (hashes.length === 0)
		return h();
	if (hashes.length === 1)
		return hashes[0];
	let split = 1;
	while (split * 2 < hashes.length)
		split *= 2;
	return nodeHash(h, rootOf(h, hashes.slice(0, split)), rootOf(h, hashes.slice(split)));
};

// RFC 6962 §2.1.1, read downwards: which half holds the leaf at each split.
export const includedIn = (h, index, size, leaf, path, root) => {
	const up = [];
	need(index < size, 'number of the event is beyond the checkpoint');
	for (let i = index, n = size; n > 1n;) {
		let split = 1n;
		while (split * 2n < n)
			split *= 2n;
		const left = i < split;
		up.unshift(left);
		[i, n] = left ? [i, split] : [i - split, n - split];
	}
	need(up.length === path.length, 'length of the path');
	let now = leaf;
	up.forEach((left, k) => {
		now = left ? nodeHash(h, now, path[k]) : nodeHash(h, path[k], now);
	});
	need(now.equals(root), 'the path does not lead to the root');
};

// "tile/0/x001/234", "tile/entries/000.p/5": behind "tile".
export const tilePath = (level, index, width) => {
	const digits = String(index);
	const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.../g);
	const last = groups.pop();
	return `/${level}/${groups.map((g) => `x${g}/`).join('')}${last}` +
		(width < 256 ? `.p/${width}` : '');
};
