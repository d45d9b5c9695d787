// public.mjs -- citizens without signing in: a matter sent, its receipt, what the code opens.
//
// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { ask, end, get, is, multipart, ok, png, post, skip } from './help/client.mjs';

const bearer = (name) => ({ Authorization: `Bearer ${process.env['KEY_' + name]}` });
const matter = (more = {}) => ({
  step: 'self_register',
  fields: {
    channel: 'web', nature: 'complaint', category: '市政设施', subject: '路灯不亮',
    content: '三盏不亮，<b>夜里</b>看不见 & 不安全', place: '雄关路12号', caller_name: '王某',
    phone: '13900001234', ...more,
  },
});
const me = { from: '127.0.0.21' };
const send = (more) => post('/public/v1/hotline', matter(more), me);

// ---- sent ----
const key = randomUUID();
const first = await post('/public/v1/hotline', matter(), { ...me, headers: { 'Idempotency-Key': key } });
is('a matter is sent', first.status, 201);
const { receipt, promises, record } = first.json;
ok('a code of 80 bits', /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]$/.test(receipt.code), receipt.code);
ok('number', /^\d{13}$/.test(record.number), record.number);
ok('place in the ledger', receipt.seq > 0 && /^[0-9a-f]{64}$/.test(receipt.leaf));
is('promise', [promises[0].id, promises[0].state, promises[0].law.length > 0],
  ['dispatch_by', 'running', true]);
ok('promised until', /T24:00:00\+08:00$/.test(promises[0].due), promises[0].due);
is('location', first.headers.location, receipt.track);

// ---- sent twice ----
const again = await post('/public/v1/hotline', matter(), { ...me, headers: { 'Idempotency-Key': key } });
is('the same again', [again.status, again.headers.location, again.text],
  [201, receipt.track, first.text]);
const other = await post('/public/v1/hotline', matter({ subject: '别的' }),
  { ...me, headers: { 'Idempotency-Key': key } });
is('another with the same key', [other.status, other.json.type], [409, '/problems/ask.key']);
const elsewhere = await post('/public/v1/hotline', matter(),
  { from: '127.0.0.22', headers: { 'Idempotency-Key': key } });
ok('from another address it is another one', elsewhere.status === 201 &&
  elsewhere.json.receipt.code !== receipt.code);
const short = await post('/public/v1/hotline', matter(), { ...me, headers: { 'Idempotency-Key': '1' } });
is('a key that can be guessed', [short.status, short.json.type], [400, '/problems/public.short_key']);
const none = await ask('POST', '/public/v1/hotline', {
  ...me, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(matter()) });
is('no key', [none.status, none.json.type], [400, '/problems/ask.no_key']);

// ---- not sent ----
const phone = await send({ channel: 'phone' });
is('by a channel of the staff', [phone.status, phone.json.type], [422, '/problems/step.guard']);
ok('with the article', (phone.json.law ?? '').length > 0);
is('a staff step as the opening', (await post('/public/v1/hotline',
  { ...matter(), step: 'register' }, me)).status, 403);
is('a procedure of the office', (await post('/public/v1/joint_order', { fields: {} }, me)).json.type,
  '/problems/public.opening');
is('no such procedure', (await post('/public/v1/nothing', { fields: {} }, me)).status, 404);
is('a field of the staff', (await send({ office: '市城管局' })).status >= 400, true);

// ---- tracked ----
const path = receipt.track;
const seen = await get(path, me);
is('tracked', [seen.status, seen.json.number, seen.json.state], [200, record.number, 'received']);
is('own private field', seen.json.fields.content, matter().fields.content);
ok('in words', seen.json.words.includes('已受理') && seen.json.words.includes('派单时限'), seen.json.words);
is('what may be done', seen.json.steps.map((step) => step.id), ['supplement', 'withdraw']);
is('not to be kept', seen.headers['cache-control'], 'no-store');
const sloppy = receipt.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
is('written as people write', (await get('/public/v1/track/' + encodeURIComponent(sloppy), me)).json?.number,
  record.number);
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const wrong = receipt.code.slice(0, -1) + letters[(letters.indexOf(receipt.code.at(-1)) + 1) % 32];
const mistyped = await get('/public/v1/track/' + wrong, { from: '127.0.0.23' });
is('mistyped', [mistyped.status, mistyped.json.type], [404, '/problems/track.unknown']);
const open = await get(`/api/v1/records/${record.id}`, me);
ok('others do not see the contents', !open.text.includes('夜里') && !open.text.includes('13900001234') &&
  !open.text.includes('王某'));

// ---- carried on, from home: an address has only so many submissions ----
const home = { from: '127.0.0.24' };
const form = multipart([
  { name: 'command', value: JSON.stringify({ step: 'supplement', fields: { supplement: '附照片' } }) },
  { name: 'claim_paper', filename: '照片.png', bytes: Buffer.concat([png, Buffer.from(randomUUID())]) }]);
