// hall.mjs -- what the kill tests share: chance, running and killing, and the checks after it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const work = mkdtempSync(join(tmpdir(), 'guiju-kill-'));
export const program = process.argv[2];
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const counts = { passed: 0, failed: 0, skipped: 0 };
export function check(ok, name, got) {
	counts[ok ? 'passed' : 'failed']++;
	if (!ok) console.log(`FAIL ${name}${got === undefined ? '' : ': ' + JSON.stringify(got)}`);
}
export function skip(why) {
	counts.skipped++;
	console.log(`SKIP ${why}`);
}
export function finish() {
	console.log(`kill: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	process.exitCode = counts.failed > 0 ? 1 : 0;
}

// A small generator: the moments are the same in each run.
let state = 20240601;
export function chance(below) {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}

export function guiju(...args) {
	const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
	return { code: done.status, out: done.stdout, err: done.stderr };
}

// Runs until `ms` have passed since the first line it wrote (`from` = 'first'), or since its
// start; then SIGKILL. Gives what it wrote until then and whether it was killed.
export function killed(args, { ms, from = 'start', env = {} }) {
	return new Promise(resolve => {
		const child = spawn(program, args, { env: { ...process.env, ...env } });
		let out = '', err = '', timer = null;
		const arm = () => { timer ??= setTimeout(() => child.kill('SIGKILL'), ms); };
		child.stdout.on('data', part => { out += part; arm(); });
		child.stderr.on('data', part => { err += part; });
		if (from === 'start') arm();
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			resolve({ out, err, code, killed: signal === 'SIGKILL' });
		});
	});
}

// The last N of the lines `ack N`; a line cut short does not count.
export function acknowledged(out) {
	const lines = out.split('\n').slice(0, -1).filter(line => line.startsWith('ack '));
	return lines.length ? Number(lines.at(-1).slice(4)) : 0;
}

// A store after a kill: it opens for writing, verifies, and has what was acknowledged.
export function checkStore(store, least, name, whole) {
	const found = guiju('verify', store, '--json', ...(whole ? [] : ['--quick']));
	let events = -1;
	try { events = JSON.parse(found.out).events; } catch { /* told below */ }
	check(found.code === 0, `${name}: verifies`, found.out + found.err);
	check(events >= least, `${name}: has what was acknowledged`, { events, least });
	const again = guiju('adopt', store, join(here, '../../procedures/organ.rule'));
	check(again.code === 0, `${name}: opens for writing`, again.err);
	return events;
}

// Before the store is whole there is none, and the message says what to do.
export function checkNone(store, name) {
	const told = guiju('verify', store, '--quick');
	check(told.code === 3 && told.err.includes('store.missing') && told.err.includes('guiju init'),
		`${name}: says that there is no store`, told);
	const made = guiju('init', store, '--place', '620200', '--name', '嘉峪关市');
	check(made.code === 0 && !existsSync(`${store}.init`), `${name}: can be made after it`, made);
	const found = guiju('verify', store);
	check(found.code === 0, `${name}: the new one verifies`, found.out);
}
