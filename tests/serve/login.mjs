// login.mjs -- the door: signing in and out, second factors, delays, rights withdrawn, administrators.
//
// SPDX-License-Identifier: Apache-2.0
import { createHmac, randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { ask, end, get, is, ok, skip } from './help/client.mjs';

const { STORE: store, PASSWORD: password } = process.env;
const api = '/api/v1';
const wrong = 'entirely wrong password 1';
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const bearer = (name) => ({ Authorization: `Bearer ${process.env['KEY_' + name]}` });

// A browser: cookies kept, the CSRF token of the page sent.
class Browser {
  constructor(from) {
    this.jar = new Map();
    this.from = from;
    this.csrf = undefined;
  }
  async send(method, path, value, more = {}) {
    const headers = { 'Idempotency-Key': randomUUID(), ...more };
    if (value !== undefined) headers['Content-Type'] ??= 'application/json';
    if (this.jar.size > 0) headers.Cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    if (this.csrf !== undefined && headers['X-CSRF-Token'] === undefined)
      headers['X-CSRF-Token'] = this.csrf;
    for (const name of Object.keys(headers)) if (headers[name] === null) delete headers[name];
    const answer = await ask(method, path, { headers, from: this.from,
      body: value === undefined ? undefined : JSON.stringify(value) });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, text] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) this.jar.delete(name); else this.jar.set(name, text);
    }
    if (answer.json?.csrf) this.csrf = answer.json.csrf;
    if (answer.json?.me?.csrf) this.csrf = answer.json.me.csrf;
    return answer;
  }
  signIn(person, word = password, code) {
    return this.send('POST', `${api}/sessions`, { person, password: word, ...(code ? { code } : {}) });
  }
  get session() { return this.jar.get('guiju-plain'); }
}
let address = 1;
const fresh = () => new Browser(`127.0.1.${address++}`);
const slug = (answer) => answer.json?.type?.replace('/problems/', '');
const brief = (answer) => [answer.status, slug(answer)];

function totp(uri, step = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...new URL(uri).searchParams.get('secret').replace(/=+$/, '')]
    .map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
  const mac = createHmac('sha1', secret).update(count).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// ---- signing in ----
const zjj = fresh();
const signed = await zjj.signIn('zjj');
is('signed in', [signed.status, signed.json?.person, signed.json?.bar, signed.json?.posts?.[0]?.organ],
  [201, 'zjj', 'none', 'zjj']);
const cookie = signed.headers['set-cookie']?.find((line) => line.startsWith('guiju-plain='));
ok('the cookie', /HttpOnly/.test(cookie) && /SameSite=Lax/.test(cookie) && /Path=\//.test(cookie) &&
  !/Domain/.test(cookie) && !/Max-Age/.test(cookie), cookie);
ok('not to be kept', signed.headers['cache-control'] === 'no-store');
ok('the token is in no body', !signed.text.includes(zjj.session));
const me = await zjj.send('GET', `${api}/me`);
is('me', [me.status, me.json.person, me.json.kind, me.json.scopes.includes('read'), me.json.power],
  [200, 'zjj', 'staff', true, 'none']);
is('me, as a program', [(await get(`${api}/me`, { headers: bearer('zjj') })).json.kind], ['key']);
const anonymous = await get(`${api}/me`);
is('nobody', [...brief(anonymous), /^Bearer/.test(anonymous.headers['www-authenticate'])],
  [401, 'who.anonymous', true]);
is('a key that is none', brief(await get(`${api}/me`, { headers: { Authorization: 'Bearer gj_a_b' } })),
  [401, 'key.unknown']);
is('another scheme', brief(await get(`${api}/me`, { headers: { Authorization: 'Basic YTpi' } })),
  [401, 'key.scheme']);
is('known, and not let in', brief(await get(`${api}/admin/security-log`, { headers: bearer('zjj') })),
  [403, 'who.scope']);
is('both at once', brief(await zjj.send('GET', `${api}/me`, undefined, bearer('zjj'))), [400, 'session.both']);

// ---- what is no sign-in ----
const other = fresh();
is('no JSON', (await other.send('POST', `${api}/sessions`, { person: 'zjj' },
  { 'Content-Type': 'text/plain' })).status, 415);
