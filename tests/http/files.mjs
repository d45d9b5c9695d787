// files.mjs -- files as answers: tags, ranges, compressed variants, and no way out of the folder.
// SPDX-License-Identifier: Apache-2.0
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { get, serve, suite } from "./lib.mjs";

function folder() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "guiju-http-"));
  const site = path.join(root, "site");
  fs.mkdirSync(path.join(site, "sub"), { recursive: true });
  fs.writeFileSync(path.join(root, "secret.txt"), "secret");
  fs.writeFileSync(path.join(site, "digits.txt"), "0123456789".repeat(100));
  fs.writeFileSync(path.join(site, "empty.css"), "");
  fs.writeFileSync(path.join(site, "app.js"), "let a = 1;\n".repeat(500));
  fs.writeFileSync(path.join(site, "app.js.gz"), zlib.gzipSync("let a = 1;\n".repeat(500)));
  fs.writeFileSync(path.join(site, "big.bin"), Buffer.alloc(5000000, "0123456789"));
  fs.writeFileSync(path.join(site, "sub", "中文.html"), "<p>中文");
  fs.writeFileSync(path.join(site, ".hidden"), "hidden");
  fs.symlinkSync("digits.txt", path.join(site, "inside"));
  fs.symlinkSync("../secret.txt", path.join(site, "outside"));
  fs.symlinkSync("/etc", path.join(site, "etc"));
  return root;
}

export default async function run() {
  const t = suite("files");
  const root = folder();
  const server = await serve({ root: path.join(root, "site") });
  const file = (name, more = "", method = "GET") => get(server.port, `/files/${name}`, more, method);
  const whole = await file("digits.txt");
  const tag = whole.headers.etag;
  t.equal(whole.text.length, 1000, "the whole file");
  t.equal(whole.headers["content-type"], "text/plain; charset=utf-8", "its type");
  t.check(/^"[0-9a-f-]+"$/.test(tag), "a strong tag", tag);
  t.equal((await file("digits.txt", `If-None-Match: ${tag}\r\n`)).status, 304, "If-None-Match");
  const ranges = [["bytes=0-9", 206, "0123456789", "bytes 0-9/1000"], ["bytes=995-", 206, "56789", "bytes 995-999/1000"],
    ["bytes=-3", 206, "789", "bytes 997-999/1000"], ["bytes=990-5000", 206, "0123456789", "bytes 990-999/1000"],
    ["bytes=1000-", 416, null, "bytes */1000"], ["bytes=-0", 416, null, "bytes */1000"], ["bytes=5-4", 200], ["bytes=a-b", 200],
    ["bytes=0-1,3-4", 200], ["lines=0-1", 200], ["bytes=", 200], ["bytes=--1", 200], ["bytes=99999999999999999999-", 200], ["bytes=-5000", 200]];
  for (const [range, status, text, content] of ranges) {
    const answer = await file("digits.txt", `Range: ${range}\r\n`);
    t.equal(answer.status, status, `Range: ${range}`);
    if (text) t.equal(answer.text, text, `Range: ${range} gives`);
    if (content) t.equal(answer.headers["content-range"], content, `Content-Range of ${range}`);
  }
  t.equal((await file("digits.txt", `Range: bytes=0-1\r\nIf-Range: ${tag}\r\n`)).status, 206, "If-Range with the tag");
  t.equal((await file("digits.txt", "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n")).status, 200, "If-Range with another");
  t.equal((await file("empty.css", "Range: bytes=0-1\r\n")).status, 416, "a range of nothing");
  t.equal((await file("empty.css")).text, "", "an empty file");
  const packed = await file("app.js", "Accept-Encoding: gzip, br\r\n");
  t.equal(packed.headers["content-encoding"], "gzip", "the compressed variant");
  t.equal(packed.headers.vary, "Accept-Encoding", "Vary");
  t.equal(zlib.gunzipSync(packed.body).toString(), "let a = 1;\n".repeat(500), "is the same file");
  const plain = await file("app.js", "Accept-Encoding: gzip;q=0\r\n");
  t.check(!("content-encoding" in plain.headers) && plain.headers.etag !== packed.headers.etag, "the plain one has another tag");
  t.check(!("content-encoding" in (await file("app.js")).headers), "plain without Accept-Encoding");
  t.equal((await file("app.js", "Accept-Encoding: gzip\r\nRange: bytes=0-2\r\n")).text, "let", "ranges are of the plain one");
  t.equal((await file("big.bin")).body?.length, 5000000, "a large file");
  t.equal((await file("big.bin", "Range: bytes=4000000-\r\n")).body?.length, 1000000, "and a large part");
  t.equal((await file("sub/%E4%B8%AD%E6%96%87.html")).text, "<p>中文", "a Chinese name");
  t.equal((await file("inside")).text.length, 1000, "a link inside");
  for (const name of ["outside", "etc/passwd", "etc/hostname", ".hidden", "sub", "sub/", "none", "sub/none", "digits.txt/x", "%2e%2e/secret.txt",
    "..%2fsecret.txt", "../secret.txt", "sub/../../secret.txt", "sub/%2e%2e/%2e%2e/secret.txt", "%5c..%5csecret.txt", "digits.txt%00.html"])
    t.check([400, 404].includes((await file(name)).status), `not served: ${name}`);
  t.equal((await file("digits.txt", "", "POST")).status, 405, "files are not posted to");
  t.equal(await server.stop(), 0, "the server stops in peace");
  t.equal(server.err, "", "nothing on stderr");
  fs.rmSync(root, { recursive: true });
  return t.done();
}
