// forks.mjs -- an older copy put back is a log of its own, and every old checkpoint tells.
import { cpSync, existsSync } from 'node:fs';
import { at, check, guiju, is, json, step, store, text, verifier } from './ground.mjs';

guiju('backup', store, at('monday'), '--with-keys');
cpSync(at('store', 'checkpoint'), at('monday.head'));
const size = JSON.parse(text('monday', 'manifest.json')).events;
step();
step();
cpSync(at('store', 'checkpoint'), at('tuesday.head'));

// The old name only for who shows that nothing is lost.
const blind = guiju('restore', at('monday'), at('a'), '--same-log');
is(blind.code, 9, 'the old log needs a head that was given away', blind.err);
const stale = guiju('restore', at('monday'), at('a'), '--same-log', '--known', at('tuesday.head'));
is(stale.code, 9, 'an older copy may not go on under the old name', stale.err);
check(stale.err.includes('restore.lost'), 'and says so', stale.err);
const same = json(guiju('restore', at('monday'), at('a'), '--same-log', '--known',
	at('monday.head'), '--json'));
is(same.new_log, false, 'the same log where nothing is lost', same);
is(same.origin, 'guiju/620200', 'under its name');
is(guiju('verify', at('a')).code, 0, 'it holds');
is(step(at('a')).code, 0, 'and goes on');

// An older copy: a new log.
const put = json(guiju('restore', at('monday'), at('b'), '--known', store, '--reason', '磁盘坏了',
	'--json'));
is(put.new_log, true, 'an older copy is a new log', put);
is(put.lost, 2, 'how many are lost', put);
is(put.size, size, 'from where it goes on', put);
check(/^guiju\/620200\/\d{8}T\d{6}$/.test(put.origin), 'its name', put.origin);
check(text('b', 'verifier.past').startsWith('guiju/620200+'), 'the old key is kept');
check(text('b', 'keys/ed25519.secret') !== text('store', 'keys/ed25519.secret'), 'its own key');
is(guiju('verify', at('b')).code, 0, 'it holds');
is(step(at('b')).code, 0, 'and goes on');

// The export says it, and old checkpoints meet it.
is(guiju('export', at('b'), at('b.export')).code, 0, 'export of the new log');
const told = json(verifier('--json', at('b.export')));
is(told.good, true, 'guiju-verify', told.faults);
is(JSON.stringify(told.former), JSON.stringify([{ origin: 'guiju/620200', size, lost: '2',
	heir: put.origin }]), 'names what it continues');
const older = verifier('--consistency', at('monday.head'), at('b.export'));
is(older.code, 0, 'a head from before the copy holds', older.out);
const newer = verifier('--consistency', at('tuesday.head'), at('b.export'));
is(newer.code, 6, 'a head of what was lost does not', newer.out);
check(newer.out.includes('分叉') && newer.out.includes('其后的 2 条'), 'the fork is named', newer.out);

// Two lines of one name: the copy that went on under the old name, and the store.
guiju('backup', at('a'), at('a.copy'), '--quick');
const forked = guiju('restore', at('a.copy'), at('c'), '--known', at('tuesday.head'));
is(forked.code, 6, 'another line of the same name is a fork', forked.err);
check(forked.err.includes('restore.fork') || forked.err.includes('ledger.rollback'),
	'and is named', forked.err);

// Restored once more: a chain of logs.
guiju('backup', at('b'), at('b.copy'));
const put2 = guiju('restore', at('b.copy'), at('d'), '--json');
is(json(put2).lost, -1, 'nothing is known of later events', put2.err);
guiju('export', at('d'), at('d.export'));
is(json(verifier('--json', at('d.export'))).former?.length, 2, 'both are named');
is(verifier('--consistency', at('monday.head'), at('d.export')).code, 0, 'the oldest head holds');
is(verifier('--consistency', at('tuesday.head'), at('d.export')).code, 6, 'the fork is still named');
is(guiju('export', at('d'), at('b.export')).code, 5, 'no export over the one before');

// Who takes the event of the restoring away is seen.
const lie = json(guiju('verify', at('b'), '--json'));
is(lie.good, true, 'the restored store, again');

// A head of another city is no head.
guiju('init', at('other'), '--place', '620300', '--name', '金昌市');
check(guiju('restore', at('monday'), at('e'), '--known', at('other')).code !== 0,
	'a head of another log is refused');
check(!existsSync(at('e')), 'and leaves nothing');

// The national log too.
guiju('init', at('nat'), '--place', '620201', '--name', '试点区', '--national');
guiju('backup', at('nat'), at('nat.copy'));
cpSync(at('nat', 'checkpoint.sm3'), at('nat.sm3'));
step(at('nat'));
cpSync(at('nat', 'checkpoint.sm3'), at('nat.later.sm3'));
is(guiju('restore', at('nat.copy'), at('nat2')).code, 0, 'national: restored');
is(guiju('verify', at('nat2')).code, 0, 'national: holds');
guiju('export', at('nat2'), at('nat.export'));
is(verifier('--consistency', at('nat.sm3'), at('nat.export')).code, 0, 'national: the old twin holds');
const twin = verifier('--consistency', at('nat.later.sm3'), at('nat.export'));
check(twin.code === 6 && twin.out.includes('分叉'), 'national: the fork is named by the twin', twin);

// Accounts hang on a key: without it they are not brought back in silence.
const invited = guiju('user', store, 'invite', 'admin', '--as', 'admin');
if (invited.code === 0) {
	guiju('backup', store, at('accounts'));
	const shut = guiju('restore', at('accounts'), at('f'));
	is(shut.code, 3, 'accounts without their key', shut.err);
	is(guiju('restore', at('accounts'), at('f'), '--keys', at('store', 'keys')).code, 0,
		'with the key kept apart');
	is(guiju('verify', at('f')).code, 0, 'the log of the door holds');
	is(guiju('restore', at('accounts'), at('g'), '--without-accounts').code, 0, 'or given up');
	is(guiju('verify', at('g')).code, 0, 'then it begins anew');
	check(existsSync(at('g', 'security_log.past')), 'and the old one is kept');
	is(guiju('user', at('g'), 'invite', 'admin', '--as', 'admin').code, 0, 'people come back in');
}
