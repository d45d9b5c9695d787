// limits.mjs -- what is too large, too slow or too much ends in a refusal, never in a crash.
// SPDX-License-Identifier: Apache-2.0
import fs from "node:fs";
import { Wire, ask, get, parse, post, serve, sleep, suite } from "./lib.mjs";

const head = (path, more = "", method = "GET") => `${method} ${path} HTTP/1.1\r\nHost: guiju\r\n${more}\r\n`;

async function sizes(t, port) {
  t.equal((await get(port, "/echo", `X: ${"y".repeat(9000)}\r\n`)).status, 431, "a head over the limit");
  t.equal((await get(port, "/echo", `Cookie: session=${"y".repeat(7900)}\r\n`)).status, 200, "a large cookie");
  t.equal((await get(port, `/echo/${"y".repeat(9000)}`)).status, 431, "a target over the limit");
  t.check([414, 431].includes((await get(port, `/echo/${"y".repeat(60000)}`)).status), "a target over the library's memory");
  t.check([0, 414, 431].includes((await get(port, "/echo", `X: ${"y".repeat(90000)}\r\n`)).status), "a head over the library's memory");
  t.equal((await get(port, "/echo", "X: y\r\n".repeat(62))).status, 200, "64 headers");
  t.equal((await get(port, "/echo", "X: y\r\n".repeat(63))).status, 431, "65 headers");
  t.equal((await post(port, "/echo", "x".repeat(1 << 20))).status, 200, "a body of the limit");
  t.equal((await post(port, "/echo", "x".repeat((1 << 20) + 1))).status, 413, "a body over the limit");
  t.equal((await post(port, "/echo", "x".repeat(9 << 20))).status, 413, "a body far over the limit, without a broken connection");
  const huge = await ask(port, head("/echo", "Content-Length: 1000000000000\r\n", "POST"));
  t.equal(huge.status, 413, "a body beyond all limits is refused before it is sent");
  t.equal((await post(port, "/big", "x".repeat(2 << 20))).status, 200, "each address has its limit");
  const expect = await ask(port, head("/echo", "Expect: 100-continue\r\nContent-Length: 2000000\r\n", "POST"));
  t.equal(expect.status, 413, "refused before the body is sent");
  const chunks = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
  t.equal((await ask(port, head("/echo", "Transfer-Encoding: chunked\r\n", "POST") + chunks.repeat(34) + "0\r\n\r\n")).status,
    413, "a chunked body over the limit");
  const wire = new Wire(port);
  wire.send(head("/echo", "Transfer-Encoding: chunked\r\n", "POST"));
  for (let i = 0; i < 40 && !wire.closed; i++) {
    wire.send(chunks.repeat(32));
    await sleep(20);
  }
  await wire.until((w) => w.closed);
  t.check(wire.closed, "an endless chunked body is cut off");
}

async function slow(t) {
  const server = await serve({ timeout: 1, rate: 1000 });
  const port = server.port;
  const took = async (feed) => {
    const wire = new Wire(port), since = Date.now();
    await feed(wire);
    await wire.until((w) => w.closed, 8000);
    return wire.closed ? Date.now() - since : Infinity;
  };
  const drip = async (wire, first, drop, until = 7000) => {
    wire.send(first);
    for (let at = 0; at < until && !wire.closed; at += 300) {
      wire.send(drop);
      await sleep(300);
    }
  };
  const all = await Promise.all([
    took(async () => {}),
    took((w) => drip(w, "GET /echo", "/x")),
    took((w) => drip(w, "GET /echo HTTP/1.1\r\nHost: guiju\r\n", "X: y\r\n")),
    took((w) => drip(w, head("/echo", "Content-Length: 1000000\r\n", "POST"), "x".repeat(50))),
    took((w) => drip(w, head("/echo", "Transfer-Encoding: chunked\r\n", "POST"), "1\r\nx\r\n")),
    took(async (w) => { w.send(head("/hello")); }),
    took((w) => drip(w, "", "\r\n")),
  ]);
  const names = ["silence", "a dripping request line", "a dripping head", "a dripping body", "dripping chunks", "an idle kept connection", "dripping empty lines"];
  all.forEach((ms, i) => t.check(ms < 5500, `${names[i]} is cut off`, ms));
  const fast = new Wire(port);
  fast.send(head("/echo", "Content-Length: 6000\r\n", "POST"));
  for (let i = 0; i < 6; i++) {
    await sleep(500);
    fast.send("x".repeat(1000));
  }
  t.equal((await fast.answers(1))[0]?.status, 200, "a body that is slow but steady is taken");
  fast.end();
  const lazy = new Wire(port);
  lazy.socket.pause();
  lazy.send(head("/stream?n=50000000"));
  await sleep(6000);
  const load = (await get(port, "/load")).text.split(" ").map(Number);
  t.check(load[0] <= 2, "a client that does not read its answer is cut off", load);
  lazy.end();
  t.equal(await server.stop(), 0, "the slow server stops in peace");
}

