// client.mjs -- a short day's traffic through a proxy that holds it against the contract.
//
// Usage: node client.mjs PROXY SERVER. Keys of people are in the environment (KEY_agent).
// Each address of the contract that is read, and whose parameters are known here, is asked for;
// a record is begun and carried on. The proxy answers 500 VIOLATIONS or 422 for what is not as
// the contract says.
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';

const [proxy, server] = process.argv.slice(2);
const bearer = (name) => ({ Authorization: `Bearer ${process.env['KEY_' + name]}` });
let passed = 0, failed = 0, skipped = 0;

const known = {
  procedure: 'hotline', serial: '1', indicator: 'accepted', organ: 'zjj', year: '2024', q: '路灯',
  text: '路灯不亮', place: '雄关路', by: 'month', on: '2024-06-03', limit: '5', count: 'exact',
};
const passing = new Set(['showDocs', 'showDocsFile', 'publicTile', 'publicTileSm3']); // no JSON to hold

function judge(name, status, text, wanted = [200]) {
  const violated = /stoplight\.io\/prism/.test(text);
  if (!violated && wanted.includes(status)) passed++;
  else {
    failed++;
    console.log(`openapi: ${name}: ${status} ${text.slice(0, 700)}`);
  }
}
async function send(method, target, { headers = {}, body } = {}) {
  const answer = await fetch(proxy + target, { method, headers: { ...bearer('agent'), ...headers,
    ...(body ? { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() } : {}) },
    body: body && JSON.stringify(body) });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

// ---- everything that is read ----
const contract = await (await fetch(server + '/api/v1/openapi.json')).json();
for (const [pattern, ops] of Object.entries(contract.paths)) {
  const op = ops.get;
  if (op === undefined || passing.has(op.operationId)) continue;
  const of = (where) => op.parameters.filter((one) => one.in === where);
  if ([...of('path'), ...of('query').filter((one) => one.required)].some((one) => !(one.name in known))) {
    skipped++;
    console.log(`openapi: SKIP ${op.operationId}: no sample of its parameters`);
    continue;
  }
  let target = pattern;
  for (const one of of('path')) target = target.replace(`{${one.name}}`, known[one.name]);
  const asked = of('query').filter((one) => one.required || ['limit', 'count', 'by', 'text', 'place'].includes(one.name));
  if (asked.length > 0) target += '?' + new URLSearchParams(asked.map((one) => [one.name, known[one.name]]));
  const answer = await send('GET', target);
  judge(op.operationId, answer.status, answer.text, [200, 403, 404, 409]);
}

// ---- a call to the hotline, begun and carried on ----
const begun = await send('POST', '/api/v1/records/hotline', { body: { step: 'register', fields: {
  channel: 'phone', nature: 'complaint', category: '市政设施', subject: '路灯不亮',
  content: '三盏不亮', place: '雄关路12号', caller_name: '王某', phone: '13900001234' } } });
judge('a record begun', begun.status, begun.text, [201]);
const record = begun.status === 201 ? JSON.parse(begun.text) : { serial: 1 };
const shown = await send('GET', `/api/v1/records/hotline/${record.serial}`);
judge('the record', shown.status, shown.text);
const may = await send('GET', `/api/v1/records/hotline/${record.serial}/available-steps`);
judge('what may be done', may.status, may.text);
const examples = contract.paths['/api/v1/records/hotline/{serial}/steps'].post.requestBody
  .content['application/json'].examples;
const next = JSON.parse(may.text).items?.find((one) => one.may && one.id in examples);
const stale = await send('POST', `/api/v1/records/hotline/${record.serial}/steps`,
  { body: examples[next.id].value, headers: { 'If-Match': '"999"' } });
judge('a step that relies on what is not so', stale.status, stale.text, [409, 412]);
const due = await send('POST', '/api/v1/due', { body: { from: '2024-09-27', length: '5 个工作日' } });
judge('a period', due.status, due.text);

// ---- what the contract does not allow, the proxy refuses ----
const wrong = await send('POST', '/api/v1/records/hotline', { body: { step: 'register',
  fields: { channel: 'pigeon' } } });
wrong.status === 422 && /prism/.test(wrong.text) ? passed++ : (failed++, console.log('openapi: the proxy let an unknown channel pass'));

console.log(`openapi-traffic: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
