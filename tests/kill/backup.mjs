// backup.mjs -- guiju killed while it copies a store, or puts it back: whole, or not there.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { smallCity } from './city.mjs';
import { chance, check, guiju, killed, work } from './hall.mjs';

const folder = join(work, 'backup');
mkdirSync(folder);
const store = join(folder, 'store'), whole = join(folder, 'whole');
const made = guiju('demo', store, '--city', smallCity(folder));
check(made.code === 0, 'a store to copy', made.err);
const before = Date.now();
const first = guiju('backup', store, whole, '--with-keys');
const takes = Date.now() - before;
check(first.code === 0, 'a whole backup', first.err);

// A folder that looks like a backup can be restored; nothing else is at its place.
async function backupKilled(i) {
	const target = join(folder, `target${i}`), again = join(folder, `again${i}`);
	const got = await killed(['backup', store, target], { ms: chance(takes) });

	check(got.killed || got.code === 0, `backup ${i}: killed or done`, got);
	if (existsSync(target)) {
		const put = guiju('restore', target, again, '--quick');
		check(put.code === 0, `backup ${i}: what is there is whole`, put.err);
	} else {
		const none = guiju('restore', target, again);
		check(none.code === 3, `backup ${i}: nothing looks like one`, none.err);
	}
	const second = guiju('backup', store, target + 'b', '--quick');
	check(second.code === 0, `backup ${i}: another one can be made`, second.err);
	if (!existsSync(target))
		check(guiju('backup', store, target, '--quick').code === 0,
			`backup ${i}: in the same place too`);
	for (const name of readdirSync(folder))
		if (/^(target|again)/.test(name))
			rmSync(join(folder, name), { recursive: true });
}

async function restoreKilled(i) {
	const target = join(folder, `store${i}`);
	const got = await killed(['restore', whole, target], { ms: chance(takes * 2) });

	check(got.killed || got.code === 0, `restore ${i}: killed or done`, got);
	if (existsSync(target)) {
		const found = guiju('verify', target);
		check(found.code === 0, `restore ${i}: what is there holds`, found.out + found.err);
	} else {
		const put = guiju('restore', whole, target, '--quick');
		check(put.code === 0, `restore ${i}: again, in the same place`, put.err);
	}
	check(guiju('verify', target, '--quick').code === 0, `restore ${i}: a store is there`);
	for (const name of readdirSync(folder))
		if (name.startsWith(`store${i}`))
			rmSync(join(folder, name), { recursive: true });
}

for (let i = 0; i < 20; i++)
	await backupKilled(i);
for (let i = 0; i < 20; i++)
	await restoreKilled(i);
check(guiju('verify', store).code === 0, 'the store that was copied is as it was');
rmSync(folder, { recursive: true });
