// migrate.mjs -- killed in front of every write while the tables are brought up to date.
//
// An old store is made: the tables of schema/0001, filled from a store of today. A newer program
// opens it and is killed in front of its 1st, 2nd, 3rd ... change of a file. What is left must be
// the tables of some version exactly, and the next start must come to the end, losing nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync }
	from 'node:fs';
import { join } from 'node:path';
import { smallCity } from './city.mjs';
import { check, guiju, here, program, skip, work } from './hall.mjs';

const folder = join(work, 'migrate'), home = process.env.GUIJU_HOME;
mkdirSync(folder);
const sh = (command, input, env = {}) => spawnSync('sh', ['-c', command],
	{ input, encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, ...env } });
const sql = (db, text) => {
	const done = sh(`sqlite3 -bail "${db}"`, text);
	if (done.status !== 0)
		throw new Error(done.stderr);
	return done.stdout;
};

// As store/migrate.c chooses the lines for SQLite.
const files = readdirSync(join(home, 'schema')).filter(f => f.endsWith('.sql')).sort();
const texts = files.map(f => readFileSync(join(home, 'schema', f), 'utf8'));
const chosen = texts.map(text => text.replace(/\n$/, '').split('\n')
	.filter(line => !line.startsWith('-- postgres: '))
	.map(line => line.startsWith('-- sqlite: ') ? line.slice(11) : line).join('\n') + '\n');
const applied = i => `${chosen[i]}INSERT INTO migration VALUES (${i + 1}, '${files[i]}',
'${createHash('sha256').update(texts[i]).digest('hex')}');`;
const tables = 'CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL, ' +
	'digest text NOT NULL);';
const shape = db => sql(db, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND " +
	"name <> 'migration' AND name NOT LIKE 'search%' ORDER BY type, name");

function oldStore() {
	const now = join(folder, 'now'), old = join(folder, 'old');
	const made = guiju('demo', now, '--city', smallCity(folder));
	check(made.code === 0, 'a store of today', made.err);
	cpSync(now, old, { recursive: true });
	rmSync(join(old, 'guiju.db'));
	const db = join(old, 'guiju.db');
	sql(db, `PRAGMA journal_mode=WAL; ${tables} ${applied(0)}`);
	const names = sql(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> " +
		"'migration'").trim().split('\n');
	const columns = name => sql(db, `SELECT group_concat(name) FROM pragma_table_info('${name}')`).trim();
	sql(db, `ATTACH '${join(now, 'guiju.db')}' AS now; BEGIN; ` + names.map(name =>
		`INSERT INTO main.${name} (${columns(name)}) SELECT ${columns(name)} FROM now.${name};`)
		.join(' ') + " DELETE FROM setting WHERE name = 'lists'; COMMIT;");
	return old;
}

// The tables after each version, made by SQLite's own program.
function shapes() {
	const db = join(folder, 'shape.db'), list = [];
	sql(db, tables);
	for (let i = 0; i < files.length; i++) {
		sql(db, applied(i));
		list[i + 1] = shape(db);
	}
	return list;
}

const shim = join(work, 'kill_nth.so');
const built = spawnSync(process.env.CC ?? 'cc', ['-std=c11', '-O2', '-D_GNU_SOURCE', '-Wall',
	'-Wextra', '-shared', '-fPIC', '-o', shim, join(here, 'kill_nth.c'), '-ldl'],
{ encoding: 'utf8' });

function open(store, env) {
	return spawnSync(program, ['tick', store, '--at', '2024-12-31'],
		{ encoding: 'utf8', env: { ...process.env, ...env } });
}

function killedAt(old, n, wanted) {
	const store = join(folder, 'store'), left = join(folder, 'left');
	cpSync(old, store, { recursive: true });
	const got = open(store, { LD_PRELOAD: shim, KILL_NTH: String(n) });
	const name = `migration killed at ${n}`;
	check(got.signal === 'SIGKILL', `${name}: was killed`, got.stderr);
	cpSync(store, left, { recursive: true }); // looking mends
	const db = join(left, 'guiju.db');
	const version = Number(sql(db, 'SELECT count(*) FROM migration'));
	check(version >= 1 && version <= files.length, `${name}: a version`, version);
	if (version < files.length)
		check(shape(db) === wanted[version], `${name}: exactly the tables of version ${version}`);
	const again = open(store);
	check(again.status === 0, `${name}: the next start comes to the end`, again.stderr);
	check(Number(sql(join(store, 'guiju.db'), 'SELECT count(*) FROM migration')) === files.length,
		`${name}: all are applied`);
	if (n % 10 === 0) {
		const found = guiju('verify', store);
		check(found.code === 0, `${name}: nothing is lost`, found.out);
	}
	for (const f of [store, left])
		rmSync(f, { recursive: true });
	return version;
}

if (sh('command -v sqlite3').status !== 0) {
	skip('migrations: sqlite3 is not there');
} else if (built.status !== 0) {
	skip(`migrations: ${built.error?.message ?? built.stderr}`);
} else {
	const old = oldStore(), wanted = shapes(), whole = join(folder, 'whole');
	const count = join(folder, 'count');
	cpSync(old, whole, { recursive: true });
	const done = open(whole, { LD_PRELOAD: shim, KILL_NTH: '0', KILL_COUNT: count });
	check(done.status === 0, 'an old store is opened by today\'s program', done.stderr);
	const found = guiju('verify', whole);
	check(found.code === 0, 'and holds', found.out);
	const calls = existsSync(count) ? Number(readFileSync(count, 'utf8')) : 0;
	check(calls > files.length, 'writes were counted', calls);
	const seen = new Set();
	for (let n = 1; n <= calls; n += Math.ceil(calls / 120))
		seen.add(killedAt(old, n, wanted));
	check(seen.size > files.length / 2, 'kills fell between the steps', [...seen]);
	writeFileSync(join(folder, 'end'), '');
}
rmSync(folder, { recursive: true });
