// client.mjs -- what the suites of this folder share: requests, checks, the line of result.
//
// SPDX-License-Identifier: Apache-2.0
import http from 'node:http';
import { randomUUID } from 'node:crypto';

export const base = process.env.BASE;
let passed = 0, failed = 0, skipped = 0;

export function is(name, got, wanted) {
  const same = JSON.stringify(got) === JSON.stringify(wanted);
  same ? passed++ : failed++;
  if (!same) console.log(`${process.argv[1].split('/').pop()}: ${name}: wanted ` +
    `${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
  return same;
}
export function ok(name, held, said = '') {
  held ? passed++ : failed++;
  if (!held) console.log(`${process.argv[1].split('/').pop()}: ${name} ${said}`);
  return held;
}
export function skip(why) {
  skipped++;
  console.log(`${process.argv[1].split('/').pop()}: skipped ${why}`);
}
export function end() {
  console.log(`${process.argv[1].split('/').pop()}: ${passed} passed, ${failed} failed, ` +
    `${skipped} skipped`);
  process.exit(failed > 0 ? 1 : 0);
}

// One request; `from` is the address to send from (all of 127/8 are this machine).
export function ask(method, path, { headers = {}, body, from } = {}) {
  return new Promise((resolve, reject) => {
    const url = new URL(path, base);
    const r = http.request(url, { method, headers, localAddress: from, agent: false }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        let json;
        try { json = JSON.parse(text); } catch { json = undefined; }
        resolve({ status: answer.statusCode, headers: answer.headers, text, json });
      });
    });
    r.on('error', reject);
    if (body !== undefined) r.write(body);
    r.end();
  });
}
export const get = (path, more) => ask('GET', path, more);

// A POST of JSON with an Idempotency-Key of its own, unless one is given.
export function post(path, value, { headers = {}, from } = {}) {
  return ask('POST', path, {
    from, body: JSON.stringify(value),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers },
  });
}

// A multipart form of texts and files: [{ name, value | (filename, bytes) }].
export function multipart(parts) {
  const mark = 'mark' + randomUUID();
  const out = [];
  for (const part of parts) {
    const file = part.filename !== undefined ? `; filename="${part.filename}"` : '';
    out.push(Buffer.from(`--${mark}\r\nContent-Disposition: form-data; name="${part.name}"${file}` +
      `\r\n\r\n`), Buffer.from(part.bytes ?? part.value), Buffer.from('\r\n'));
  }
  out.push(Buffer.from(`--${mark}--\r\n`));
  return { body: Buffer.concat(out), type: `multipart/form-data; boundary=${mark}` };
}

export const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
