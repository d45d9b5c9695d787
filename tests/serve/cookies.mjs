// cookies.mjs -- where sessions may be used: TLS or a trusted proxy; first start; stopping meanwhile.
//
// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import http from 'node:http';
import { end, is, ok, skip } from './help/client.mjs';

if (process.env.DATABASE) {
  skip('cookies: a copy of a store on a server is the same store');
  end();
}
const { GUIJU: guiju, STORE: store, PASSWORD: password } = process.env;
const work = mkdtempSync(`${tmpdir()}/guiju-cookies-`);
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const copy = `${work}/store`;
cpSync(store, copy, { recursive: true });

async function serve(folder, ...words) {
  const child = spawn(guiju, ['serve', folder, '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const server = { child, said: '' };
  child.stdout.on('data', (data) => { server.said += data; });
  child.stderr.on('data', (data) => { server.said += data; });
  server.over = new Promise((done) => child.on('exit', (code) => done(code)));
  for (let i = 0; i < 100 && !/听在/.test(server.said); i++)
    await new Promise((done) => setTimeout(done, 50));
  server.port = Number(/听在 [^:]*:(\d+)/.exec(server.said)?.[1]);
  server.stop = () => { child.kill('SIGTERM'); return server.over; };
  return server;
}
const send = (port, path, value, headers = {}) => new Promise((done) => {
  const r = http.request({ port, path, method: value ? 'POST' : 'GET', agent: false,
    headers: { ...(value ? { 'Content-Type': 'application/json' } : {}), ...headers } }, (answer) => {
    let text = '';
    answer.on('data', (data) => { text += data; });
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
  });
  r.on('error', () => done({ status: 0, headers: {}, text: '' }));
  r.end(value ? JSON.stringify(value) : undefined);
});
const me = { person: 'zjj', password };
const tls = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '192.0.2.7' };

// ---- without TLS, and behind a proxy that has it ----
let server = await serve(copy, '--proxies', '1');
let answer = await send(server.port, '/api/v1/sessions', me);
is('not in the clear', [answer.status, /session\.plain/.test(answer.text)], [422, true]);
answer = await send(server.port, '/api/v1/sessions', me, tls);
is('behind a proxy with TLS', answer.status, 201);
const cookies = answer.headers['set-cookie'] ?? [];
ok('two cookies of this host alone', cookies.length === 2 && cookies.every((line) =>
  /^__Host-guiju/.test(line) && /; Secure;/.test(line) && /HttpOnly/.test(line) &&
  /SameSite=Lax/.test(line) && /Path=\//.test(line) && !/Domain/.test(line)), cookies.join('\n'));
const cookie = cookies[0].split(';')[0];
is('it serves', (await send(server.port, '/api/v1/me', undefined, { ...tls, Cookie: cookie })).status, 200);
is('the name for tests does not', (await send(server.port, '/api/v1/me', undefined,
  { ...tls, Cookie: cookie.replace('__Host-guiju', 'guiju-plain') })).status, 401);

// ---- told to stop while people sign in ----
const many = Array.from({ length: 24 }, (_, i) => send(server.port, '/api/v1/sessions',
  { person: i % 2 ? 'zjj' : 'leader', password }, { ...tls, 'X-Forwarded-For': `192.0.2.${i + 10}` }));
await new Promise((done) => setTimeout(done, 60));
is('it ends well', await server.stop(), 0);
const statuses = (await Promise.all(many)).map((one) => one.status);
ok('all were answered or never heard', statuses.every((status) => [201, 429, 503, 0].includes(status)),
  statuses.join(' '));
is('and the store is sound', spawnSync(guiju, ['verify', copy]).status, 0);

// ---- cookies without TLS stay on this machine ----
for (const address of ['0.0.0.0', '::'])
  is(`not on ${address}`, spawnSync(guiju, ['serve', copy, '--port', '0', '--insecure-cookies', '--address',
    address]).status, 2);
server = await serve(copy, '--insecure-cookies', '--address', '127.0.0.2');
is('on this machine', await server.stop(), 0);
ok('nothing is said of a first start', !/invite/.test(server.said), server.said);

// ---- the first start ----
const empty = `${work}/empty`;
const made = spawnSync(guiju, ['init', empty, '--place', '620200', '--name', '试验市']);
ok('a new store', made.status === 0, made.stderr?.toString());
server = await serve(empty);
ok('how to invite is said', /guiju user .* invite admin --as admin/.test(server.said) &&
  !/口令：|password/.test(server.said), server.said);
is('nobody gets in', (await send(server.port, '/api/v1/sessions', { person: 'admin', password: 'admin' },
  tls)).status, 422);
is('stopped', await server.stop(), 0);
const invited = spawnSync(guiju, ['user', empty, 'invite', 'admin', '--as', 'admin']).stdout.toString();
server = await serve(empty, '--insecure-cookies');
ok('said again until somebody is in', /invite/.test(server.said));
is('enrolled', (await send(server.port, '/api/v1/enrolments', { person: 'admin', password,
  code: /登记码 (\S+)/.exec(invited)?.[1] })).status, 204);
answer = await send(server.port, '/api/v1/sessions', { person: 'admin', password });
is('and signed in', [answer.status, JSON.parse(answer.text).power], [201, 'system']);
await server.stop();
end();
