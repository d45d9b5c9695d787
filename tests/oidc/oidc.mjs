// oidc.mjs -- a browser, the store's server and a provider: code with PKCE, and what must be refused.
//
// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, createSign, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const { IDP: idp, GUIJU: guiju, STORE: store, WORK: work, PASSWORD: password } = process.env;
let passed = 0, failed = 0;
function is(name, got, wanted) {
  if (JSON.stringify(got) === JSON.stringify(wanted)) passed++;
  else { failed++; console.log(`oidc: ${name}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`); }
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const free = () => new Promise((done) => { const s = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = s.address(); s.close(() => done(port)); }); });

class Browser {
  constructor() { this.jar = new Map(); }
  send(method, url, value, headers = {}) {
    return new Promise((done, fail) => {
      const at = new URL(url), jar = this.jar.get(at.port) ?? new Map();
      this.jar.set(at.port, jar);
      const r = http.request(at, { method, agent: false, family: 4, headers: {
        ...(value ? { 'Content-Type': 'application/json' } : {}),
        ...(jar.size ? { Cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; ') } : {}), ...headers } }, (answer) => {
        let text = '';
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [, name, part] = /^([^=]+)=([^;]*)/.exec(line);
          jar.set(name, part);
        }
        answer.on('data', (data) => { text += data; });
        answer.on('end', () => { let json; try { json = JSON.parse(text); } catch { /* none */ }
          done({ status: answer.statusCode, location: answer.headers.location, text, json }); });
      });
      r.on('error', fail);
      r.end(value ? JSON.stringify(value) : undefined);
    });
  }
}
const code = (answer) => [answer.status, answer.json?.type?.replace('/problems/', '')];

// ---- a provider of our own, that lies ----
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const others = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
let lie = {};
const liarPort = await free();
const liar = `http://127.0.0.1:${liarPort}`;
http.createServer((r, answer) => {
  if (r.url === '/keys') {
    answer.end(JSON.stringify({ keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig' },
      { ...weak.publicKey.export({ format: 'jwk' }), kid: 'e' }] }));
    return;
  }
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: liar, aud: 'guiju', sub: 'zhang-there', iat: now, exp: now + 60, nonce: lie.nonce,
    ...lie.claims };
  const head = { alg: 'RS256', kid: 'a', ...lie.head };
  const text = `${b64(head)}.${b64(claims)}`;
  const signer = lie.key ?? keys.privateKey;
  const made = head.alg === 'none' ? '' : createSign('sha256').update(text).sign(
    head.alg === 'ES256' ? { key: signer, dsaEncoding: 'ieee-p1363' } : signer).toString('base64url');
  answer.statusCode = lie.status ?? 200;
  answer.end(JSON.stringify({ id_token: lie.cut ? text : `${text}.${made}`, expires_in: 60 }));
}).listen(liarPort, '127.0.0.1').unref();

// ---- the store's server ----
const port = await free();
const base = `http://127.0.0.1:${port}`;
const glewlwyd = `${idp}/api/oidc`;
const adapter = (id, issuer, more) => ({ id, name: id, issuer, client: 'guiju',
  redirect: `${base}/api/v1/oidc/${id}/callback`, scope: 'openid', ...more });
writeFileSync(`${store}/oidc.json`, JSON.stringify({ providers: [
  adapter('sso', glewlwyd, { secret: 'client-secret-1', basic: true, authorize: `${glewlwyd}/auth`,
    token: `${glewlwyd}/token`, keys: `${glewlwyd}/jwks` }),
  adapter('liar', liar, { authorize: `${liar}/auth`, token: `${liar}/token`, keys: `${liar}/keys` }),
] }), { mode: 0o600 });
const child = spawn(guiju, ['serve', store, '--port', `${port}`, '--insecure-cookies'], { stdio: 'ignore' });
process.on('exit', () => child.kill());
for (let i = 0; i < 100; i++) {
  try { await new Browser().send('GET', `${base}/healthz`); break; } catch { await sleep(50); }
}

// ---- the provider is set up by its own interface ----
const root = new Browser();
for (let i = 0; i < 100; i++) {
  try { await root.send('GET', `${idp}/config`); break; } catch { await sleep(50); }
}
is('provider: administrator', (await root.send('POST', `${idp}/api/auth`,
  { username: 'admin', password: 'password' })).status, 200);
