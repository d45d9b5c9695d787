// doctor.mjs -- each thing that doctor looks for is made wrong, and found.
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { at, check, guiju, is, json, shell, skip, store } from './ground.mjs';

const look = (...args) => {
	const done = guiju('doctor', '--json', ...args);
	const found = json(done);
	return { ...done, found, level: code => found.findings?.find(f => f.code === code)?.level };
};

const machine = look();
check(machine.found.findings?.length > 2, 'the machine alone', machine);
is(machine.level('program.files'), 'good', 'program files');
const well = look(store, '--backup', at('monday'));
is(well.found.errors, 0, 'a store in order', well.found);
is(well.level('backup.age'), 'good', 'its backup');
is(well.level('store.schema'), 'good', 'its tables');
is(well.level('ledger.tail'), 'good', 'its log');
is(well.code, well.found.warnings > 0 ? 1 : 0, 'the exit code says whether there is work');
for (const f of well.found.findings)
	if (f.level !== 'good')
		check(f.why && f.fix, `${f.code} says why and what to do`, f);

const sick = at('sick');
function makeSick(how) {
	cpSync(store, sick, { recursive: true });
	chmodSync(sick, 0o700);
	how();
	const seen = look(sick);
	rmSync(sick, { recursive: true });
	return seen;
}
const cases = {
	'folder.mode': () => chmodSync(at('sick', 'keys', 'ed25519.secret'), 0o644),
	'folder.keys': () => rmSync(at('sick', 'keys', 'ed25519.secret')),
	'paper.missing': () => rmSync(at('sick', 'files', readdirSync(at('sick', 'files'))[0])),
	'ledger.open': () => writeFileSync(at('sick', 'checkpoint'), 'nonsense\n'),
	'store.open': () => writeFileSync(at('sick', 'guiju.db'), 'not a database at all'),
};
for (const [code, how] of Object.entries(cases)) {
	const seen = makeSick(how);
	is(seen.level(code), 'error', `${code} is found`, seen.found);
	is(seen.code, 1, `${code}: exit 1`);
}
if (shell('command -v sqlite3').code === 0) {
	const sql = text => () => shell(`sqlite3 ${at('sick', 'guiju.db')} "${text}"`);
	is(makeSick(sql("DELETE FROM calendar WHERE year >= 2026")).level('calendar.year'), 'error',
		'a year without calendar');
	is(makeSick(sql("INSERT INTO migration VALUES (99, 'x', 'y')")).level('store.schema'), 'error',
		'tables of a newer program');
	const bare = makeSick(sql("INSERT INTO account (person, state, totp_step, made, made_by) " +
		"VALUES ('z', 1, 0, 1, 'a'); INSERT OR REPLACE INTO auth_setting VALUES ('profile', 'djbh3')"));
	is(bare.level('account.factor'), 'error', 'djbh3 without second factor', bare.found);
} else {
	skip('sqlite3 is not there');
}
is(look(at('nowhere')).level('folder.missing'), 'error', 'no such folder');
mkdirSync(at('store.init'));
is(look(store).level('folder.left'), 'note', 'what was left half done');
rmSync(at('store.init'), { recursive: true });
is(look(store, '--backup', at('nowhere')).level('backup.manifest'), 'error', 'no backup');

if (shell('command -v openssl').code === 0) {
	for (const [days, level] of [[400, 'good'], [5, 'warning']]) {
		shell(`openssl req -x509 -newkey ed25519 -nodes -keyout ${at('k.pem')} -out ${at('c.pem')} \
-days ${days} -subj /CN=guiju`);
		is(look('--cert', at('c.pem')).level('tls.cert'), level, `a certificate of ${days} days`);
	}
	is(look('--cert', at('k.pem')).level('tls.cert'), 'error', 'no certificate');
} else {
	skip('openssl is not there');
}
