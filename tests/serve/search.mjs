// search.mjs -- search by any substring, similar records at intake, saved filters.
//
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ask, end, get, is, ok, post, skip } from './help/client.mjs';

const bearer = (name) => ({ Authorization: `Bearer ${process.env['KEY_' + name]}` });
const as = (name, target) => get(target, { headers: bearer(name) });
const search = async (name, q, more = '') =>
  (await as(name, `/api/v1/search?q=${encodeURIComponent(q)}${more}`)).json;
const ids = async (name, q, more) => (await search(name, q, more)).items.map((one) => one.id);

// One call, as the agent takes it in; gives "hotline/12".
async function call(fields) {
  const answer = await post('/api/v1/records/hotline', {
    step: 'register',
    fields: {
      channel: 'phone', nature: 'complaint', category: '噪声', subject: '夜间施工', content: '内容',
      caller_name: '测试某', phone: '13912345678', ...fields,
    },
  }, { headers: bearer('agent') });
  if (answer.status !== 201) console.log(`search.mjs: not taken in: ${answer.text}`);
  return answer.json.id;
}

const a = await call({ subject: '紫轩葡萄园旁龘声扰民', content: '每晚十一点打桩，住户无法入睡', place: '机场路紫轩葡萄园东门',
  phone: '19912340001' });
const b = await call({ subject: '龘字路牌缺失', content: '路牌被撞倒', place: '和诚西路', phone: '19912340002' });

// ---- found at once, newest first ----
is('a rare character', await ids('agent', '龘'), [b, a]);
is('two characters', await ids('agent', '龘声'), [a]);
is('all words', await ids('agent', '龘 路牌'), [b]);
is('one word missing', await ids('agent', '龘声 路牌'), []);
is('full width, upper case', await ids('agent', '１９９１２３４０００２'), [b]);
is('a private field, by who takes part', await ids('agent', '打桩'), [a]);
is('digits in the middle', await ids('agent', '912340001'), [a]);
is('the name of the procedure', (await ids('agent', '热线 龘')).length, 2);
const one = await search('agent', '葡萄园旁');
is('a place', one.items[0].places[0],
  { field: 'subject', name: '标题', before: '紫轩', match: '葡萄园旁', after: '龘声扰民', cut: false, masked: false });
const hidden = (await search('agent', '19912340001')).items[0].places[0];
is('of a private field only what was asked', [hidden.field, hidden.match, hidden.before, hidden.after,
  hidden.masked], ['phone', '19912340001', '', '', true]);
is('complete', one.complete, true);
is('one procedure', await ids('agent', '龘', '&procedure=hotline'), [b, a]);
is('another', await ids('agent', '龘', '&procedure=service_class'), []);
const first = await search('agent', '龘', '&limit=1');
is('the first page', first.items.map((item) => item.id), [b]);
is('the second', await ids('agent', '龘', `&limit=1&cursor=${first.next}`), [a]);

// ---- and after the index has come up ----
await new Promise((resolve) => setTimeout(resolve, 2500));
is('again', await ids('agent', '龘'), [b, a]);
is('again, two words of two kinds', await ids('agent', '龘声 打桩'), [a]);

// ---- not by those who may not see it ----
is('another office', await ids('zjj', '龘'), []);
is('a private field, by another office', await ids('zjj', '19912340001'), []);
is('an administrator', await ids('system', '龘'), []);
is('a key that may not read', (await as('noread', '/api/v1/search?q=x')).status, 403);
ok('nobody', [401, 403].includes((await get('/api/v1/search?q=x')).status));