is('from another site', brief(await other.send('POST', `${api}/sessions`, { person: 'zjj', password },
  { 'Sec-Fetch-Site': 'cross-site' })), [403, 'session.site']);
is('half', brief(await other.send('POST', `${api}/sessions`, { person: 'zjj' })), [400, 'session.body']);

// ---- who is not there answers like who is ----
const same = (answer) => JSON.stringify({ ...answer.json, instance: '' }) +
  JSON.stringify({ ...answer.headers, date: '', 'x-request-id': '' });
const known = await fresh().signIn('gaj', wrong);
const unknown = await fresh().signIn('nobody-here', wrong);
is('a wrong password', brief(known), [401, 'auth.refused']);
is('the same bytes', same(unknown), same(known));
const times = { gaj: [], nobody2: [] };
for (let i = 0; i < 12; i++)
  for (const person of ['gaj', 'nobody2']) {
    const browser = fresh(), before = process.hrtime.bigint();
    await browser.signIn(person, wrong);
    times[person].push(Number(process.hrtime.bigint() - before) / 1e6);
  }
const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const [here, nowhere] = [middle(times.gaj), middle(times.nobody2)];
ok('the same time', here > 5 && Math.abs(here - nowhere) < 0.35 * Math.max(here, nowhere) + 4,
  `${here} ${nowhere}`);

// ---- delays, and no lock ----
const guesser = fresh();
const heard = [];
for (let i = 0; i < 4; i++) heard.push((await guesser.signIn('leader', wrong)).status);
is('three are heard', heard, [401, 401, 401, 429]);
const held = await guesser.signIn('leader');
ok('held back, even with the right one', held.status === 429 && slug(held) === 'auth.wait' &&
  Number(held.headers['retry-after']) >= 1, held.text);
is('the owner elsewhere is not', (await fresh().signIn('leader')).status, 201);
await sleep(1000 * Number(held.headers['retry-after'] ?? 1) + 100);
is('after the wait', (await guesser.signIn('leader')).status, 201);
const crowd = fresh();
const many = await Promise.all(Array.from({ length: 20 }, () => crowd.signIn('gaj', wrong)));
ok('twenty at once get no further than one after the other',
  many.filter((answer) => answer.status === 401).length <= 3 &&
  many.every((answer) => [401, 429].includes(answer.status)), many.map((answer) => answer.status).join(' '));

// ---- CSRF ----
is('no token', brief(await zjj.send('POST', `${api}/records/hotline`, {}, { 'X-CSRF-Token': null })),
  [403, 'session.csrf']);
is('a wrong token', brief(await zjj.send('DELETE', `${api}/sessions/current`, undefined,
  { 'X-CSRF-Token': 'x'.repeat(43) })), [403, 'session.csrf']);
const second = fresh();
await second.signIn('zjj');
is("another session's token", brief(await zjj.send('DELETE', `${api}/sessions/current`, undefined,
  { 'X-CSRF-Token': second.csrf })), [403, 'session.csrf']);

// ---- fixation ----
const fixed = fresh();
fixed.jar.set('guiju-plain', 'A'.repeat(43));
const given = await fixed.signIn('zjj');
ok('a token brought along is not taken', given.status === 201 && fixed.session !== 'A'.repeat(43));
const before = fixed.session;
const oldJar = new Browser(fixed.from);
oldJar.jar.set('guiju-plain', before);
await fixed.signIn('zjj');
ok('signing in anew changes the token', fixed.session !== before);
is('and the old one is dead', brief(await oldJar.send('GET', `${api}/me`)), [401, 'session.expired']);
ok('an ended session is taken away', !oldJar.jar.has('guiju-plain'));

// ---- sessions listed and ended ----
const sessions = (await zjj.send('GET', `${api}/sessions`)).json.items;
ok('own sessions', sessions.length >= 3 && sessions.filter((one) => one.current).length === 1 &&
  sessions.every((one) => one.address.startsWith('127.0.1.')));
const third = sessions.find((one) => one.address === second.from);
is('one is ended', (await zjj.send('DELETE', `${api}/sessions/${third.id}`)).status, 204);
is('it is over', (await second.send('GET', `${api}/me`)).status, 401);
is('ended twice', brief(await zjj.send('DELETE', `${api}/sessions/${third.id}`)), [404, 'session.unknown']);
is('a key has no sessions', brief(await get(`${api}/sessions`, { headers: bearer('zjj') })),
  [403, 'session.needed']);
