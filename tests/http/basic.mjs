// basic.mjs -- requests as honest clients send them: what the handler sees, what comes back.
// SPDX-License-Identifier: Apache-2.0
import { Wire, ask, get, parse, post, seen, serve, suite } from "./lib.mjs";

const head = (path, more = "", method = "GET") => `${method} ${path} HTTP/1.1\r\nHost: guiju\r\n${more}\r\n`;

async function connections(t, port) {
  const wire = new Wire(port);
  wire.send(head("/hello"));
  let answers = await wire.answers(1);
  t.equal(answers[0]?.status, 200, "the first of a kept connection");
  wire.send(head("/later?key=2")).send("");
  answers = await wire.answers(2);
  t.equal(answers[1]?.text, "later 2\n", "the second, answered by another thread");
  t.check(!wire.closed, "the connection is kept");
  const all = Array.from({ length: 50 }, (_, i) => head(i % 3 ? `/later?key=${i}` : `/echo/${i}`)).join("");
  wire.send(all);
  answers = await wire.answers(52);
  t.equal(answers.length, 52, "50 pipelined requests are all answered");
  t.check(answers.slice(2).every((a, i) => (i % 3 ? a.text === `later ${i}\n` : a.text.startsWith(`GET /echo/${i}\n`))),
    "and in their order");
  wire.send(head("/hello", "Connection: close\r\n"));
  await wire.until((w) => w.closed);
  t.check(wire.closed, "Connection: close closes");
  const old = await new Wire(port).send("GET /hello HTTP/1.0\r\n\r\n").until((w) => w.closed);
  t.check(old.closed && parse(old.data)[0]?.status === 200, "HTTP/1.0 is answered and closed");
  const dribble = new Wire(port);
  for (const byte of head("/echo/slow", "X-Long: " + "y".repeat(300) + "\r\n")) {
    dribble.send(byte);
    if (Math.random() < 0.05) await new Promise(setImmediate);
  }
  t.equal((await dribble.answers(1))[0]?.status, 200, "a head that comes byte by byte");
  dribble.end();
}

async function bodies(t, port) {
  const chunked = (parts, more = "") => head("/echo", `Transfer-Encoding: chunked\r\n${more}`, "POST") +
    parts.map((p) => `${p.length.toString(16)}\r\n${p}\r\n`).join("") + "0\r\n\r\n";
  let answer = await ask(port, chunked(["hello ", "world"]));
  t.check(answer.text.endsWith("body 11\nhello world"), "a chunked body", answer.text);
  t.equal(answer.headers.connection, "close", "a chunked request closes its connection");
  const wire = new Wire(port);
  wire.send(chunked(["a"]) + head("/hello"));
  await wire.until((w) => w.closed);
  t.equal(parse(wire.data).length, 1, "what follows a chunked request is not answered");
  answer = await ask(port, chunked(["x".repeat(70000), "y".repeat(50000)]));
  t.equal(answer.text.length - answer.text.indexOf("body"), 120000 + "body 120000\n".length, "large chunks");
  answer = await ask(port, head("/echo", "Transfer-Encoding: chunked\r\n", "POST") + "1;a=b\r\nx\r\n0\r\nVary: x\r\n\r\n");
  t.equal(answer.status, 200, "chunk extensions and harmless trailers");
  answer = await post(port, "/echo", "中文" + "z".repeat(900000));
  t.check(answer.text.includes("body 900006\n中文zzz"), "a body of nearly a megabyte");
  const slow = new Wire(port);
  slow.send(head("/echo", "Expect: 100-continue\r\nContent-Length: 3\r\n", "POST"));
  await slow.until((w) => w.data.length > 0);
  t.check(slow.data.toString().startsWith("HTTP/1.1 100 "), "Expect: 100-continue is answered");
  slow.send("abc");
  t.check((await slow.answers(1))[0]?.text.endsWith("body 3\nabc"), "and the body taken");
  slow.send(head("/echo", "Content-Length: 0\r\n", "PUT"));
  t.equal((await slow.answers(2))[1]?.status, 200, "an empty body; the connection is kept after a body");
  slow.end();
  answer = await post(port, "/echo", "q", "", "GET");
  t.equal(answer.status, 200, "GET with a body");
}

