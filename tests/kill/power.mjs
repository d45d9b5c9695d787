// power.mjs -- the power cut while the demonstration year works: what was acknowledged is there.
//
// power_cut.c keeps a twin of the folder that has only what was synced; the twin is opened.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledged, chance, check, checkNone, checkStore, guiju, here, killed, skip, work }
	from './hall.mjs';

const shim = join(work, 'power_cut.so');
const built = spawnSync(process.env.CC ?? 'cc', ['-std=c11', '-O2', '-D_GNU_SOURCE', '-Wall',
	'-Wextra', '-shared', '-fPIC', '-o', shim, join(here, 'power_cut.c'), '-ldl'],
{ encoding: 'utf8' });

async function cut(name, more, when) {
	const root = join(work, `${name}.live`), twin = join(work, `${name}.twin`);

	mkdirSync(root);
	mkdirSync(twin);
	const env = { LD_PRELOAD: shim, POWER_ROOT: root, POWER_TWIN: twin, ...more };
	const got = await killed(['demo', join(root, 'store'), '--ack'], { ...when, env });
	check(got.killed, `${name}: was cut`, got.err);
	return { twin, store: join(twin, 'store'), least: acknowledged(got.out),
		end: () => [root, twin].forEach(f => rmSync(f, { recursive: true, force: true })) };
}

async function whileWorking(i) {
	const luck = i % 2 ? { POWER_LUCK: String(i) } : {}, name = `power${i}`;
	const left = await cut(name, luck, { ms: chance(1000), from: 'first' });

	checkStore(left.store, left.least, name, i % 5 === 0);
	left.end();
}

async function whileMaking(i) {
	const name = `making${i}`, left = await cut(name, {}, { ms: 5 + chance(150) });

	if (existsSync(left.store))
		checkStore(left.store, left.least, name, true);
	else
		checkNone(left.store, name);
	left.end();
}

// Were the log not synced, this test would see it: acknowledged events are missing.
async function withTeeth(i) {
	const left = await cut(`deaf${i}`, { POWER_DEAF: '1' }, { ms: 400, from: 'first' });
	const found = guiju('verify', left.store, '--quick', '--json');
	let events = 0;

	try { events = JSON.parse(found.out).events; } catch { /* nothing readable is left */ }
	check(events < left.least, 'an unsynced log would be noticed', { events, left });
	left.end();
}

if (built.status !== 0) {
	skip(`power cuts: ${built.error?.message ?? built.stderr}`);
} else {
	for (let i = 0; i < 25; i++)
		await whileWorking(i);
	for (let i = 0; i < 5; i++)
		await whileMaking(i);
	for (let i = 0; i < 2; i++)
		await withTeeth(i);
}
