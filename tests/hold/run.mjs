// run.mjs -- the server killed under load; two at once; the end in good order.
//
// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import { spawn } from 'node:child_process';
import { asked, chance, check, close, confer, finish, insist, kills, launch, program, ready, register,
  same, send, server, sleep, store } from './hall.mjs';

const CLIENTS = 24;
const END_S = 10, READY_S = 5;
let going = true, resent = 0;
const done = []; // entries that were acknowledged, in the order in which that was heard

function guiju(...args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (part) => { said += part; });
    child.stderr.on('data', (part) => { said += part; });
    child.on('close', (code) => resolve({ code, said }));
  });
}

// ---- the load ----

// Takes in an answer: the first is kept, each later one must be like it.
function hear(entry, got) {
  const wanted = entry.wish.path.endsWith('/steps') ? 200 : 201;
  if (!check(got.status === wanted, 'is taken', { got, wish: entry.wish, tries: entry.tries })) return false;
  if (entry.answer) return check(same(entry.answer, got), 'same key, same answer', [entry.answer, got]);
  entry.answer = got;
  entry.record = got.location ?? entry.wish.path.replace(/\/steps$/, '');
  done.push(entry);
  return true;
}
async function again(agent, entry) {
  const got = entry && await insist(agent, entry, () => going && server.ready);
  if (got) hear(entry, got);
  if (got) resent++;
}

// One client on one kept connection: a record begun, carried on, closed; and again. Now and then, and
// always after a server died, it sends again what was answered before.
async function client() {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  while (going) {
    let left = chance(4), last = register();
    for (;;) {
      const starts = server.starts;
      const got = await insist(agent, last, () => going);
      if (!got || !hear(last, got)) break;
      if (server.starts !== starts || chance(20) === 0) {
        await again(agent, last);
        await again(agent, done[chance(done.length)]);
      }
      if (last.wish.value.step === 'answer') break;
      last = left-- > 0 ? confer(last.record, got.etag) : close(last.record, got.etag);
    }
  }
  agent.destroy();
}

// ---- the deaths ----

async function dead(how, end) {
  const was = await end;
  check(how === 'SIGKILL' ? was.signal === how : was.code === 0, `ended by ${how}`, [was, server.said]);
  const found = await guiju('verify', store, '--quick');
  check(found.code === 0, 'verifies after it', found.said);
}

async function kill(i) {
  let end = launch();
  if (i % 5 === 4) { // while it starts
    await sleep(chance(120));
    server.child?.kill('SIGKILL');
    await dead('SIGKILL', end);
    end = launch();
  }
  if (!await ready()) return;
  await sleep(30 + chance(450));
  server.child?.kill('SIGKILL');
  await dead('SIGKILL', end);
}

// Under load it is told to end: it does, soon, and says good-bye to nobody half way.
async function term() {
  const end = launch();
  if (!await ready()) return;
  await sleep(200 + chance(300));
  const began = performance.now();
  server.child.kill('SIGTERM');
  server.ready = false;
  const late = setTimeout(() => server.child?.kill('SIGKILL'), 2 * END_S * 1000);
  await dead('SIGTERM', end.then((was) => {
    clearTimeout(late);
    longest = Math.max(longest, performance.now() - began);
    return was;
  }));
}
let longest = 0;

// ---- two at once ----

const agents = [0, 1].map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));
const both = (a, b) => Promise.all([send(agents[0], a.wish), send(agents[1], b.wish)]);

async function rivals() {
  const begun = register();
  hear(begun, await send(agents[0], begun.wish));
  const { record, answer: { etag } } = begun;
  const wishes = [close(record, etag), close(record, etag)];
  const got = await both(...wishes);
  const won = got.findIndex((one) => one.status === 200), lost = got[1 - won];
  if (!check(won >= 0 && (lost.status === 409 || lost.status === 412), 'one of two closes it', got)) return;
  check(/step\.stale/.test(lost.body) && /重新打开/.test(lost.body), 'the other is told why', lost);
  hear(wishes[won], got[won]);
  asked.delete(wishes[1 - won].mark);
  refused.push(wishes[1 - won].mark);
}
const refused = [];