is('signing out', (await fixed.send('DELETE', `${api}/sessions/current`)).status, 204);
ok('the cookie is gone', fixed.session === undefined);

// ---- expiry: the rows are made older, as the clock would ----
const database = process.env.DATABASE;
if (!database && spawnSync('sqlite3', ['--version']).status !== 0) {
  skip('expiry: no sqlite3');
} else {
  const [tool, ...words] = database ? ['psql', '-q', '-X', '-d', database, '-c']
    : ['sqlite3', '-cmd', '.timeout 5000', `${store}/guiju.db`];
  const age = (set, id) => spawnSync(tool, [...words,
    `UPDATE session SET ${set} WHERE id = '${id}'`]).status;
  for (const [what, set] of [['idle', 'seen = seen - 1800000000'],
    ['whole life', 'ends = 1000000']]) {
    const old = fresh();
    const id = (await old.signIn('zjj')).json.session;
    is(`${what}: runs`, (await old.send('GET', `${api}/records/hotline`)).status, 200);
    is(`${what}: made older`, age(set, id), 0);
    is(`${what}: over`, brief(await old.send('GET', `${api}/records/hotline`)), [401, 'session.expired']);
    ok(`${what}: cookie cleared`, old.session === undefined);
    is(`${what}: no wider than nobody`, (await old.send('GET', `${api}/records/hotline`)).status, 401);
  }
  const used = fresh();
  const id = (await used.signIn('zjj')).json.session;
  age('seen = seen - 120000000', id);
  await used.send('GET', `${api}/me`);
  let seen = 0;
  for (let i = 0; i < 30 && seen < Date.now() - 60000; i++) {
    await sleep(100);
    seen = Date.parse((await used.send('GET', `${api}/sessions`)).json.items.find((s) => s.current).seen);
  }
  ok('a use is noted', seen > Date.now() - 60000, seen);
}

// ---- passwords ----
const gaj = new Browser('127.0.2.1');
await gaj.signIn('gaj');
const gaj2 = new Browser('127.0.2.2');
for (let i = 0; i < 40 && (await gaj2.signIn('gaj')).status === 429; i++) await sleep(1000);
const fresher = 'another long enough phrase 7';
is('the present one is asked for', brief(await gaj.send('POST', `${api}/me/password`,
  { present: wrong, password: fresher })), [403, 'auth.refused']);
is('a bad one', brief(await gaj.send('POST', `${api}/me/password`, { present: password, password: 'short' })),
  [400, 'password.short']);
is('changed', (await gaj.send('POST', `${api}/me/password`, { present: password, password: fresher })).status,
  204);
is('this session stays', (await gaj.send('GET', `${api}/me`)).status, 200);
is('others end', (await gaj2.send('GET', `${api}/me`)).status, 401);
const old2 = new Browser('127.0.2.3');
let answer = await old2.signIn('gaj');
ok('the old one is dead', answer.status === 401 || answer.status === 429);
is('not by a key', brief(await ask('POST', `${api}/me/password`, { headers: { ...bearer('zjj'),
  'Content-Type': 'application/json' }, body: '{}' })), [403, 'session.needed']);

// ---- the second factor ----
const agent = new Browser('127.0.3.1');
await agent.signIn('agent');
is('not with a wrong password', brief(await agent.send('POST', `${api}/me/totp`, { password: wrong })),
  [403, 'auth.refused']);
