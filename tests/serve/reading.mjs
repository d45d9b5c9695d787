// reading.mjs -- what is read and is no record: rules, organs, figures, report, log, calendars.
//
// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ask, base, end, get, is, ok, post, skip } from './help/client.mjs';

const bearer = (name) => ({ Authorization: `Bearer ${process.env['KEY_' + name]}` });
const as = (name, target) => get(target, { headers: bearer(name) });
const bytes = async (target) => {
  const answer = await fetch(base + target);
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()), headers: answer.headers };
};

// ---- procedures ----
const list = await as('agent', '/api/v1/procedures');
is('procedures', [list.status, list.json.items.some((one) => one.id === 'hotline')], [200, true]);
ok('a head', list.json.items.every((one) => one.id && one.name && one.effective && one.laws.length > 0 &&
  one.versions.length > 0));
ok('one version of each', new Set(list.json.items.map((one) => one.id)).size === list.json.items.length);
const hotline = (await as('agent', '/api/v1/procedures/hotline')).json;
const channel = hotline.fields.find((field) => field.id === 'channel');
is('a field', [channel.type, channel.many, channel.options.some((one) => one.id === 'web')],
  ['choice', false, true]);
const opening = hotline.steps.filter((step) => step.opening);
ok('opening steps', opening.length > 0 && opening.every((step) => step.from.length === 0));
ok('steps say who, from where, to where', hotline.steps.every((step) => (step.by.length > 0 || step.clock) &&
  (step.opening || step.from_any_open || step.from.length > 0)));
ok('what a step fills is a field', hotline.steps.every((step) => step.fills.every((fill) =>
  hotline.fields.some((field) => field.id === fill.field))));
ok('limits have law and length', hotline.limits.length > 0 &&
  hotline.limits.every((limit) => limit.law && limit.length));
ok('indicators have formulas', hotline.indicators.every((one) => one.formula && one.rule_line));
is('by its Chinese name', (await as('agent', `/api/v1/procedures/${encodeURIComponent(hotline.name)}`))
  .json.digest, hotline.digest);
is('before it was in force', (await as('agent', '/api/v1/procedures/hotline?on=1999-01-01')).status, 404);
is('an unknown one', (await as('agent', '/api/v1/procedures/nothing')).json.type, '/problems/procedure.unknown');
is('a bad day', (await as('agent', '/api/v1/procedures?on=yesterday')).json.type, '/problems/query.day');
const prose = await as('agent', '/api/v1/procedures/hotline/prose');
ok('prose', prose.status === 200 && prose.text.startsWith(hotline.name) &&
  prose.headers['content-type'].startsWith('text/plain'));
is('not without signing in', (await get('/api/v1/procedures')).status, 401);

// ---- public, cached ----
const open = await get('/public/v1/procedures/hotline');
is('the public one is the same', open.json.digest, hotline.digest);
ok('may be kept', /^public, max-age=\d+$/.test(open.headers['cache-control']));
const unchanged = await get('/public/v1/procedures/hotline',
  { headers: { 'If-None-Match': open.headers.etag } });
is('304', [unchanged.status, unchanged.text], [304, '']);
is('of the desk, not by others', (await as('agent', '/api/v1/procedures')).headers['cache-control'],
  'private, no-cache');

// ---- organs ----
const organs = (await as('zjj', '/api/v1/organs')).json.items;
const zjj = organs.find((organ) => organ.code === 'zjj');
ok('organs', organs.length > 5 && zjj !== undefined);
const own = (await as('zjj', `/api/v1/organs/${zjj.code}`)).json;
ok('posts of the own organ', own.posts.some((one) => one.person === 'zjj' && one.organ === zjj.code));
const foreign = (await as('gaj', `/api/v1/organs/${zjj.code}`)).json;
is('not of another', [foreign.code, foreign.posts], [zjj.code, []]);
ok('posts', (await as('zjj', '/api/v1/posts')).json.items.every((one) => one.organ === zjj.code));
is('an unknown organ', (await as('zjj', '/api/v1/organs/none')).json.type, '/problems/organ.unknown');

// ---- figures ----
const year = '?year=2024';
const figure = async (who, target) => (await as(who, `/api/v1/figures/${target}`)).json;
const accepted = await figure('agent', `hotline/accepted${year}&by=month`);
is('a figure', [accepted.indicator, accepted.exact, accepted.attested],
  ['accepted', String(accepted.value), false]);
ok('of something', accepted.value > 0 && accepted.formula && accepted.law && accepted.rule_line);
is('months add up', accepted.by.reduce((sum, part) => sum + part.value, 0), accepted.value);
is('a month', (await figure('agent', `hotline/accepted${year}&month=3`)).value, accepted.by[2].value);
const byOrgan = await figure('agent', `hotline/transferred${year}&by=organ`);
is('organs add up', byOrgan.by.reduce((sum, part) => sum + part.value, 0), byOrgan.value);
const rate = hotline.indicators.find((one) => one.unit === '%');
const ratio = await figure('agent', `hotline/${rate.id}${year}`);
ok('a rate has both its numbers', /^\d+$/.test(ratio.numerator) && /^\d+$/.test(ratio.denominator) &&
  ratio.value === undefined);
