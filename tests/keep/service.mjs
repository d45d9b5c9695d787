// service.mjs -- the server watched over: measurements, log lines, systemd's socket and watchdog.
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { at, check, guiju, is, program, shell, skip, step, store } from './ground.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function serve(args, env = {}, command = program) {
	const child = spawn(command, args, { env: { ...process.env, ...env } });
	const seen = { child, out: '', err: '' };
	child.stdout.on('data', part => { seen.out += part; });
	child.stderr.on('data', part => { seen.err += part; });
	seen.over = new Promise(resolve => child.on('close', resolve));
	return seen;
}
async function until(what, ms = 8000) {
	for (const end = Date.now() + ms; Date.now() < end;) {
		const got = await what();
		if (got)
			return got;
		await new Promise(resolve => setTimeout(resolve, 50));
	}
	return null;
}

const server = serve(['serve', store, '--port', '0', '--log', 'all']);
const port = await until(() => server.out.match(/:(\d+)\n/)?.[1]);
const base = `http://127.0.0.1:${port}`;
is((await fetch(`${base}/healthz`)).status, 200, 'the server is there');
await fetch(`${base}/api/v1/records/hotline?secret=words`);
await fetch(`${base}/nothing/there`);

// Measurements: the text format, line by line.
const measured = await fetch(`${base}/metrics`);
is(measured.status, 200, 'measurements for this machine');
check(measured.headers.get('content-type').startsWith('text/plain; version=0.0.4'), 'their type');
const text = await measured.text();
const typed = new Set(), lines = text.trim().split('\n');
for (const line of lines) {
	if (line.startsWith('# TYPE '))
		typed.add(line.split(' ')[2]);
	else if (!line.startsWith('# HELP '))
		check(/^[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)*\})? -?\d+(\.\d+)?$/.test(line),
			`a line of the format: ${line}`);
}
for (const line of lines.filter(l => !l.startsWith('#')))
	check(typed.has(line.match(/^[a-z_]+/)[0].replace(/_(bucket|sum|count)$/, '')) ||
		typed.has(line.match(/^[a-z_]+/)[0]), `a type for ${line}`);
for (const name of ['guiju_ledger_events', 'guiju_writer_waiting', 'guiju_commit_duration_seconds',
	'guiju_clock_lag_seconds', 'guiju_outbox_pending', 'process_resident_memory_bytes',
	'guiju_records', 'guiju_limits', 'guiju_http_request_duration_seconds'])
	check(typed.has(name), `${name} is measured`);
check(text.includes('guiju_http_requests_total{route="none",method="other",code="404"} 1'),
	'what has no address is counted apart');
is((await fetch(`${base}/metrics`, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 403,
	'not through a proxy');

// One writer, and a copy taken beside it.
is(step().code, 5, 'the store has its writer');
is(guiju('backup', store, at('served')).code, 0, 'a backup while it is served');

server.child.kill('SIGTERM');
is(await server.over, 0, 'a graceful end');
const log = server.err.trim().split('\n').filter(line => line.startsWith('{')).map(line => { try { return JSON.parse(line); } catch { return line; } });
check(log.every(line => typeof line === 'object' && line.time && line.id && line.micros >= 0),
	'every line of the log is JSON', log);
check(log.some(line => line.route === 'listRecords' && line.status >= 401), 'with route and status');
check(!server.err.includes('secret') && !server.err.includes('nothing'), 'and no query, no path');
check(log.every(line => line.peer !== '127.0.0.1'), 'and no whole address');

const quiet = serve(['serve', store, '--port', '0', '--log', 'none']);
const other = await until(() => quiet.out.match(/:(\d+)\n/)?.[1]);
await fetch(`http://127.0.0.1:${other}/nothing`);
quiet.child.kill('SIGTERM');
await quiet.over;
check(!quiet.err.includes('{'), 'no log where none is wanted', quiet.err);
is(guiju('serve', store, '--log', 'loud').code, 2, 'no such level');

// What systemd is told, and the socket that it hands over.
const python = shell('command -v python3').code === 0;
if (!python) {
	skip('python3 is not there: what systemd is told');
} else {
	const listener = serve(['-c', `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True:
    print(s.recv(4096).decode(), flush=True)
`, at('notify')], {}, 'python3');
	await until(() => listener.out.includes('bound'));
	const told = serve(['serve', store, '--port', '0'],
		{ NOTIFY_SOCKET: at('notify'), WATCHDOG_USEC: '2000000' });
	check(await until(() => listener.out.includes('READY=1')), 'systemd is told when it is ready');
	check(await until(() => listener.out.split('WATCHDOG=1').length > 2), 'and that the writer works');
	told.child.kill('SIGTERM');
	await told.over;
	check(listener.out.includes('STOPPING=1'), 'and when it stops', listener.out);
	listener.child.kill();
	await listener.over;
}
if (shell('command -v systemd-socket-activate').code === 0) {
	const free = 20000 + process.pid % 20000;
	const given = serve(['-E', `GUIJU_HOME=${process.env.GUIJU_HOME}`, '-l', `127.0.0.1:${free}`, program, 'serve', store], {},
		'systemd-socket-activate');
	const answer = await until(async () => {
		try { return (await fetch(`http://127.0.0.1:${free}/healthz`)).status; } catch { return null; }
	});
	is(answer, 200, 'served on the socket that was handed over', given.err);
	given.child.kill('SIGTERM');
	is(await given.over, 0, 'a graceful end');
} else {
	skip('systemd-socket-activate is not there');
}

// The units: nothing in them that systemd does not know, and hard enough.
const units = join(root, 'contrib', 'systemd');
if (shell('command -v systemd-analyze').code === 0) {
	cpSync(units, at('units'), { recursive: true });
	for (const name of ['guiju.service', 'guiju-backup.service']) {
		const score = shell(`systemd-analyze security --offline=yes --threshold=20 ${units}/${name}`);
		is(score.code, 0, `${name} is hardened`, score.out.trim().split('\n').at(-1) + score.err);
		writeFileSync(at('units', name), readFileSync(at('units', name), 'utf8')
			.replace(/^Documentation=.*$/m, '').replace('/usr/bin/guiju', '/bin/true'));
	}
	const known = shell(`cd ${at('units')} && systemd-analyze verify ./guiju.service \
./guiju.socket ./guiju-backup.service ./guiju-backup.timer 2>&1`);
	is(known.out, '', 'systemd knows every line of the units');
} else {
	skip('systemd-analyze is not there');
}