const { uri } = (await agent.send('POST', `${api}/me/totp`, { password })).json;
ok('an address for the phone', /^otpauth:\/\/totp\//.test(uri));
is('a wrong code', brief(await agent.send('POST', `${api}/me/totp/confirm`, { password, code: '000000' })),
  [403, 'totp.code']);
const token = agent.session;
const used = totp(uri, -1);
const confirmed = await agent.send('POST', `${api}/me/totp/confirm`, { password, code: used });
is('confirmed', [confirmed.status, confirmed.json?.recovery_codes?.length, confirmed.json?.me?.second_factor],
  [200, 10, true]);
ok('the token has changed', agent.session !== token);
const withCode = new Browser('127.0.3.2');
is('now a code is asked for', brief(await withCode.signIn('agent')), [401, 'auth.factor']);
is('the code that was used', brief(await withCode.signIn('agent', password, used)), [401, 'totp.code']);
is('a new one', (await withCode.signIn('agent', password, totp(uri))).status, 201);
const recovered = new Browser('127.0.3.3');
const [spare] = confirmed.json.recovery_codes;
is('a recovery code', (await recovered.signIn('agent', password, spare)).status, 201);
is('serves once', brief(await new Browser('127.0.3.4').signIn('agent', password, spare)), [401, 'totp.code']);

// ---- administrators, separated ----
const browsers = {};
for (const [i, name] of ['system', 'security', 'audit'].entries()) {
  browsers[name] = new Browser(`127.0.4.${i}`);
  is(`${name} signs in`, (await browsers[name].signIn(name)).json?.power, name);
}
const { system, security, audit } = browsers;
const doors = [
  ['GET', '/admin/accounts', undefined, [200, 200, 200]],
  ['POST', '/admin/accounts', { person: 'zjj' }, [201, 403, 403]],
  ['POST', '/admin/accounts/nostep/sign-out', undefined, [204, 403, 403]],
  ['POST', '/admin/keys', { person: 'zjj', name: 'x', scopes: ['read'], days: 2 }, [403, 201, 403]],
  ['PUT', '/admin/profile', { profile: 'plain' }, [403, 200, 403]],
  ['GET', '/admin/security-log', undefined, [403, 403, 200]],
  ['DELETE', '/admin/accounts/agent/factor', undefined, [403, 204, 403]],
];
for (const [method, path, value, wanted] of doors) {
  const got = [];
  for (const name of ['system', 'security', 'audit'])
    got.push((await browsers[name].send(method, api + path, value)).status);
  is(`${method} ${path}`, got, wanted);
  is(`${method} ${path}: not by others`, (await zjj.send(method, api + path, value)).status, 403);
  is(`${method} ${path}: not by nobody`, (await ask(method, api + path, value === undefined ? {} :
    { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) })).status, 401);
}
is('nobody to themselves', brief(await system.send('POST', `${api}/admin/accounts/system/close`)),
  [403, 'admin.self']);
is('the factor is gone', (await new Browser('127.0.3.5').signIn('agent')).status, 201);
is('and its sessions', (await agent.send('GET', `${api}/me`)).status, 401);

// An invitation is given twice to the same key, as it was, and is not readable in the store.
const key = randomUUID();
const invite = () => system.send('POST', `${api}/admin/accounts`, { person: 'noread' },
  { 'Idempotency-Key': key });
const [first, again] = [await invite(), await invite()];
is('the same code twice', [first.status, again.text], [201, first.text]);
is('a wrong code', brief(await fresh().send('POST', `${api}/enrolments`, { person: 'noread', code: 'AAAA-AAAA',
  password: fresher })), [403, 'account.code']);
is('enrolled', (await fresh().send('POST', `${api}/enrolments`, { person: 'noread', code: first.json.code,
  password: fresher })).status, 204);
is('the code is used up', brief(await fresh().send('POST', `${api}/enrolments`, { person: 'noread',
  code: first.json.code, password: wrong })), [403, 'account.code']);
is('with the new password', (await fresh().signIn('noread', fresher)).status, 201);

const nostep = new Browser('127.0.5.1');
await nostep.signIn('nostep');
is('an account is closed', (await system.send('POST', `${api}/admin/accounts/nostep/close`)).status, 204);
is('at the next request it is', (await nostep.send('GET', `${api}/me`)).status, 401);
is('its key too', brief(await get(`${api}/me`, { headers: bearer('nostep') })), [401, 'account.closed']);
answer = await new Browser('127.0.5.2').signIn('nostep');
is('and it does not sign in', brief(answer), [401, 'auth.refused']);
is('opened again', (await system.send('POST', `${api}/admin/accounts/nostep/reopen`)).status, 204);
is('unknown', brief(await system.send('POST', `${api}/admin/accounts/nobody/close`)), [404, 'account.unknown']);
const page = (await system.send('GET', `${api}/admin/accounts?limit=3`)).json;
const more = (await system.send('GET', `${api}/admin/accounts?limit=200&cursor=${page.next}`)).json;
ok('accounts by pages', page.items.length === 3 && more.items.length > 3 && more.next === undefined &&
  page.items[2].person < more.items[0].person);