async function many(t) {
  const server = await serve({ connections: 20, timeout: 3 });
  const wires = Array.from({ length: 20 }, () => new Wire(server.port));
  await sleep(200);
  const late = new Wire(server.port);
  late.send(head("/hello"));
  await sleep(300);
  t.equal(late.data.length, 0, "the 21st connection waits");
  for (const wire of wires.slice(0, 5)) wire.end();
  t.equal((await late.answers(1))[0]?.status, 200, "and is served when there is room");
  for (const wire of [...wires, late]) wire.end();
  t.equal(await server.stop(), 0, "the full server stops in peace");
  const each = await serve({ per_address: 3 });
  const four = Array.from({ length: 4 }, () => new Wire(each.port).send(head("/hello")));
  await sleep(500);
  t.equal(four.filter((w) => parse(w.data)[0]?.status === 200).length, 3, "three connections of one address");
  four.forEach((w) => w.end());
  t.equal(await each.stop(), 0, "it stops in peace");
  const few = await serve({ connections: 2000 }, {}, ["sh", "-c", "ulimit -n 40; exec \"$0\" \"$@\""]);
  const crowd = Array.from({ length: 80 }, () => new Wire(few.port).send(head("/hello")));
  await sleep(500);
  const served = crowd.filter((w) => w.data.length > 0).length;
  t.check(served >= 15, "a server without descriptors serves those that it has", served);
  crowd.forEach((w) => w.end());
  await sleep(200);
  t.equal((await get(few.port, "/hello")).status, 200, "and recovers");
  t.equal(await few.stop(), 0, "and stops in peace");
}

async function memory(t) {
  const server = await serve({ arena: 65536 + (256 << 10) });
  t.equal((await post(server.port, "/echo", "x".repeat(900000))).status, 503, "a body beyond the arena");
  t.equal((await get(server.port, "/hello")).status, 200, "and the server goes on");
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.child.pid}/status`, "utf8"))[1]);
  const wire = new Wire(server.port);
  let most = 0, bytes = 0;
  wire.socket.on("data", (data) => { bytes += data.length; wire.data = Buffer.alloc(0); });
  wire.send(head("/stream?n=100000000&sized=1", "Connection: close\r\n"));
  while (!wire.closed) {
    most = Math.max(most, rss());
    await sleep(20);
  }
  t.check(bytes > 100000000 && bytes < 100001000, "100 MB streamed", bytes);
  if (!/-san/.test(process.argv[2])) t.check(most < 40000, "in constant memory", most);
  t.equal(await server.stop(), 0, "it stops in peace");
}

export default async function run() {
  const t = suite("limits");
  const server = await serve();
  await sizes(t, server.port);
  t.equal(await server.stop(), 0, "the server stops in peace");
  t.equal(server.err, "", "nothing on stderr");
  for (const part of [slow, many, memory]) await part(t);
  return t.done();
}
