// demo.mjs -- the demonstration year killed while the store is made, and while it works.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledged, chance, check, checkNone, checkStore, killed, work } from './hall.mjs';

let unmade = 0, made = 0;

async function one(i, when) {
	const store = join(work, `demo${i}`);
	const got = await killed(['demo', store, '--ack'], when);
	const name = `demo ${i} (${when.from ?? 'start'} + ${when.ms} ms)`;

	check(got.killed, `${name}: was killed`, got.code);
	if (!existsSync(store)) {
		unmade++;
		checkNone(store, name);
	} else {
		made++;
		checkStore(store, acknowledged(got.out), name, i % 4 === 0);
	}
	rmSync(store, { recursive: true, force: true });
	rmSync(`${store}.init`, { recursive: true, force: true });
}

for (let i = 0; i < 16; i++)
	await one(i, { ms: i < 8 ? i : 2 + chance(60) }); /* the first ones surely before it is made */
for (let i = 16; i < 40; i++)
	await one(i, { ms: chance(1200), from: 'first' });
check(unmade > 0 && made > 20, 'both kinds of moment were met', { unmade, made });
