// head.mjs -- requests that two programs would read differently (smuggling) are refused and
// the connection closed; nothing behind them is ever answered.
// SPDX-License-Identifier: Apache-2.0
import { Wire, parse, serve, sleep, suite } from "./lib.mjs";

const line = "POST /echo HTTP/1.1\r\nHost: guiju\r\n";
const second = "GET /echo/smuggled HTTP/1.1\r\nHost: guiju\r\n\r\n";

// [what, bytes]; all must be refused with 4xx or 501, once, and closed.
const refused = [
  ["Content-Length and Transfer-Encoding", `${line}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["Transfer-Encoding and Content-Length", `${line}Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n`],
  ["two Content-Lengths", `${line}Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello`],
  ["two equal Content-Lengths", `${line}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`],
  ["two Content-Lengths in two cases", `${line}Content-Length: 0\r\ncontent-length: 5\r\n\r\nhello`],
  ["a list of Content-Lengths", `${line}Content-Length: 5, 5\r\n\r\nhello`],
  ...["+5", "-5", "0x5", "5 5", "", "５", "5;", "\"5\"", "5\x0b", "1e1", "99999999999999999999999", "0005 6"].map((v) =>
    [`Content-Length: ${JSON.stringify(v)}`, `${line}Content-Length: ${v}\r\n\r\nhello`]),
  ...["gzip", "xchunked", "chunked, chunked", "chunked;q=1", "chunked\x0b", "\"chunked\"", "identity", "", "chunked, identity", "gzip, chunked"].map((v) =>
    [`Transfer-Encoding: ${JSON.stringify(v)}`, `${line}Transfer-Encoding: ${v}\r\n\r\n0\r\n\r\n`]),
  ["two Transfer-Encodings", `${line}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["Transfer-Encoding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["a space before the colon", `${line}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
  ["a tab before the colon", `${line}Content-Length\t: 5\r\n\r\nhello`],
  ["a folded line", `${line}X: a\r\n b\r\n\r\n`],
  ["a folded Transfer-Encoding", `${line}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n`],
  ["a folded first line", "GET /echo HTTP/1.1\r\n Host: guiju\r\n\r\n"],
  ["a folded last line", `${line}X: a\r\n\t\r\n\r\n`],
  ["LF behind the request line", "GET /echo HTTP/1.1\nHost: guiju\r\n\r\n"],
  ["LF behind a header", "GET /echo HTTP/1.1\r\nHost: guiju\nX: y\r\n\r\n"],
  ["LF behind the last header", "GET /echo HTTP/1.1\r\nHost: guiju\n\r\n"],
  ["LF as the empty line", "GET /echo HTTP/1.1\r\nHost: guiju\r\n\n"],
  ["LF everywhere", "GET /echo HTTP/1.1\nHost: guiju\n\n"],
  ["LF at the end, NULs behind", "GET /echo HTTP/1.1\r\nHost: guiju\n\n\0\0\0\0"],
  ["CR in a value", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX: a\rb\r\n\r\n"],
  ["CR behind a value", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX: a\r\r\n\r\n"],
  ["CR in the request line", "GET /echo HTTP/1.1\r\rHost: guiju\r\n\r\n"],
  ["CR in a name", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX\r: a\r\n\r\n"],
  ["NUL in a value", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX: a\0b\r\n\r\n"],
  ["NUL in a name", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX\0Y: ab\r\n\r\n"],
  ["NUL for a colon", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX\0 ab\r\n\r\n"],
  ["NUL in the target", "GET /echo\0/x HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["NUL in the method", "GE\0T /echo HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["a control character in a value", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX: a\x07b\r\n\r\n"],
  ["a header without a colon", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX\r\n\r\n"],
  ["a header without a name", "GET /echo HTTP/1.1\r\nHost: guiju\r\n: x\r\n\r\n"],
  ["a name that is no token", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX(y): a\r\n\r\n"],
  ["a name that is not ASCII", "GET /echo HTTP/1.1\r\nHost: guiju\r\nX\xe9: a\r\n\r\n"],
  ["no Host", "GET /echo HTTP/1.1\r\n\r\n"],
  ["two Hosts", "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"],
  ["an odd Host", "GET /echo HTTP/1.1\r\nHost: a/b@c\r\n\r\n"],
  ["a Host with a space", "GET /echo HTTP/1.1\r\nHost: a b\r\n\r\n"],
  ["two spaces in the request line", "GET  /echo HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["two spaces behind the target", "GET /echo  HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["a space at the end of the request line", "GET /echo HTTP/1.1 \r\nHost: guiju\r\n\r\n"],
  ["a tab in the request line", "GET\t/echo HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["a space in the target", "GET /echo /x HTTP/1.1\r\nHost: guiju\r\n\r\n"],
  ["no version", "GET /echo\r\nHost: guiju\r\n\r\n"],
  ...["HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.10", "HTTP/11", "HTTP/1.", "XTTP/1.1"].map((v) =>
    [`version ${v}`, `GET /echo ${v}\r\nHost: guiju\r\n\r\n`]),
  ["Content_Length", `${line}Content_Length: 5\r\n\r\nhello`],
  ["Transfer_Encoding", `${line}Transfer_Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["two Content-Types", `${line}Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n\r\n`],
  ["two Idempotency-Keys", `${line}Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 0\r\n\r\n`],
  ["an unknown expectation", `${line}Expect: 200-maybe\r\nContent-Length: 0\r\n\r\n`],
  ["Content-Length in a trailer", `${line}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n`],
  ["Transfer-Encoding in a trailer", `${line}Transfer-Encoding: chunked\r\n\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ["a chunk size that is none", `${line}Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n`],
  ["a chunk size with a sign", `${line}Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n`],
  ["a chunk size with 0x", `${line}Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n`],
  ["a chunk size with a space", `${line}Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n`],
  ["a chunk size of 2^64", `${line}Transfer-Encoding: chunked\r\n\r\n10000000000000003\r\nabc\r\n0\r\n\r\n`],
  ["a chunk longer than it says", `${line}Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n`],
  ["TLS to a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
  ["HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
];

// What the library takes with bare LF inside a chunked body: answered, then closed.
const closed = [
  ["LF behind a chunk size", `${line}Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n`],
  ["LF behind a chunk", `${line}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\n0\r\n\r\n`],
  ["LF behind the last chunk", `${line}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\n\r\n`],
  ["CR in a chunk extension", `${line}Transfer-Encoding: chunked\r\n\r\n3;a\rb\r\nabc\r\n0\r\n\r\n`],
];

async function attempt(server, bytes) {
  const wire = await new Wire(server.port).send(bytes + second).until((w) => w.closed, 1000);
  await sleep(2);
  const text = wire.data.toString("latin1");
  wire.end();
  return { statuses: parse(wire.data).map((a) => a.status), closed: wire.closed, smuggled: text.includes("smuggled") };
}

export default async function run() {
  const t = suite("head");
  const server = await serve({ timeout: 3 });
  for (const [what, bytes] of refused) {
    const seen = await attempt(server, bytes);
    const [status] = seen.statuses;
    t.check(seen.statuses.length <= 1 && (status === undefined || status >= 400) && seen.closed && !seen.smuggled,
      `${what} should be refused`, seen);
  }
  for (const [what, bytes] of closed) {
    const seen = await attempt(server, bytes);
    t.check(seen.statuses.length <= 1 && seen.closed && !seen.smuggled, `${what}: nothing behind is read`, seen);
  }
  /* Heads that come in pieces, or are long, are not mistaken for malformed ones. */
  for (const size of [10, 100, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 7900, 8050]) {
    const wire = new Wire(server.port);
    const bytes = `GET /echo/x HTTP/1.1\r\nHost: guiju\r\nX-Long: ${"v".repeat(size)}\r\nCookie: a=1; b=2\r\nX-Last: z\r\n\r\n`;
    for (let at = 0; at < bytes.length; at += 701) {
      wire.send(bytes.slice(at, at + 701));
      await sleep(1);
    }
    t.equal((await wire.answers(1))[0]?.status, 200, `a long head of ${size} in pieces`);
    wire.send(bytes + bytes);
    t.equal((await wire.answers(3)).length, 3, `and twice more at once, ${size}`);
    wire.end();
  }
  t.equal(await server.stop(), 0, "the server stops in peace");
  return t.done();
}
