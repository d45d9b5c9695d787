// hall.mjs -- what the tests under load share: chance, checks, a server to kill, clients that remember.
//
// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export const [, , program, store, kills, seed] = process.argv;
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// What is checked thousands of times is one test, which fails when it failed once.
const tests = new Map(); // name -> how often it failed
export function check(held, name, got) {
  const failed = (tests.get(name) ?? 0) + !held;
  tests.set(name, failed);
  if (!held && failed <= 5)
    console.log(`FAIL ${name}${got === undefined ? '' : ': ' + JSON.stringify(got).slice(0, 1500)}`);
  return held;
}
export function finish() {
  const failed = [...tests.values()].filter((times) => times > 0).length;
  console.log(`hold: ${tests.size - failed} passed, ${failed} failed, 0 skipped`);
  process.exit(failed > 0 ? 1 : 0);
}

// A small generator: the moments are drawn alike in each run with the same seed.
let state = Number(seed);
export function chance(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

// ---- the server ----

export const server = { child: null, port: 0, ready: false, said: '', worst: 0, starts: 0 };
process.on('exit', () => server.child?.kill('SIGKILL'));

// Starts it and gives a promise of its end; always at the port of the first start.
export function launch() {
  const child = spawn(program, ['serve', store, '--port', String(server.port), '--log', 'none'],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  server.child = child;
  server.said = '';
  child.stdout.on('data', (part) => { server.said += part; });
  child.stderr.on('data', (part) => { server.said += part; });
  return new Promise((done) => child.on('close', (code, signal) => {
    server.ready = false;
    server.child = null;
    done({ code, signal });
  }));
}

// Waits until it answers /readyz, and remembers the longest that this took since the start.
export async function ready() {
  const began = performance.now(), child = server.child;
  while (performance.now() - began < 20000 && server.child === child) {
    server.port ||= Number(/听在 [^:]*:(\d+)/.exec(server.said)?.[1] ?? 0);
    if (server.port > 0 && (await send(null, { method: 'GET', path: '/readyz' })).status === 200) {
      server.worst = Math.max(server.worst, performance.now() - began);
      server.starts++;
      server.ready = true;
      return true;
    }
    await sleep(5);
  }
  return check(false, 'gets ready', server.said);
}

// ---- one request ----

// The answer, or { lost } when the connection ended first. `drop`: leaves after so many milliseconds.
export function send(agent, { method, path, key, match, value, as, drop }) {
  return new Promise((done) => {
    const headers = as ? { Authorization: `Bearer ${process.env['KEY_' + as]}` } : {};
    if (key) headers['Idempotency-Key'] = key;
    if (match) headers['If-Match'] = match;
    if (value) headers['Content-Type'] = 'application/json';
    const r = http.request({ host: '127.0.0.1', port: server.port, method, path, headers,
      agent: agent ?? false, timeout: 15000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', () => done({ lost: true }));
      answer.on('close', () => {
        if (!answer.complete) return done({ lost: true });
        const { etag, location } = answer.headers;
        done({ status: answer.statusCode, body: Buffer.concat(parts).toString(), etag, location });
      });
    });
    r.on('timeout', () => r.destroy(new Error('late')));
    r.on('error', () => done({ lost: true }));
    r.end(value && JSON.stringify(value));
    if (drop !== undefined) setTimeout(() => r.destroy(new Error('left')), drop);
  });
}
export const same = (a, b) => a.status === b.status && a.body === b.body && a.etag === b.etag &&
  a.location === b.location;

// ---- what clients want and were told ----

// Everything that was ever asked for, by the mark that its text carries: { mark, wish, answer, record }.
export const asked = new Map();
let marks = 0;

export function want(as, path, step, fields, match) {
  const mark = `记号${++marks}号`;
  const text = Object.fromEntries(Object.entries(fields).map(([id, v]) => [id, v ?? mark]));
  const wish = { method: 'POST', path, key: randomUUID(), match, as, value: { step, fields: text } };
  const entry = { mark, wish };
  asked.set(mark, entry);
  return entry;
}
export const register = (as = 'agent') => want(as, '/api/v1/records/hotline', 'register',
  { channel: 'phone', nature: 'complaint', category: '噪声', subject: null, content: '夜间施工', secret: '否' });
export const confer = (path, match) => want('dispatcher', `${path}/steps`, 'confer', { conference: null }, match);
export const close = (path, match, as = 'agent') => want(as, `${path}/steps`, 'answer', { reply: null }, match);

// Sends a wish until it is answered, waiting for the server where it must; null when all is to end.
export async function insist(agent, entry, going) {
  while (going()) {
    if (!server.ready) { await sleep(10); continue; }
    const drop = entry.tries === undefined && chance(20) === 0 ? chance(15) : undefined;
    entry.tries = (entry.tries ?? 0) + 1;
    const got = await send(agent, { ...entry.wish, drop });
    if (got.lost) { await sleep(chance(5)); continue; }
    if (got.status === 503) { entry.busy = true; await sleep(20); continue; }
    return got;
  }
  return null;
}
