// copies.mjs -- backups: whole, told what is in them, refused when they are not what they were.
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { at, check, guiju, is, json, program, shell, step, store, text } from './ground.mjs';

const plain = guiju('backup', store, at('plain'));
is(plain.code, 0, 'backup', plain.err);
check(plain.out.includes('不含密钥') && plain.out.includes('含材料'), 'it says what is in it', plain.out);
check(!existsSync(at('plain', 'keys')), 'no keys unless asked for');
is(shell(`cd ${at('plain')} && sha256sum --quiet -c SHA256SUMS`).code, 0, 'sums for everybody');
is(statSync(at('plain')).mode & 0o777, 0o700, 'only the owner enters it');
is(text('plain', 'checkpoint'), text('store', 'checkpoint'), 'the signed head is in it');
const manifest = JSON.parse(text('plain', 'manifest.json'));
is(manifest.format, 'guiju-backup/1', 'manifest: format');
is(manifest.events, json(guiju('verify', store, '--json')).events, 'manifest: events');
is(manifest.keys, false, 'manifest: no keys');

const full = guiju('backup', store, at('full'), '--with-keys', '--json');
is(json(full).keys, true, 'with keys when asked for', full);
check(existsSync(at('full', 'keys', 'ed25519.secret')), 'and they are there');
const bare = guiju('backup', store, at('bare'), '--without-papers');
is(bare.code, 0, 'without papers', bare.err);
check(!existsSync(at('bare', 'files')) && bare.out.includes('不含材料'), 'it says so', bare.out);

// In the way.
is(guiju('backup', store, at('plain')).code, 5, 'no backup over a backup');
is(guiju('restore', at('plain'), store).code, 5, 'no restore over a store');
is(guiju('restore', at('nothing'), at('y')).code, 3, 'no backup, no store');

// What is not what it was is refused, file by file, and nothing is left.
for (const name of ['guiju.db', 'checkpoint', 'verifier.key', 'manifest.json', 'SHA256SUMS',
	`files/${readdirSync(at('plain', 'files'))[0]}`]) {
	const bad = at('bad');
	cpSync(at('plain'), bad, { recursive: true });
	const bytes = Buffer.from(text('plain', name), 'latin1');
	const whole = Buffer.concat([bytes.subarray(0, bytes.length - 1), Buffer.from('#')]);
	writeFileSync(at('bad', name), whole);
	const put = guiju('restore', bad, at('from-bad'));
	is(put.code, 6, `changed ${name} is refused`, put.err);
	check(!existsSync(at('from-bad')) && !existsSync(at('from-bad.init')),
		`changed ${name}: nothing is left`);
	rmSync(bad, { recursive: true });
}
const short = at('short');
cpSync(at('plain'), short, { recursive: true });
rmSync(at('short', 'files', readdirSync(at('short', 'files'))[0]));
is(guiju('restore', short, at('from-short')).code, 3, 'a missing file is missed');
rmSync(at('short', 'manifest.json'));
is(guiju('restore', short, at('from-short')).code, 3, 'without manifest it is no backup');

// A store that is not in order is not copied.
const bent = at('bent');
cpSync(store, bent, { recursive: true });
shell(`sqlite3 ${at('bent', 'guiju.db')} "UPDATE record SET stage = 'x' WHERE serial = 1"`);
if (guiju('verify', bent).code === 6) {
	is(guiju('backup', bent, at('of-bent')).code, 6, 'a store that is not in order');
	check(!existsSync(at('of-bent')), 'leaves no backup');
}
rmSync(bent, { recursive: true });

// While somebody writes.
const writing = spawn('sh', ['-c', `i=0; while [ $i -lt 12 ]; do i=$((i + 1)); "${program}" step \
"${store}" organ 设立 --as admin --set 代码=w$i --set 名称=在办$i --set 层级=部门 --set 职责=市政府; done`],
{ stdio: 'ignore' });
const over = new Promise(resolve => writing.on('close', resolve));
for (let i = 0; i < 3; i++) {
	const live = guiju('backup', store, at(`live${i}`), '--quick');
	is(live.code, 0, `while somebody writes ${i}`, live.err);
	is(guiju('restore', at(`live${i}`), at(`of-live${i}`)).code, 0, `and it can be restored ${i}`);
	await new Promise(resolve => setTimeout(resolve, 60));
}
await over;
is(step().code, 0, 'the store goes on');