const more = await ask('POST', path + '/steps', {
  ...home, body: form.body, headers: { 'Content-Type': form.type, 'Idempotency-Key': randomUUID() } });
is('supplemented with a paper', [more.status, more.json.fields?.supplement], [200, '附照片']);
for (const [name, bytes, code] of [['a.png', Buffer.from('MZ\x90\x00 no picture'), 'paper.kind'],
  ['a.html', Buffer.from('<html><script>'), 'paper.kind']]) {
  const bad = multipart([
    { name: 'command', value: JSON.stringify({ step: 'supplement', fields: { supplement: 'x' } }) },
    { name: 'claim_paper', filename: name, bytes }]);
  is(`not taken: ${name}`, (await ask('POST', path + '/steps', {
    ...home, body: bad.body, headers: { 'Content-Type': bad.type, 'Idempotency-Key': randomUUID() } })).json.type,
  '/problems/' + code);
}
const strange = multipart([
  { name: 'command', value: JSON.stringify({ step: 'supplement', fields: { supplement: 'x' } }) },
  { name: 'result_paper', filename: 'a.png', bytes: png }]);
is('a paper of another step', (await ask('POST', path + '/steps', {
  ...home, body: strange.body, headers: { 'Content-Type': strange.type, 'Idempotency-Key': randomUUID() } })).json.type,
'/problems/paper.unknown');
for (const step of ['dispatch', 'answer', 'self_register', 'nothing'])
  is(`not the party's: ${step}`, (await post(path + '/steps', { step, fields: {} }, home)).json.type,
    '/problems/public.step');
is('too early to rate', (await post(path + '/steps',
  { step: 'rate', fields: { satisfaction: '5' } }, home)).json.type, '/problems/step.stage');

if (process.env.KEY_agent) {
  const answer = await post(`/api/v1/records/${record.id}/steps`,
    { step: 'answer', fields: { reply: '已派人修好' } }, { headers: { ...bearer('agent'), 'If-Match': '*' } });
  if (is('the office answers', answer.status, 200)) {
    const after = await get(path, home);
    is('answered', [after.json.state, after.json.replies[0]?.fields.reply], ['closed', '已派人修好']);
    ok('not by whom', !after.text.includes('agent"') && !after.text.includes('测试agent'));
    is('the clock was met', after.json.clocks[0].state, 'met');
    is('too late to add', (await post(path + '/steps',
      { step: 'supplement', fields: { supplement: '迟了' } }, home)).status, 422);
  }
} else skip('the answer of the office: no KEY_agent');

const second = (await post('/public/v1/hotline', matter({ subject: '再报' }), home)).json.receipt;
const back = await post(second.track + '/steps', { step: 'withdraw', fields: { withdraw_reason: '修好了' } }, home);
is('withdrawn', [back.status, back.json.state, back.json.fields.withdraw_reason], [200, 'closed', '修好了']);

// ---- what is kept ----
if (process.env.STORE) {
  const kept = process.env.DATABASE
    ? [execFileSync('pg_dump', ['-a', '-d', process.env.DATABASE], { maxBuffer: 1 << 30 })]
    : ['guiju.db', 'guiju.db-wal'].map((name) => `${process.env.STORE}/${name}`)
      .filter((name) => fs.existsSync(name)).map((name) => fs.readFileSync(name));
  const plain = receipt.code.replaceAll('-', '');
  const digest = createHash('sha256').update(plain).digest('hex');
  ok('the code is nowhere', !kept.some((bytes) => bytes.includes(plain) || bytes.includes(receipt.code)));
  ok('its digest is', kept.some((bytes) => bytes.includes(digest)));
} else skip('what is kept: no STORE');

// ---- too often ----
let refused;
for (let i = 0; i < 80 && refused === undefined; i++) {
  const guess = await get("/public/v1/track/" + wrong, { from: '127.0.0.31' });
  if (guess.status !== 404) refused = guess;
}
is('guessing ends', [refused?.status, refused?.json.type], [429, '/problems/public.pace']);
ok('and says for how long', Number(refused?.headers['retry-after']) > 0);
is('for that address only', (await get(path, { from: '127.0.0.32' })).status, 200);
let sent = 0, last;
do last = await post('/public/v1/hotline', matter(), { from: '127.0.0.33' });
while (last.status === 201 && ++sent < 60);
ok('an address cannot flood the hotline', last.status === 429 && sent >= 10 && sent <= 30, `${sent}`);
let looks = 0;
do last = await get(second.track, { from: `127.0.1.${1 + looks % 250}` });
while (last.status === 200 && ++looks < 100);
ok('nor many addresses one code', last.status === 429 && looks >= 20 && looks <= 60, `${looks}`);
end();
