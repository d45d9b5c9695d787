// corpus.mjs -- raw requests that other projects collected: refused or taken as they say.
//
// Where we differ on purpose a rule below names the reason; a difference without a rule is
// a failure, and so is a rule that nothing needs any more.
// SPDX-License-Identifier: Apache-2.0
import fs from "node:fs";
import path from "node:path";
import { Wire, parse, serve, sleep, suite } from "./lib.mjs";

const shared = process.env.GUIJU_SHARED ?? "../shared";

// We refuse what they take. Refusing is safe: the connection is closed. [name or bytes, why]
const stricter = [
  [/^(-BLARGH|-blargh|CONNECT|REPORT|M-SEARCH|PURGE|SEARCH|LINK|UNLINK|SOURCE|QUERY) /, "methods that the API does not have: 501"],
  [/^\w+ \S+ (ICE|RTSP)\/1\.0\r\n/, "other protocols"],
  [/^GET \/\r\n/, "HTTP/0.9"],
  [/Host: 0\.0\.0\.0=5000/, "a host's name has no '='"],
  [/^\w+ \S*#/, "a target has no fragment (RFC 9112, 3.2)"],
  [/^GET \/\/\/keeping/, "empty segments could be read in two ways"],
  [/^GET http:\/\/[^/]*@/, "no passwords in targets (RFC 9110, 4.2.4)"],
  [/Transfer-Encoding: (identity|gzip|deflate)/, "no transfer coding but chunked, said once: 501 or 400"],
  [/Content-Length : /, "no space before the colon (RFC 9112, 5.1)"],
  [/Content-Length:(\t| ) *42[ \t]/, "no space behind the digits of Content-Length"],
  [/\r\n[ \t]+\S/, "no folded lines (RFC 9112, 5.2)"],
  [/^PROXY |^\r\n\r\n\0\r\nQUIT/, "no PROXY protocol"],
  [/Content_Length: /, "names that some programs take for the framing"],
  [/^PRI \*/, "HTTP/2 is not spoken: 501"],
  [/gunicorn valid\/02[46]/, "the head is longer than 8 KiB: 431"],
];

// We take what they refuse; why that is safe.
const laxer = [
  [/gunicorn invalid\/(006|007|008|010|017|limit_header_default_01)$/, "limits of their configuration; ours are tried in limits.mjs"],
  [/gunicorn invalid\/019$/, "X-Forwarded-Ssl is nothing to us"],
  [/No restart when keep-alive is off/, "the first is answered, then we close: the second is never read"],
  [/chunked_14$|No extension after semicolon/, "the library does not show chunk extensions; what follows a chunked body is never read as a request"],
];

const unescape = (text) => text.replace(/\\r/g, "\r").replace(/\\n/g, "\n").replace(/\\t/g, "\t")
  .replace(/\\f/g, "\f").replace(/\\v/g, "\v").replace(/\\0/g, "\0").replace(/\\b/g, "\b")
  .replace(/\\x([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

function gunicorn() {
  const root = path.join(shared, "data/vectors/http-gunicorn/tests/requests");
  const cases = [];
  for (const kind of ["valid", "invalid"])
    for (const file of fs.readdirSync(path.join(root, kind)).sort()) {
      const raw = fs.readFileSync(path.join(root, kind, file), "latin1");
      cases.push({ name: `gunicorn ${kind}/${file.replace(/\.http$/, "")}`, good: kind === "valid",
        bytes: unescape(raw.replace(/\n/g, "")) });
    }
  return cases;
}

function llhttp() {
  const root = path.join(shared, "data/vectors/http-llhttp/test/request");
  const cases = [];
  for (const file of fs.readdirSync(root).sort()) {
    const text = fs.readFileSync(path.join(root, file), "utf8").replace(/\r\n/g, "\n");
    const pattern = /<!-- meta=(\{.*?\}) -->\s*```http\n([\s\S]*?)\n?```\s*```log\n([\s\S]*?)```/g;
    let n = 0;
    for (const [all, meta, http, log] of text.matchAll(pattern)) {
      n++;
      const { type } = JSON.parse(meta);
      if (type !== "request" && type !== "request-finish") continue;
      const title = text.slice(0, text.indexOf(all)).match(/#+ (.*)\n[^#]*$/)?.[1] ?? String(n);
      const bytes = unescape(http.replace(/\\\n/g, "").replace(/\n/g, "\r\n"));
      cases.push({ name: `llhttp ${file.replace(/\.md$/, "")}: ${title}`, bytes,
        good: !/error code=(?!2[123])/.test(log), finish: type === "request-finish" });
    }
  }
  return cases;
}

// What the server did: the statuses of its answers, and whether it closed.
async function attempt(server, bytes) {
  const wire = new Wire(server.port);
  wire.send(bytes);
  await wire.until((w) => w.data.length > 0, 250);
  await sleep(15);
  const statuses = parse(wire.data, [bytes.startsWith("HEAD ")]).map((answer) => answer.status);
  const closed = wire.closed;
  wire.end();
  return { statuses, closed };
}

const refusals = new Set([400, 413, 414, 417, 431, 501, 505]);
const refused = (seen) => seen.statuses.length === 0 || refusals.has(seen.statuses.at(-1));

// HTTP/1.1 without Host must be refused; many old cases leave it out, and get one.
const withHost = (bytes) => bytes.replace(/((?:^|\r\n|[^\r\n])(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|[A-Za-z-]{3,9}) \S+ HTTP\/1\.1\r\n)((?:[^\r\n]+\r\n)*)/g,
  (all, line, head) => (/^host *:/im.test(head) ? all : `${line}Host: guiju\r\n${head}`));

export default async function run() {
  const t = suite("corpus");
  if (!fs.existsSync(path.join(shared, "data/vectors/http-gunicorn"))) {
    t.skip(`no ${shared}/data/vectors`);
    return t.done();
  }
  const server = await serve({ timeout: 5 });
  const used = new Set();
  for (const one of [...gunicorn(), ...llhttp()]) {
    const seen = await attempt(server, withHost(one.bytes));
    const waits = seen.statuses.length === 0 && !seen.closed;
    const good = one.good ? waits || !refused(seen) : refused(seen);
    const rule = (one.good ? stricter : laxer).find(([p]) => p.test(one.name) || p.test(one.bytes));
    if (!good && rule) used.add(rule);
    t.check(good || rule, `${one.name} should be ${one.good ? "taken" : "refused"}`,
      { ...seen, bytes: withHost(one.bytes).slice(0, 300) });
  }
  for (const rule of [...stricter, ...laxer]) t.check(used.has(rule), `nothing needs the rule: ${rule[1]}`);
  t.equal(await server.stop(), 0, "the server stops in peace");
  t.equal(server.err, "", "nothing on stderr");
  return t.done();
}