const plugin = await root.send('POST', `${idp}/api/mod/plugin`, { module: 'oidc', name: 'oidc',
  display_name: 'OIDC', parameters: {
    iss: glewlwyd, 'jwt-type': 'rsa', 'jwt-key-size': '256', key: readFileSync(`${work}/key.pem`, 'utf8'),
    cert: readFileSync(`${work}/pub.pem`, 'utf8'), 'access-token-duration': 3600,
    'refresh-token-duration': 86400, 'code-duration': 600, 'refresh-token-rolling': true,
    'allow-non-oidc': false, 'auth-type-code-enabled': true, 'auth-type-token-enabled': false,
    'auth-type-id-token-enabled': true, 'auth-type-none-enabled': false, 'auth-type-password-enabled': false,
    'auth-type-client-enabled': false, 'auth-type-refresh-enabled': true, scope: [],
    'additional-parameters': [], claims: [], 'service-documentation': '', 'op-policy-uri': '', 'op-tos-uri': '',
    'jwks-show': true, 'jwks-x5c': [], 'request-parameter-allow': true, 'subject-type': 'public',
    'address-claim': { type: 'no' }, 'name-claim': 'no', 'email-claim': 'no', 'scope-claim': 'no',
    'pkce-allowed': true, 'pkce-method-plain-allowed': false } });
is('provider: plugin', [plugin.status, plugin.text.slice(0, 300)], [200, '']);
const client = await root.send('POST', `${idp}/api/client`, { client_id: 'guiju', name: '规矩',
  password: 'client-secret-1', confidential: true, enabled: true, scope: [],
  redirect_uri: [`${base}/api/v1/oidc/sso/callback`], authorization_type: ['code', 'id_token'],
  token_endpoint_auth_method: ['client_secret_basic'] });
is('provider: client', [client.status, client.text.slice(0, 300)], [200, '']);
const user = await root.send('POST', `${idp}/api/user`, { username: 'zhangsan', password: 'his own password',
  name: 'Zhang', enabled: true, scope: ['openid'] });
is('provider: user', [user.status, user.text.slice(0, 300)], [200, '']);

// ---- signing in ----
const list = await new Browser().send('GET', `${base}/api/v1/oidc`);
is('providers', list.json?.items?.map((one) => one.id), ['sso', 'liar']);
async function arrive(browser, to = '') {
  const start = await browser.send('GET', `${base}/api/v1/oidc/sso/start${to}`);
  is('sent to the provider', [start.status, start.location?.startsWith(`${glewlwyd}/auth?`)], [303, true]);
  await browser.send('POST', `${idp}/api/auth`, { username: 'zhangsan', password: 'his own password' });
  await browser.send('PUT', `${idp}/api/auth/grant/guiju`, { scope: 'openid' });
  const back = await browser.send('GET', `${start.location}&g_continue`);
  is('sent back', [back.status, back.location?.startsWith(`${base}/api/v1/oidc/sso/callback?`)], [302, true]);
  return back.location;
}
const person = new Browser();
const first = await arrive(person);
let answer = await person.send('GET', first);
is('nobody here yet', code(answer), [403, 'identity.unknown']);
is('no account is made', (await person.send('GET', `${base}/api/v1/me`)).status, 401);

const admin = new Browser();
const { csrf } = (await admin.send('POST', `${base}/api/v1/sessions`, { person: 'admin', password })).json;
const head = () => ({ 'X-CSRF-Token': csrf, 'Idempotency-Key': randomUUID() });
// The subject is what the provider calls the person: it stands in the refusal's row of the log.
const db = spawnSync('sh', ['-c', `ls "${store}" | grep -E '[.]db$|sqlite'`]).stdout.toString().trim().split('\n')[0];
const row = spawnSync('sqlite3', [`${store}/${db}`,
  "SELECT detail FROM security_log WHERE kind = 'login' AND good = 0 ORDER BY seq DESC LIMIT 1"]).stdout.toString();
const subject = row.trim().split(' ').pop();
is('the log says who', subject.length > 0, true);
const bind = (who, issuer, sub) => admin.send('POST', `${base}/api/v1/admin/accounts/${who}/identities`,
  { issuer, subject: sub }, head());