async function twice(entry) {
  const got = await both(entry, entry);
  for (const one of got) hear(entry, one);
  check(same(...got), 'a double click is answered alike', got);
  return entry;
}

// Lists of private values, each read of which is noted, while others write: nobody waits in vain.
async function crowd() {
  const until = performance.now() + 2500;
  let served = 0;
  const one = async (i) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < until) {
      const entry = i % 2 ? register() : null;
      const got = await send(agent, entry?.wish ??
        { method: 'GET', path: '/api/v1/records/hotline?limit=100', as: 'agent' });
      if (entry) hear(entry, got);
      served += check([200, 201, 503].includes(got.status) && !(entry && got.status === 503),
        'a crowd is served', got);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: 48 }, (_, i) => one(i)));
  const after = register();
  hear(after, await send(agents[0], after.wish));
  const at = await send(null, { method: 'GET', path: '/readyz' });
  check(JSON.parse(at.body).waiting === 0, 'nothing waits when the crowd has gone', at);
}

// ---- what is there in the end ----

async function get(path) {
  const got = await send(agents[0], { method: 'GET', path, as: 'agent' });
  return check(got.status === 200, 'reads what is there', [path, got]) ? JSON.parse(got.body) : {};
}
async function present() {
  const found = new Map(), list = [];
  for (let next = ''; next !== undefined;) {
    const page = await get(`/api/v1/records/hotline?limit=100${next && '&cursor=' + encodeURIComponent(next)}`);
    list.push(...page.items ?? []);
    next = page.next;
  }
  for (const record of list) {
    const path = `/api/v1/records/${record.id}`;
    const { items = [] } = await get(`${path}/events`);
    const marked = items.flatMap((event) => JSON.stringify(event).match(/记号\d+号/g) ?? []);
    if (marked.length === 0) continue; // of the store before
    for (const mark of marked) found.set(mark, [...found.get(mark) ?? [], path]);
    check(items.length === record.events && marked.length === items.length && items[0].kind === 'open',
      'a record is its events', [record, items]);
    check(record.ended === (items.at(-1).step === 'answer'), 'stands where its last step led', [record, items]);
  }
  return found;
}
function compare(found) {
  for (const entry of done) {
    const where = found.get(entry.mark) ?? [];
    check(where.length === 1 && where[0] === entry.record, 'acknowledged: there, once', [entry, where]);
  }
  for (const mark of refused) check(!found.has(mark), 'refused: not there', mark);
  for (const [mark, where] of found)
    check(where.length === 1 && asked.has(mark), 'what is there was asked for, and is there once', [mark, where]);
}

const load = Array.from({ length: CLIENTS }, client);
for (let i = 0; i < Number(kills); i++) await kill(i);
for (let i = 0; i < 3; i++) await term();
const end = launch();
await ready();
await sleep(300);
going = false;
await Promise.all(load);
for (let i = 0; i < 10; i++) {
  await rivals();
  const begun = await twice(register());
  await twice(confer(begun.record, begun.answer.etag));
}
await crowd();
check(server.worst < READY_S * 1000, `ready again in ${READY_S} s`, server.worst);
check(longest < END_S * 1000, `ends in ${END_S} s`, longest);
const last = [...asked.values()].filter((entry) => !entry.answer && entry.tries).length;
compare(await present());
server.child?.kill('SIGTERM');
await dead('SIGTERM', end);
const whole = await guiju('verify', store);
check(whole.code === 0, 'verifies whole', whole.said);
console.log(`${kills} kills and 3 ends: ${done.length} steps acknowledged, ${resent} keys sent again, ${last} never ` +
  `answered; ready again in ${Math.round(server.worst)} ms at worst, ended in ${Math.round(longest)} ms at worst`);
finish();
