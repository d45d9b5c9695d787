// ground.mjs -- what these tests share: the programs, a small store, counting.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallCity } from '../kill/city.mjs';

export const build = process.argv[2];
export const program = join(build, 'guiju');
export const work = mkdtempSync(join(tmpdir(), 'guiju-keep-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const counts = { passed: 0, failed: 0, skipped: 0 };
export function check(ok, name, got) {
	counts[ok ? 'passed' : 'failed']++;
	if (!ok) console.log(`FAIL ${name}${got === undefined ? '' : ': ' + JSON.stringify(got)}`);
}
export function is(got, wanted, name, more) {
	check(got === wanted, name, { got, wanted, more });
}
export function skip(why) {
	counts.skipped++;
	console.log(`SKIP keep: ${why}`);
}
export function finish() {
	console.log(`keep: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	process.exitCode = counts.failed > 0 ? 1 : 0;
}

function run(file, args, env = {}) {
	const done = spawnSync(file, args,
		{ encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, ...env } });
	return { code: done.status, out: done.stdout, err: done.stderr };
}
export const guiju = (...args) => run(program, args);
export const verifier = (...args) => run(join(build, 'guiju-verify'), args);
export const shell = (command, env) => run('sh', ['-c', command], env);
export const at = (...names) => join(work, ...names);
export const json = done => { try { return JSON.parse(done.out); } catch { return {}; } };
export const text = (...names) => readFileSync(at(...names), 'utf8');

export const store = at('store');
const made = guiju('demo', store, '--city', smallCity(work));
is(made.code, 0, 'a small store', made.err);

let offices = 0;
// One more event in the store.
export function step(folder = store) {
	const code = `x${++offices}`;
	return guiju('step', folder, 'organ', '设立', '--as', 'admin', '--set', `代码=${code}`,
		'--set', `名称=新局${code}`, '--set', '层级=部门', '--set', '职责=市政府');
}