is('a year is wanted', (await figure('agent', 'hotline/accepted')).type, '/problems/query.year');
is('an unknown figure', (await figure('agent', `hotline/none${year}`)).type, '/problems/indicator.unknown');
is('an unknown part', (await figure('agent', `hotline/accepted${year}&by=day`)).type, '/problems/query.by');
is('without the scope', (await as('zjj', `/api/v1/figures/hotline/accepted${year}`)).status, 403);

// ---- the records behind ----
const behind = (who, target) => figure(who, target);
const some = await behind('agent', `hotline/accepted/records${year}&limit=3`);
is('a page', [some.total, some.items.length], [accepted.value, Math.min(3, accepted.value)]);
const seen = new Set();
for (let next = ''; next !== undefined;) {
  const page = await behind('agent', `hotline/accepted/records${year}&limit=4${next && `&cursor=${next}`}`);
  page.items.forEach((one) => seen.add(one.record));
  next = page.next;
}
is('all pages', seen.size, some.total - some.others);
const parts = await behind('agent', `hotline/${rate.id}/records${year}`);
is('a rate opens into its parts', [parts.items, parts.parts.map((part) => part.as)],
  [[], ['numerator', 'denominator']]);

// ---- public figures, the report ----
const printed = await get(`/public/v1/figures/hotline/accepted${year}`);
is('a printed figure is public', [printed.status, printed.json.value], [200, accepted.value]);
is('not of one organ', (await get(`/public/v1/figures/hotline/accepted${year}&by=organ`)).status, 404);
is('one that the report does not print', (await get(`/public/v1/figures/hotline/deviations${year}`)).json.type,
  '/problems/figure.private');
const report = await as('agent', `/api/v1/report${year}`);
if (report.status === 409)
  ok('a report that fails tells every fault', report.json.errors.length > 0 &&
    report.json.errors.every((one) => one.code && one.detail));
else
  is('a report', [report.status, report.json.year], [200, 2024]);
is('no source text', (await as('agent', '/api/v1/report?year=1999')).json.type, '/problems/report.template');
is('an unknown form', (await as('agent', `/api/v1/report${year}&format=pdf`)).json.type, '/problems/query.format');
is('an unknown table', (await as('agent', `/api/v1/tables/hotline/none${year}`)).json.type,
  '/problems/table.unknown');

// ---- periods and calendars ----
const due = async (body, headers = bearer('agent')) => post('/api/v1/due', body, { headers });
const five = (await due({ from: '2024-09-27', length: '5 个工作日' })).json;
is('five working days over a holiday', [five.last_day, five.due, five.provisional],
  ['2024-10-10', '2024-10-10T24:00:00+08:00', false]);
ok('day by day', five.days[0].mark === 'start' && five.days.at(-1).mark === 'end' &&
  five.days.some((one) => one.mark === 'holiday' && one.law));
const paused = (await due({ from: '2024-03-04', length: '60 日',
  pauses: [{ from: '2024-04-03', to: '2024-05-13' }] })).json;
is('a pause', paused.last_day, '2024-06-12');
const held = (await due({ from: '2024-03-04', length: '60 日', pauses: [{ from: '2024-04-03' }] })).json;
is('a pause that lasts', [held.paused, held.left], [true, 30]);
is('a bad length', (await due({ from: '2024-03-04', length: '五个星期' })).json.type, '/problems/due.value');
is('pauses out of order', (await due({ from: '2024-03-04', length: '60 日',
  pauses: [{ from: '2024-01-01' }] })).json.where, '/pauses');
is('no key is needed', (await ask('POST', '/api/v1/due', { headers: { ...bearer('agent'),
  'Content-Type': 'application/json' }, body: '{"from":"2024-01-01","length":"1 日"}' })).status, 200);
const days = (await as('agent', '/api/v1/calendars/2024')).json;
is('a calendar', [days.days.find((one) => one.on === '2024-10-01')?.kind,
  days.days.find((one) => one.on === '2024-09-29')?.kind], ['holiday', 'made_up']);
is('a year that cannot be', (await as('agent', '/api/v1/calendars/20')).status, 404);

// ---- the log ----
const head = await get('/public/v1/ledger/checkpoint');
const [origin, size] = head.text.split('\n');
ok('a signed head', head.status === 200 && origin.startsWith('guiju/') && Number(size) > 300);
ok('kept for seconds only', /^public, max-age=10$/.test(head.headers['cache-control']));
const full = await bytes('/public/v1/ledger/tile/0/000');
const part = await bytes('/public/v1/ledger/tile/0/000.p/7');
is('a part is the front of the tile', [full.body.length, part.body.equals(full.body.subarray(0, 7 * 32))],
  [8192, true]);
