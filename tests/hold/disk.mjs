// disk.mjs -- what one durable write costs: median microseconds of 4 KiB written and fdatasync.
//
// Usage: disk.mjs FILE SECONDS. The file is made beforehand, so that only its bytes change.
// SPDX-License-Identifier: Apache-2.0
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';

const [, , path, seconds] = process.argv;
const page = Buffer.alloc(4096, 7), pages = 256, times = [];
const file = openSync(path, 'w');
for (let i = 0; i < pages; i++) writeSync(file, page, 0, page.length, i * page.length);
fsyncSync(file);
const end = performance.now() + seconds * 1000;
for (let i = 0; performance.now() < end; i++) {
  const began = performance.now();
  writeSync(file, page, 0, page.length, (i % pages) * page.length);
  fdatasyncSync(file);
  times.push(performance.now() - began);
}
closeSync(file);
times.sort((a, b) => a - b);
console.log(Math.round(times[times.length >> 1] * 1000));
