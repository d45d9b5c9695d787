// spoil.mjs -- whatever byte is changed, verify.mjs must refuse what it found good.
//
//     node spoil.mjs proof FILE STEP      one bit of every STEPth byte
//     node spoil.mjs export FOLDER        three bits of each file; each file taken away
//
// Prints how many changes were tried; exit 1 and their names when some were taken for good.
// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs';
import path from 'node:path';
import { hasSm3 } from './form.mjs';
import { checkExport, checkProof } from './verify.mjs';

const good = (check) => {
	try {
		check();
		return true;
	} catch {
		return false;
	}
};

const missed = [];
let tried = 0;
const refuse = (name, check) => {
	tried++;
	if (good(check))
		missed.push(name);
};

const flipped = (bytes, at) => {
	const changed = Buffer.from(bytes);
	changed[at] ^= 1 << at % 8;
	return changed;
};

const spoilProof = (file, step) => {
	const bytes = fs.readFileSync(file);
	if (!good(() => checkProof(bytes)))
		missed.push('the proof itself is refused');
	for (let at = 0; at < bytes.length; at += step)
		refuse(`byte ${at}`, () => checkProof(flipped(bytes, at)));
};

const filesOf = (folder, under = '') => fs.readdirSync(path.join(folder, under), { withFileTypes: true })
	.flatMap((entry) => {
		const name = path.join(under, entry.name);
		return entry.isDirectory() ? filesOf(folder, name) : [name];
	});

const spoilExport = (folder) => {
	const names = filesOf(folder).filter((name) => hasSm3 || !name.startsWith('tile.sm3'));
	if (!good(() => checkExport(folder)))
		missed.push('the export itself is refused');
	for (const name of names) {
		const file = path.join(folder, name);
		const bytes = fs.readFileSync(file);
		for (const at of new Set([0, bytes.length >> 1, bytes.length - 1])) {
			if (bytes.length === 0)
				continue;
			fs.writeFileSync(file, flipped(bytes, at));
			refuse(`${name}: byte ${at}`, () => checkExport(folder));
		}
		fs.unlinkSync(file);
		refuse(`${name}: gone`, () => checkExport(folder));
		fs.writeFileSync(file, bytes);
	}
};

const [what, where, step] = process.argv.slice(2);
if (what === 'proof')
	spoilProof(where, Number(step));
else
	spoilExport(where);
console.log(`${tried} changes, ${missed.length} missed`);
for (const name of missed.slice(0, 10))
	console.log(`    ${name}`);
process.exitCode = missed.length > 0 ? 1 : 0;