is('never changes', full.headers.get('cache-control'), 'public, max-age=31536000, immutable');
const entries = await bytes('/public/v1/ledger/tile/entries/000');
const leaves = [];
for (let at = 0; at < entries.body.length;) {
  const n = entries.body.readUInt16BE(at);
  leaves.push(createHash('sha256').update(Buffer.concat([Buffer.from([0]),
    entries.body.subarray(at + 2, at + 2 + n)])).digest());
  at += 2 + n;
}
ok('entries hash to the tile', leaves.length === 256 && Buffer.concat(leaves).equals(full.body));
for (const bad of ['0/0', '0/000.p/0', '0/000.p/256', '0/000.p/07', '0/999', 'entries/x000/000', '9/000',
  '0/x000/001', '-1/000', '0/000/000', 'a/000', '0/00a'])
  is(`no tile ${bad}`, (await get(`/public/v1/ledger/tile/${bad}`)).status, 404);
is('no twin', (await get('/public/v1/ledger/checkpoint.sm3')).json.type, '/problems/ledger.no_twin');

// ---- the proof of a record ----
const proof = await as('agent', '/api/v1/ledger/proof/hotline/1');
ok('a proof', proof.status === 200 && proof.text.startsWith('guiju-proof-1'), proof.text.slice(0, 200));
is('of none', (await as('agent', '/api/v1/ledger/proof/hotline/999999')).status, 404);
const open1 = await as('agent', '/api/v1/ledger/proof/hotline/1?private=true');
ok('with private fields for who may see them', open1.text.length > proof.text.length);
ok('not for another organ, though some of it is public',
  [403, 404].includes((await as('gaj', '/api/v1/ledger/proof/hotline/1')).status));
is('not without signing in', (await get('/api/v1/ledger/proof/hotline/1')).status, 401);
if (process.env.GUIJU && process.env.STORE) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reading-'));
  execFileSync(process.env.GUIJU, ['export', process.env.STORE, path.join(folder, 'log')]);
  const files = fs.readdirSync(path.join(folder, 'log', 'tile'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile());
  let same = 0;
  for (const one of files) {
    const file = path.join(one.parentPath ?? one.path, one.name);
    const served = await bytes('/public/v1/ledger/' + path.relative(path.join(folder, 'log'), file));
    same += served.status === 200 && served.body.equals(fs.readFileSync(file));
  }
  is('tiles as exported', same, files.length);
  is('keys as exported', (await get('/public/v1/ledger/verifier.key')).text,
    fs.readFileSync(path.join(folder, 'log', 'verifier.key'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'one.proof'), open1.text);
  const verify = path.join(path.dirname(process.env.GUIJU), 'guiju-verify');
  let said = '';
  try { said = execFileSync(verify, [path.join(folder, 'one.proof')], { encoding: 'utf8' }); }
  catch (fault) { said = `FAULT ${fault.stdout}${fault.stderr}`; }
  ok('guiju-verify takes the proof', !said.startsWith('FAULT'), said);
  fs.rmSync(folder, { recursive: true });
} else {
  skip('the export: GUIJU and STORE are not told');
}

// ---- the contract ----
const contract = await get('/api/v1/openapi.json');
is('OpenAPI', [contract.status, contract.json.openapi], [200, '3.1.0']);
const table = contract.json.paths;
ok('the fields of a procedure', contract.json.components.schemas['hotline.fields'].properties.channel.title ===
  channel.name);
const body = table['/api/v1/records/hotline'].post.requestBody.content['application/json'].schema.$ref;
is('bodies told apart by step', contract.json.components.schemas[body.split('/').pop()].discriminator.propertyName,
  'step');
const names = new Set(Object.keys(contract.json.components.schemas));
const wanted = [...contract.text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((one) => one[1]);
is('each reference leads somewhere', wanted.filter((one) => !names.has(one)), []);
is('schemas that nobody wrote', Object.entries(contract.json.components.schemas).filter(([, one]) =>
  one.additionalProperties === true && !one.properties).map(([name]) => name), []);
const ids = Object.values(table).flatMap((one) => Object.values(one).map((op) => op.operationId));
is('one id each', new Set(ids).size, ids.length);
const docs = await get('/api/docs');
if (docs.status === 200)
  ok('a page without foreign scripts', docs.headers['content-security-policy'].includes("script-src 'self';") &&
    !docs.text.includes('http'));
else
  is('no page', docs.json.type, '/problems/docs.absent');
is('nothing else of the folder', (await get('/api/docs/LICENSE')).status, 404);
end();