async function methods(t, port) {
  const wire = new Wire(port);
  wire.send(head("/hello", "", "HEAD") + head("/hello"));
  await wire.until((w) => parse(w.data, [true]).length === 2);
  const [first, second] = parse(wire.data, [true]);
  t.equal(first?.headers["content-length"], second?.headers["content-length"], "HEAD tells the length");
  t.equal(second?.status, 200, "and no body of HEAD is in the way");
  wire.end();
  let answer = await get(port, "/echo", "", "OPTIONS");
  t.equal(answer.status, 204, "OPTIONS");
  t.equal(answer.headers.allow, "GET, HEAD, POST, PUT, DELETE, OPTIONS", "Allow of OPTIONS");
  answer = await get(port, "*", "", "OPTIONS");
  t.equal(answer.status, 204, "OPTIONS *");
  answer = await get(port, "/hello", "", "DELETE");
  t.equal(answer.status, 405, "a method that the address does not have");
  t.equal(answer.headers.allow, "GET, HEAD, OPTIONS", "Allow of 405");
  answer = await get(port, "/nothing");
  t.equal(answer.status, 404, "no such address");
  t.equal(answer.headers["content-type"], "application/problem+json", "problems have their type");
  const problem = JSON.parse(answer.text);
  t.equal(problem.type, "/problems/not-found", "type of the problem");
  t.equal(problem.status, 404, "status of the problem");
  t.equal(problem.instance, answer.headers["x-request-id"], "instance is the request");
  for (const method of ["TRACE", "CONNECT", "get", "BREW"])
    t.equal((await get(port, "/hello", "", method)).status, 501, `${method} is not implemented`);
  answer = await get(port, "/records/hotline/17");
  t.equal(answer.text, "hotline 17\n", "path parameters");
  answer = await get(port, "/records/hotline/newest");
  t.check(answer.text.startsWith("<!doctype"), "a text segment wins over a parameter");
  t.equal((await get(port, "/records/hotline/")).status, 404, "no empty parameter");
  t.equal((await get(port, "/records/hotline/17/")).status, 404, "no '/' too many");
  t.equal((await get(port, "/records/%E7%83%AD%E7%BA%BF/17")).text, "热线 17\n", "Chinese path parameters");
}

async function addresses(t, port) {
  const answer = await get(port, "/echo/%E8%AE%B0%E5%BD%95?a=1&b=%E4%B8%AD+x&a=2&c&%3d=%26");
  for (const line of ["GET /echo/记录", "query a=1", "query b=中 x", "query a=2", "query c=", "query ==&"])
    t.check(answer.text.split("\n").includes(line), `seen: ${line}`, answer.text);
  t.equal((await get(port, "http://guiju.example/echo/x")).text.split("\n")[0], "GET /echo/x", "absolute form");
  t.equal((await get(port, "http://guiju.example?a=1")).status, 404, "absolute form without a path");
  const bad = ["/echo/%", "/echo/%4", "/echo/%zz", "/echo/%00", "/echo/a%00b", "/echo/%0a", "/echo/%c0%af", "/echo/%ff",
    "/echo/%ed%a0%80", "/echo/..", "/echo/../hello", "/echo/%2e%2e/hello", "/echo/.%2e/x", "/echo/./x", "/echo//x", "//echo/x",
    "/echo/a%2fb", "/echo/a%2Fb", "/echo/..%2f..%2fetc", "/echo/a\\b", "/echo/a%5cb", "/echo?a=%", "/echo?a=%00", "/echo?a=%ff",
    "/echo?%c0%80=1", "/echo#x", "echo", "", "*", "/echo/\x7f", "/echo/\xff\xfe", "/echo/\x01", "ftp://guiju/echo",
    "http:///echo/x", "http://a@b/echo/x", `/echo?${"a&".repeat(300)}`];
  for (const path of bad)
    t.equal((await get(port, path)).status, 400, `refused: ${JSON.stringify(path).slice(0, 60)}`);
  for (const path of ["/echo/...", "/echo/.a", "/echo/a.b", "/echo/%252e%252e", "/echo/a%3Fb", "/echo/~", "/echo/a:b;c=d,e", "/echo/é"])
    t.equal((await get(port, Buffer.from(path).toString("latin1"))).status, 200, `taken: ${path}`);
  t.equal((await get(port, "/echo/%252e%252e")).text.split("\n")[0], "GET /echo/%2e%2e", "decoded once only");
}