is('bound by the administrator', (await bind('zhang', glewlwyd, subject)).status, 204);
is('to one person only', code(await bind('zhang', glewlwyd, subject)), [409, 'identity.taken']);
is('not to oneself', code(await bind('admin', glewlwyd, 'x')), [403, 'admin.self']);
is('to somebody who is there', code(await bind('nobody', glewlwyd, 'x')), [404, 'account.unknown']);
is('the list', (await admin.send('GET', `${base}/api/v1/admin/identities`)).json?.items?.map((one) => one.person), ['zhang']);

const landing = await arrive(person, '?to=/desk');
answer = await person.send('GET', landing);
is('signed in', [answer.status, answer.location], [303, '/desk']);
const me = (await person.send('GET', `${base}/api/v1/me`)).json;
is('as', [me?.person, me?.bar, me?.second_factor], ['zhang', 'none', false]);
is('the same answer twice', code(await person.send('GET', landing)), [401, 'oidc.refused']);
const thief = new Browser();
is("in another's browser", code(await thief.send('GET', await arrive(new Browser()))), [401, 'oidc.refused']);
for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
  const guest = new Browser();
  answer = await guest.send('GET', await arrive(guest, `?to=${encodeURIComponent(to)}`));
  is(`goes not to ${to}`, [answer.status, answer.location], [303, '/']);
}

// ---- a provider that lies ----
await bind('zhang', liar, 'zhang-there');
async function lies(what) {
  const browser = new Browser();
  const start = await browser.send('GET', `${base}/api/v1/oidc/liar/start`);
  const query = new URL(start.location).searchParams;
  lie = { nonce: query.get('nonce'), ...what };
  return browser.send('GET', `${base}/api/v1/oidc/liar/callback?code=c&state=${query.get('state')}${what.more ?? ''}`);
}
const past = Math.floor(Date.now() / 1000) - 3600;
is('an honest answer', (await lies({})).status, 303);
is('by ES256', (await lies({ head: { alg: 'ES256', kid: 'e' }, key: weak.privateKey })).status, 303);
is('several audiences', (await lies({ claims: { aud: ['x', 'guiju'], azp: 'guiju' } })).status, 303);
for (const [name, what] of [
  ['another issuer', { claims: { iss: 'https://other.example' } }], ['another audience', { claims: { aud: 'other' } }],
  ['no audience', { claims: { aud: undefined } }], ['for another party', { claims: { azp: 'other' } }],
  ['several audiences without azp', { claims: { aud: ['x', 'guiju'] } }],
  ['too old', { claims: { exp: past } }], ['without an end', { claims: { exp: undefined } }],
  ['of the future', { claims: { iat: past + 9000 } }], ['another nonce', { nonce: 'other' }],
  ['no nonce', { nonce: undefined }], ['another key', { key: others.privateKey }],
  ['an unknown key', { head: { kid: 'z' } }], ['no signature', { head: { alg: 'none' } }], ['cut', { cut: true }],
  ['an algorithm that is not its', { head: { alg: 'ES256' }, key: weak.privateKey }],
  ['HMAC by the public key', { head: { alg: 'HS256' } }], ['critical extensions', { head: { crit: ['x'] } }],
  ['no subject', { claims: { sub: undefined } }], ['the issuer of the answer', { more: '&iss=https://x.example' }],
]) is(name, code(await lies(what)), [401, 'oidc.refused']);
is('out of order', code(await lies({ status: 500 })), [503, 'fetch.failed']);
is('somebody else there', code(await lies({ claims: { sub: 'somebody' } })), [403, 'identity.unknown']);
is('unknown provider', code(await new Browser().send('GET', `${base}/api/v1/oidc/x/start`)), [404, 'oidc.provider']);

// ---- withdrawn ----
is('unbound', (await admin.send('DELETE', `${base}/api/v1/admin/accounts/zhang/identities?issuer=` +
  `${encodeURIComponent(liar)}&subject=zhang-there`, undefined, head())).status, 204);
is('and nobody again', code(await lies({})), [403, 'identity.unknown']);
is('an account is closed', (await admin.send('POST', `${base}/api/v1/admin/accounts/zhang/close`, undefined,
  head())).status, 204);
is('the session is over', (await person.send('GET', `${base}/api/v1/me`)).status, 401);
const late = new Browser();
is('and no other begins', code(await late.send('GET', await arrive(late))), [401, 'account.closed']);
child.kill('SIGTERM');
is('ended well', await new Promise((done) => child.on('exit', done)), 0);
is('the store is sound', spawnSync(guiju, ['verify', store]).status, 0);
console.log(`oidc: ${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed > 0 ? 1 : 0);
