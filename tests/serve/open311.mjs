// open311.mjs -- GeoReport v2 as third-party clients speak it, in XML and JSON.
//
// Answers are validated against the published JSON Schemas (GUIJU_SHARED, ajv from npm into
// a cache folder) and parsed by xmllint; both are skipped by name where they are not there.
//
// SPDX-License-Identifier: Apache-2.0
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { ask, end, get, is, multipart, ok, png, post, skip } from './help/client.mjs';

const at = '/open311/v2';
const shared = path.join(process.env.GUIJU_SHARED ?? '../shared', 'data/open311');
const key = process.env.KEY_zjj, reader = process.env.KEY_nostep, answerer = process.env.KEY_agent;
const me = { from: '127.0.0.41' };

// ---- the tools of the trade ----
function loadAjv() {
  const cache = process.env.GUIJU_CACHE ?? path.join(os.homedir(), '.cache/guiju-tests');
  const folder = path.join(cache, 'ajv-8.17.1');
  if (!fs.existsSync(path.join(folder, 'node_modules/ajv-formats'))) {
    fs.mkdirSync(folder, { recursive: true });
    const said = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent',
      '--prefix', folder, 'ajv@8.17.1', 'ajv-formats@3.0.1'], { stdio: 'ignore', timeout: 120000 });
    if (said.status !== 0) return null;
  }
  const require = createRequire(path.join(folder, 'x.js'));
  const ajv = new (require('ajv').default)({ strict: false, allErrors: true });
  require('ajv-formats').default(ajv);
  return ajv;
}
const schemas = path.join(shared, 'schema/schema/georeport-v2');
const ajv = fs.existsSync(schemas) ? loadAjv() : null;
if (!fs.existsSync(schemas)) skip('JSON Schemas: no shared data');
else if (ajv === null) skip('JSON Schemas: npm gives no ajv');
const read = (name) => JSON.parse(fs.readFileSync(path.join(schemas, name), 'utf8'));
if (ajv) for (const name of ['request.json', 'service.json']) ajv.addSchema(read(name), name);
const checks = {};
function fits(name, schema, value) {
  if (!ajv) return;
  checks[schema] ??= ajv.compile(read(schema));
  ok(`${name} fits ${schema}`, checks[schema](value), JSON.stringify(checks[schema].errors?.slice(0, 3)));
}
const lint = spawnSync('xmllint', ['--version']).status === 0;
if (!lint) skip('XML: no xmllint');
// Names of the children of each element that an XPath finds, as a real parser sees them.
function xpath(text, expression) {
  return execFileSync('xmllint', ['--xpath', expression, '-'], { input: text, stdio: ['pipe', 'pipe', 'ignore'] })
    .toString().trim();
}
function wellFormed(name, answer) {
  is(`${name} is text/xml`, answer.headers['content-type'], 'text/xml; charset=utf-8');
  ok(`${name} has a declaration`, answer.text.startsWith('<?xml version="1.0" encoding="utf-8"?>'));
  if (lint) is(`${name} is well-formed`, spawnSync('xmllint', ['--noout', '-'], { input: answer.text }).status, 0);
}
const form = (values) => new URLSearchParams(values).toString();
const send = (format, values, more = {}) => ask('POST', `${at}/requests.${format}`, {
  ...me, body: form(values),
  headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', ...more } });

// ---- discovery ----
const found = await get(at + '/discovery.json', me);
is('discovery', [found.status, found.json.endpoints[0].specification], [200, 'http://wiki.open311.org/GeoReport_v2']);
is('both formats', found.json.endpoints[0].formats, ['text/xml', 'application/json']);
is('its address works', (await get(found.json.endpoints[0].url + '/services.json', me)).status, 200);
const foundXml = await get(at + '/discovery.xml', me);
wellFormed('discovery', foundXml);
if (lint) is('formats in XML', xpath(foundXml.text, 'count(/discovery/endpoints/endpoint/formats/format)'), '2');

// ---- services ----
const services = await get(at + '/services.json', me);
is('services', [services.status, services.headers['content-type']], [200, 'application/json; charset=utf-8']);
fits('services', 'services.json', services.json);
for (const service of services.json) fits('a service', 'service.json', service);
ok('there are some', services.json.length >= 3, String(services.json.length));
ok('with group and keywords', services.json[0].group.length > 0 && services.json[0].keywords.includes(', '));
const servicesXml = await get(at + '/services.xml?jurisdiction_id=', me);
wellFormed('services', servicesXml);
if (lint) {
  is('as many in XML', xpath(servicesXml.text, 'count(/services/service)'), String(services.json.length));
  is('the same in XML', xpath(servicesXml.text, 'string(/services/service[1]/service_name)'),
    services.json[0].service_name);
}
const code = services.json[0].service_code;

// ---- one service ----
const definition = await get(`${at}/services/${code}.json`, me);
fits('definition', 'service-definition.json', definition.json);
is('of that service', definition.json.service_code, code);
const nature = definition.json.attributes.find((attribute) => attribute.code === 'nature');
is('a list to choose from', [nature.datatype, nature.values.some((value) => value.key === 'complaint')],
  ['singlevaluelist', true]);
is('orders are all different', new Set(definition.json.attributes.map((a) => a.order)).size,
  definition.json.attributes.length);
wellFormed('definition', await get(`${at}/services/${code}.xml`, me));
for (const [where, status] of [[`/services/nothing.json`, 404], [`/services/${code}`, 404],
  ['/services.json?jurisdiction_id=paris.fr', 404], ['/requests/nothing.json', 404],
  ['/requests.json?status=lost', 400], ['/requests.json?start_date=yesterday', 400],
  ['/requests.json?start_date=2024-01-01T00:00:00Z&end_date=2024-06-01T00:00:00Z', 400],
  ['/requests.json?page_size=1001', 400], ['/tokens/AAAA.json', 404]]) {
  const said = await get(at + where, { from: '127.0.0.42' });
  is(where, said.status, status);
  if (where.includes('.json'))
    ok(`${where} as a list`, Array.isArray(said.json) && said.json[0].code === status && said.json[0].description,
      said.text);
}
const errorXml = await get(at + '/services/nothing.xml', { from: '127.0.0.42' });
wellFormed('an error', errorXml);
if (lint) is('errors in XML', xpath(errorXml.text, 'string(/errors/error/code)'), '404');

// ---- sent ----
if (!key) skip('requests: no KEY_zjj');
else {
  const text = '路灯不亮 <script>alert(1)</script> & "引号" \u{1f4a1}';
  const full = { api_key: key, service_code: code, lat: '39.7732', long: '98.2891', address_string: '雄关路12号',
    description: text, first_name: '某', last_name: '王', phone: '13900004321', email: 'a@example.com',
    device_id: 'd1', account_id: '', 'attribute[nature]': 'complaint', jurisdiction_id: '620200' };
  const sent = await send('json', full);
  is('sent', [sent.status, sent.json?.length], [200, 1]);
  is('what is said', Object.keys(sent.json[0]), ['service_request_id', 'service_notice', 'account_id']);
  const number = sent.json[0].service_request_id;
  const receipt = /[0-9A-Z]{4}(-[0-9A-Z]{1,4}){4}/.exec(sent.json[0].service_notice)?.[0];
  ok('the citizen gets a code', receipt !== undefined, sent.json[0].service_notice);
  const sentXml = await send('xml', { ...full, description: '第二件', 'attribute[nature]': '' });
  wellFormed('sent', sentXml);
  const xmlNumber = lint ? xpath(sentXml.text, 'string(/service_requests/request/service_request_id)')
    : /<service_request_id>(.*?)</.exec(sentXml.text)[1];

  // what is not taken
  const without = (name, more = {}) => {
    const values = { ...full, ...more };
    delete values[name];
    return values;
  };
  for (const [name, values, status] of [
    ['no key', without('api_key'), 403], ['a wrong key', { ...full, api_key: 'gj_x_y' }, 403],
    ['a key without the scope', { ...full, api_key: reader ?? 'x' }, 403],
    ['no service', without('service_code'), 400], ['no such service', { ...full, service_code: '1' }, 404],
    ['nowhere', { api_key: key, service_code: code, description: 'x' }, 400],
    ['half a place', without('long'), 400], ['no degrees', { ...full, lat: '91' }, 400],
    ['no degrees either', { ...full, long: '1e2' }, 400],
    ['another city', { ...full, jurisdiction_id: 'x' }, 404],
    ['an unknown attribute', { ...full, 'attribute[office]': 'x' }, 400],
    ['no choice of the list', { ...full, 'attribute[nature]': 'x' }, 400],
    ['too long', { ...full, description: '长'.repeat(4001) }, 400]]) {
    const said = await ask('POST', `${at}/requests.json`, { from: `127.0.0.${50 + status % 7}`, body: form(values),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    is(name, [said.status, said.json?.[0]?.code], [status, status]);
  }

  // ---- read back ----
  const one = await get(`${at}/requests/${number}.json`, me);
  fits('one request', 'requests.json', one.json);
  for (const request of one.json) fits('a request', 'request.json', request);
  is('open, and of that service', [one.json[0].status, one.json[0].service_code], ['open', code]);
  ok('nothing of the citizen', !/雄关路|13900004321|王某|alert|39\.77|example/.test(one.text), one.text);
  const sample = path.join(shared, 'status/spec/fixtures/files/requests_single.xml');
  if (lint && fs.existsSync(sample)) {
    const names = (xml) => [...new Set(xpath(xml, '//request/*').match(/<[a-z_]+/g))].sort();
    is('the elements of a known answer', names((await get(`${at}/requests/${number}.xml`, me)).text),
      names(fs.readFileSync(sample, 'utf8')));
  }
  const list = await get(`${at}/requests.json?service_code=${code}&status=open`, me);
  fits('requests', 'requests.json', list.json);
  for (const request of list.json) fits('a request', 'request.json', request);
  ok('both are listed', [number, xmlNumber].every((id) => list.json.some((r) => r.service_request_id === id)));
  ok('newest first', list.json.every((r, i) => i === 0 ||
    Date.parse(r.requested_datetime) <= Date.parse(list.json[i - 1].requested_datetime)));
  const listXml = await get(`${at}/requests.xml?service_code=${code}&status=open`, me);
  wellFormed('requests', listXml);
  if (lint) is('as many in XML', xpath(listXml.text, 'count(/service_requests/request)'), String(list.json.length));
  is('by number', (await get(`${at}/requests.json?service_request_id=${number},${xmlNumber},9&status=closed`, me))
    .json.map((r) => r.service_request_id), [number, xmlNumber]);
  is('none of another service', (await get(`${at}/requests.json?service_code=x`, me)).json, []);
  const pages = [];
  for (const page of [1, 2])
    pages.push((await get(`${at}/requests.json?page_size=1&page=${page}`, me)).json[0]?.service_request_id);
  ok('pages', pages[0] && pages[1] && pages[0] !== pages[1], JSON.stringify(pages));
  const more = await get(`${at}/requests/${number}.json?extensions=true`, me);
  is('extensions', [more.json[0].extended_attributes.nature, more.json[0].notes.length], ['complaint', 1]);
  fits('extensions', 'request.json', more.json[0]);
  wellFormed('extensions', await get(`${at}/requests/${number}.xml?extensions=true`, me));

  // ---- the code is a token, and opens the matter ----
  const token = await get(`${at}/tokens/${receipt}.json`, me);
  is('token', token.json, [{ service_request_id: number, token: receipt }]);
  wellFormed('token', await get(`${at}/tokens/${receipt}.xml`, me));
  const tracked = await get(`/public/v1/track/${receipt}`, me);
  is('tracked', [tracked.json.number, tracked.json.fields.latitude, tracked.json.fields.channel],
    [number, '39.7732', 'open311']);
  ok('as it was written', tracked.json.fields.content.startsWith('路灯不亮 <script>'));

  // ---- closed, and what is never listed ----
  if (answerer) {
    const done = await post(`/api/v1/records/${tracked.json.id}/steps`,
      { step: 'answer', fields: { reply: '已修好 <b>&</b>' } },
      { headers: { Authorization: `Bearer ${answerer}`, 'If-Match': '*' } });
    if (is('answered', done.status, 200)) {
      const closed = (await get(`${at}/requests/${number}.json`, me)).json[0];
      is('closed', closed.status, 'closed');
      wellFormed('closed', await get(`${at}/requests/${number}.xml`, me));
    }
  }
  for (const [name, attribute] of [['secret', { 'attribute[secret]': 'true' }],
    ['a report', { 'attribute[nature]': 'report' }]]) {
    const hidden = await send('json', { ...full, ...attribute });
    is(`${name}: not to be seen`, [hidden.status,
      (await get(`${at}/requests/${hidden.json[0].service_request_id}.json`, me)).status], [200, 404]);
  }

  // ---- with a picture ----
  const parts = multipart([...Object.entries({ ...full, description: '有照片' }).map(([name, value]) => ({ name, value })),
    { name: 'media', filename: 'a.png', bytes: png }]);
  const picture = await ask('POST', `${at}/requests.json`, { ...me, body: parts.body,
    headers: { 'Content-Type': parts.type } });
  is('with a picture', picture.status, 200);
  const twice = {};
  for (const n of [0, 1])
    twice[n] = (await send('json', { ...full, description: '一次' }, { 'Idempotency-Key': 'open311-once-0001' })).text;
  is('with a key it is done once', twice[0], twice[1]);
}
end();