async function heads(t, port) {
  let answer = await get(port, "/echo", "Cookie: a=1; session=abc; b=\"q\"\r\nX-Trim: \t padded \t\r\nX-Empty:\r\nX-Latin: \xe9\r\n");
  t.check(answer.text.includes("\ncookie abc\n"), "a cookie");
  t.equal(seen(answer.text, "x-trim"), "padded", "white space around values is gone");
  t.equal(seen(answer.text, "x-empty"), "", "an empty header");
  for (const [cookie, want] of [["xsession=1; session=2", "2"], ["session=\"3\"", "3"], ["session", ""], ["session=a b", ""],
    ["SESSION=1", ""], ["a=\"; session=4", "4"], ["session=a,b", ""], ["session=", ""]])
    t.check((await get(port, "/echo", `Cookie: ${cookie}\r\n`)).text.includes(`\ncookie ${want}\n`), `Cookie: ${cookie}`);
  t.check((await get(port, "/echo", "Cookie: a=1\r\nCookie: session=2\r\n")).text.includes("\ncookie 2\n"), "two Cookie headers");
  answer = await get(port, "/hello");
  for (const [name, value] of Object.entries({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "cache-control": "no-store", "content-security-policy": "default-src 'none'; frame-ancestors 'none'" }))
    t.equal(answer.headers[name], value, name);
  t.check(!("strict-transport-security" in answer.headers), "no HSTS without TLS");
  t.check(/default-src 'self'/.test((await get(port, "/page")).headers["content-security-policy"]), "pages may load their own");
  answer = await get(port, "/page");
  t.equal(answer.headers["x-evil"], "a  Set-Cookie: b=c", "no header is smuggled into an answer");
  t.equal(answer.headers["set-cookie"], "a=1, b=2", "two cookies are set");
  t.check(!("referrer-policy" in answer.headers), "an empty value takes a header away");
  t.equal(answer.headers["cross-origin-opener-policy"], "same-origin", "pages have an opener policy");
  for (const [accept, want] of [["en", "en"], ["zh-CN,zh;q=0.9,en;q=0.8", "zh"], ["en-GB;q=0.5, zh;q=0.4", "en"], ["fr", "zh"],
    ["*", "zh"], ["en;q=0", "zh"], ["zh;q=0, *;q=0.5", "en"], [";;;,,q=", "zh"], ["", "zh"]])
    t.equal((await get(port, "/nothing", `Accept-Language: ${accept}\r\n`)).headers["content-language"], want, `Accept-Language: ${accept}`);
  const tag = "\"7\"";
  for (const [more, method, want] of [[`If-None-Match: ${tag}`, "GET", 304], [`If-None-Match: W/${tag}, "8"`, "GET", 304],
    ["If-None-Match: \"8\"", "GET", 200], ["If-None-Match: *", "PATCH", 412], [`If-Match: ${tag}`, "PATCH", 200],
    [`If-Match: W/${tag}`, "PATCH", 412], ["If-Match: \"6\"", "PATCH", 412], ["If-Match: *", "PATCH", 200]])
    t.equal((await get(port, "/records/a/1", `${more}\r\n`, method)).status, want, `${method} with ${more}`);
}