// ---- keys ----
const made = (await security.send('POST', `${api}/admin/keys`,
  { person: 'zjj', name: '报表', scopes: ['figure'], days: 1 })).json;
const byKey = (path) => get(api + path, { headers: { Authorization: `Bearer ${made.key}` } });
is('a key reads no more than its scopes', [(await byKey('/me')).status, (await byKey('/records/hotline')).status,
  (await byKey('/organs')).status], [200, 403, 403]);
is('an unknown scope', brief(await security.send('POST', `${api}/admin/keys`,
  { person: 'zjj', name: 'x', scopes: ['all'] })), [400, 'key.scope']);
ok('keys listed without secrets', (await security.send('GET', `${api}/admin/keys`)).text.includes(made.id) &&
  !(await security.send('GET', `${api}/admin/keys`)).text.includes(made.key));
ok('own keys only', (await zjj.send('GET', `${api}/admin/keys`)).json.items.every((one) => one.person === 'zjj'));
is('revoked by its owner', (await zjj.send('DELETE', `${api}/admin/keys/${made.id}`)).status, 204);
is('it is dead', brief(await byKey('/me')), [401, 'key.revoked']);

// ---- a right withdrawn acts on the next request ----
const officer = new Browser('127.0.6.1');
is('may read', [(await officer.signIn('zjj')).status, (await officer.send('GET', `${api}/records/hotline`)).status],
  [201, 200]);
const posts = await system.send('GET', `${api}/records/post?limit=200`);
const post = posts.json?.items?.find((one) => one.fields.person === 'zjj');
if (ok('the register shows the post', post !== undefined)) {
  const gone = await system.send('POST', `${api}/records/post/${post.serial}/steps`,
    { step: 'remove', fields: { to_date: '2024-01-02', reason: '轮岗' } }, { 'If-Match': '*' });
  is('the post is taken', gone.status, 200);
  const now = await officer.send('GET', `${api}/records/hotline`);
  is('the next request is refused', brief(now), [403, 'who.post']);
  is('and what is in the way is said', (await officer.send('GET', `${api}/me`)).json?.bar, 'post');
}

// ---- the profile of level 3 acts at once ----
is('djbh3', (await security.send('PUT', `${api}/admin/profile`, { profile: 'djbh3' })).status, 200);
is('a second factor is asked', brief(await system.send('GET', `${api}/admin/accounts`)), [403, 'who.factor']);
is('what to do is said', (await system.send('GET', `${api}/me`)).json.bar, 'factor');
const level3 = (await system.send('POST', `${api}/me/totp`, { password })).json;
is('enrolled in the same session', (await system.send('POST', `${api}/me/totp/confirm`,
  { password, code: totp(level3.uri, -1) })).json?.me?.bar, 'none');
is('and working', (await system.send('GET', `${api}/admin/accounts`)).status, 200);

// ---- the log ----
const off = JSON.parse(JSON.stringify((await audit.send('GET', `${api}/me`)).json));
is('the auditor too', off.bar, 'factor');
const auditUri = (await audit.send('POST', `${api}/me/totp`, { password })).json.uri;
await audit.send('POST', `${api}/me/totp/confirm`, { password, code: totp(auditUri, -1) });
const log = (await audit.send('GET', `${api}/admin/security-log?limit=1000`)).json;
const kinds = new Set(log.items.map((row) => row.kind));
ok('what happened is in the log', ['login', 'logout', 'password', 'totp.on', 'invite', 'enrol', 'key', 'key.revoke',
  'account.close', 'account.reopen', 'session.end', 'profile', 'totp.off', 'recovery.used', 'log.read']
  .every((kind) => kinds.has(kind)), [...kinds].join(' '));
const failures = log.items.filter((row) => row.kind === 'login' && !row.good && row.person === 'nobody2');
is('every attempt that was heard, and each once', failures.length, 12);
ok('no gap', log.items.every((row, i) => i === 0 || row.seq === log.items[i - 1].seq + 1));
const two = (await audit.send('GET', `${api}/admin/security-log?limit=2&from=3`)).json;
is('by pages', [two.items.map((row) => row.seq), two.next], [[3, 4], 5]);
ok('no password in it', !JSON.stringify(log).includes(wrong) && !JSON.stringify(log).includes(password));
end();
