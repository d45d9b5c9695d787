// desk.mjs -- stores made for a test, and guiju's answers from them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const shared = process.env.GUIJU_SHARED;
export const work = mkdtempSync(join(tmpdir(), 'guiju-import-'));
export const program = process.argv[2];
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const counts = { passed: 0, failed: 0, skipped: 0 };
let what = '';

export function check(ok, name, got) {
	counts[ok ? 'passed' : 'failed']++;
	if (!ok) console.log(`FAIL ${what}: ${name}${got === undefined ? '' : ': ' + JSON.stringify(got)}`);
}
export function equal(got, want, name) {
	check(JSON.stringify(got) === JSON.stringify(want), name, { got, want });
}
export function part(name, needs, run) {
	what = name;
	for (const file of needs)
		if (!existsSync(join(shared, 'data', file))) {
			console.log(`SKIP ${name}: ${file} is not there`);
			counts.skipped++;
			return;
		}
	run();
}
export function finish() {
	console.log(`import: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	process.exitCode = counts.failed > 0 ? 1 : 0;
}

export function guiju(...args) {
	const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
	return { code: done.status, out: done.stdout, err: done.stderr };
}
let stores = 0;
export function newStore(...rules) {
	const store = join(work, `store${++stores}`);
	const made = guiju('init', store, '--place', '620200', '--name', '嘉峪关市');
	const adopted = guiju('adopt', store, ...rules.map(r => join(here, 'rules', `${r}.rule`)));
	check(made.code === 0 && adopted.code === 0, 'a store is made', [made, adopted]);
	return store;
}
export const mapOf = name => join(here, 'maps', `${name}.map`);
export const dataOf = name => join(shared, 'data', name);
export function importFile(store, map, file, ...options) {
	const done = guiju('import', store, '--map', map, file, '--json', ...options);
	let summary = null;
	try { summary = JSON.parse(done.out); } catch { /* refused as a whole: see err */ }
	let error = null;
	try { error = JSON.parse(done.err).error; } catch { /* none */ }
	return { ...done, summary, error };
}
// The figure of a year: a number, or [numerator, denominator].
export function figure(store, name, year) {
	const answer = guiju('figure', store, name, '--year', String(year), '--json');
	if (answer.code !== 0) return answer.err;
	const f = JSON.parse(answer.out).figure;
	return f.value !== undefined ? Number(f.value) : [Number(f.numerator), Number(f.denominator)];
}
export function figures(store, name, years) {
	return years.map(year => figure(store, name, year));
}
export function recordsOf(store, procedure) {
	const answer = guiju('list', store, procedure, '--limit', '0', '--json');
	return answer.out.split('\n').filter(line => line !== '').length;
}
// Events in the ledger, as verify tells them; it must also find nothing wrong.
export function ledgerSize(store) {
	const answer = guiju('verify', store);
	check(answer.code === 0, 'the store verifies', answer.out + answer.err);
	return Number(/总账：(\d+) 件/.exec(answer.out)?.[1]);
}