// ---- refused questions ----
const refused = async (query) => (await as('agent', `/api/v1/search${query}`)).json.type;
is('no question', await refused(''), '/problems/search.empty');
is('blanks', await refused('?q=%20%E3%80%80'), '/problems/search.empty');
is('too many words', await refused('?q=1+2+3+4+5+6+7+8+9'), '/problems/search.long');
is('too long', await refused(`?q=${'x'.repeat(700)}`), '/problems/search.long');
is('no such procedure', await refused('?q=x&procedure=nothing'), '/problems/query.procedure');
is('a bad limit', await refused('?q=x&limit=1000'), '/problems/query.number');
for (const q of ['"', '*', 'AND', 'a OR b', 'NEAR(a)', '\'; --', 'terms:a', '%', '\\', '(', '{a}', '|', '&'])
  is(`signs: ${q}`, (await as('agent', `/api/v1/search?q=${encodeURIComponent(q)}`)).status, 200);

// ---- naughty strings ----
const corpus = path.join(process.env.GUIJU_SHARED ?? '../shared', 'data/vectors/naughty-strings/blns.json');
if (fs.existsSync(corpus)) {
  let bad = 0;
  for (const line of JSON.parse(fs.readFileSync(corpus, 'utf8')).filter((text) => text.length < 150)) {
    const answer = await as('agent', `/api/v1/search?q=${encodeURIComponent(line)}`);
    if (answer.status !== 200 && answer.status !== 400 && answer.status !== 422) bad++;
  }
  is('naughty questions answered or refused', bad, 0);
  const naughty = 'Ω≈ç√∫ ﷽ 👾🙇🏽 Ẓ̌á̲l͔̝g̞̚o <script>alert(1)</script> ../../etc "quoted"';
  const c = await call({ subject: '龘怪文', content: naughty });
  for (const q of ['≈ç√', '👾🙇', 'alert(1)', '../etc', '"quoted"', '﷽'])
    is(`found by ${q}`, await ids('agent', q), [c]);
} else skip('no naughty strings');

// ---- similar ones at intake ----
const similar = async (name, query) => (await as(name,
  `/api/v1/records/hotline/similar?${new URLSearchParams(query)}`)).json;
const like = await similar('agent', { text: '紫轩葡萄园旁边半夜打桩，住户睡不着' });
is('similar', like.items[0].id, a);
ok('why', like.items[0].shared.includes('紫轩葡萄园旁') && like.items[0].score >= 30,
  JSON.stringify(like.items[0]));
const near = await similar('agent', { text: '别的事情', place: '机场路紫轩葡萄园' });
is('the same place', [near.items[0].id, near.items[0].same_place], [a, true]);
is('nothing like it', (await similar('agent', { text: '丁丂七丄' })).count, 0);
is('not for another office', (await similar('zjj', { text: '紫轩葡萄园旁边半夜打桩' })).count, 0);
is('neither text nor place', (await similar('agent', {})).type, '/problems/similar.text');

// ---- saved filters ----
const filters = async (name) => (await as(name, '/api/v1/filters')).json.items;
const put = (name, filter, url) => ask('PUT', `/api/v1/filters/${encodeURIComponent(filter)}`, {
  body: JSON.stringify({ url }),
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...bearer(name) },
});
const drop = (name, filter) => ask('DELETE', `/api/v1/filters/${encodeURIComponent(filter)}`,
  { headers: { 'Idempotency-Key': randomUUID(), ...bearer(name) } });
is('none kept', await filters('agent'), []);
is('kept', (await put('agent', '我的噪声', '/api/v1/search?q=%E5%99%AA')).status, 200);
is('replaced', (await put('agent', '我的噪声', '/api/v1/records/hotline?limit=5')).json.url,
  '/api/v1/records/hotline?limit=5');
is('listed', (await filters('agent')).map((one) => [one.name, one.url]),
  [['我的噪声', '/api/v1/records/hotline?limit=5']]);
is('not for others', await filters('zjj'), []);
is('not by others', (await drop('zjj', '我的噪声')).status, 404);
is('no other address', (await put('agent', 'x', 'https://example.com/')).json.type, '/problems/filter.url');
is('removed', (await drop('agent', '我的噪声')).status, 200);
is('gone', (await drop('agent', '我的噪声')).json.type, '/problems/filter.unknown');
end();