async function forms(t, port) {
  const plain = { type: "application/x-www-form-urlencoded" };
  const type = (value) => `Content-Type: ${value}\r\n`;
  let answer = await post(port, "/form", "name=%E7%8E%8B+%E4%BA%94&x=1&x=2", type(plain.type));
  t.equal(answer.text, "name=王 五\nx=1\nx=2\n", "a urlencoded form");
  const multi = (parts, b = "xYz") => parts.map((p) => `--${b}\r\n${p}\r\n`).join("") + `--${b}--\r\n`;
  const send = (body, value = "multipart/form-data; boundary=xYz") => post(port, "/form", body, type(value));
  answer = await send(multi(["Content-Disposition: form-data; name=\"诉求\"\r\n\r\n路灯不亮",
    "Content-Disposition: form-data; name=f; filename=\"C:\\\\dir\\\\照片.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\0\x01\r\n--xY\r\n",
    "Content-Disposition: form-data; name=\"e\"\r\n\r\n"]));
  t.equal(answer.text, "诉求=路灯不亮\nf=\0\x01\r\n--xY\r\n [照片.jpg image/jpeg]\ne=\n", "a multipart form with a file");
  answer = await send("--\"q\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--\"q--", "multipart/form-data; boundary=\"\\\"q\"");
  t.equal(answer.text, "a=1\n", "a quoted boundary");
  const bad = [["", undefined], ["--xYz\r\n", undefined], ["junk\r\n" + multi(["a: b\r\n\r\nx"]), undefined],
    [multi(["X: y\r\n\r\n1"]), undefined], [multi(["Content-Disposition: attachment; name=\"a\"\r\n\r\n1"]), undefined],
    ["--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", undefined], ["a=%zz", plain.type], ["a=%ff", plain.type],
    [multi(["Content-Disposition: form-data; name=\"\xff\"\r\n\r\n1"]).replace("\xff", "%ff"), "multipart/form-data"],
    [multi([`X: ${"y".repeat(5000)}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1`]), undefined],
    [multi(["Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ=="]), undefined],
    ["{}", "application/json"], ["x", ""]];
  for (const [body, value] of bad)
    t.equal((await send(body, value)).status, 400, `refused form: ${JSON.stringify(body).slice(0, 60)}`);
  const many = multi(Array.from({ length: 300 }, (_, i) => `Content-Disposition: form-data; name="a${i}"\r\n\r\n1`));
  t.equal((await send(many)).status, 429, "a form with too many parts");
}

async function misc(t, port) {
  let answer = await get(port, "/forget");
  t.equal(answer.status, 500, "a handler that forgets to answer has answered 500");
  answer = await get(port, "/spend");
  t.equal(answer.status, 503, "a spent arena is 503");
  answer = await get(port, "/later?spend=1");
  t.equal(answer.status, 503, "also in another thread");
  t.equal((await get(port, "/hello")).status, 200, "and the server goes on");
  answer = await get(port, "/stream?n=3000000");
  t.check(answer.body.length === 3000000 && answer.text.slice(-10) === "0123456789", "a stream in chunks");
  answer = await get(port, "/stream?n=3000000&sized=1");
  t.equal(answer.headers["content-length"], "3000000", "a stream with a known size");
  const wire = await new Wire(port).send(head("/stream?n=100000&cut=1")).until((w) => w.closed);
  t.check(wire.closed && parse(wire.data).length === 0, "a stream that is cut does not look complete");
  const ids = new Set();
  for (let i = 0; i < 20; i++) ids.add((await get(port, "/hello")).headers["x-request-id"]);
  t.equal(ids.size, 20, "request ids differ");
}

async function proxied(t) {
  const server = await serve({ proxies: 1 });
  const peer = async (more) => /\npeer (.*)\n/.exec((await get(server.port, "/echo", more)).text)?.[1];
  t.equal(await peer("X-Forwarded-For: 6.6.6.6, 10.0.0.7\r\n"), "10.0.0.7", "the address that the proxy wrote");
  t.equal(await peer("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 2001:db8::1\r\n"), "2001:db8::1", "of the last header");
  t.equal(await peer("X-Forwarded-For: evil\r\n"), "127.0.0.1", "what is no address is passed over");
  const answer = await get(server.port, "/hello", "X-Forwarded-Proto: https\r\n");
  t.check("strict-transport-security" in answer.headers, "HSTS behind a proxy with TLS");
  t.equal(await server.stop(), 0, "the server with a proxy stops in peace");
  const bare = await serve();
  const own = (await get(bare.port, "/echo", "X-Forwarded-For: 6.6.6.6\r\n")).text;
  t.check(own.includes("\npeer 127.0.0.1\n"), "nobody is believed without a proxy");
  await bare.stop();
}

export default async function run() {
  const t = suite("basic");
  const server = await serve();
  for (const part of [connections, bodies, methods, addresses, heads, forms, misc]) await part(t, server.port);
  t.equal(await server.stop(), 0, "the server stops in peace");
  t.equal(server.err, "", "nothing on stderr");
  await proxied(t);
  return t.done();
}
