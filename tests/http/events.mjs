// events.mjs -- server-sent events: many clients, clients that leave, clients that do not read.
// SPDX-License-Identifier: Apache-2.0
import { Wire, get, parse, post, serve, sleep, suite } from "./lib.mjs";

const open = (port) => new Wire(port).send("GET /events HTTP/1.1\r\nHost: guiju\r\nAccept: text/event-stream\r\n\r\n");

// The bytes of an open answer, out of their chunks.
function stream(data) {
  let at = data.indexOf("\r\n\r\n") + 4, text = "";
  for (;;) {
    const end = data.indexOf("\r\n", at);
    if (end < 0) return text;
    const n = parseInt(data.subarray(at, end).toString(), 16);
    text += data.subarray(end + 2, end + 2 + n).toString();
    at = end + 2 + n + 2;
    if (n === 0 || at >= data.length) return text;
  }
}

const events = (data) => stream(data).split("\n\n").filter((block) => /^(id|event|data):/m.test(block));
const count = async (port) => Number((await get(port, "/load")).text.split(" ")[2]);

async function many(t, port) {
  const wires = Array.from({ length: 200 }, () => open(port));
  await Promise.all(wires.map((w) => w.until((x) => stream(x.data).includes(":\n\n"))));
  t.check(wires[0].data.toString().includes("text/event-stream"), "the type");
  for (let i = 0; i < 50; i++) await post(port, `/events?id=${i}`, `灯 ${i}\r\n第二行\n第三行`);
  await Promise.all(wires.map((w) => w.until((x) => events(x.data).length >= 50, 10000)));
  const want = (i) => `id: ${i}\nevent: lamp\ndata: 灯 ${i}\ndata: 第二行\ndata: 第三行`;
  const right = wires.filter((w) => {
    const all = events(w.data);
    return all.length === 50 && all.every((e, i) => e === want(i));
  });
  t.equal(right.length, 200, "200 clients got 50 events in order");
  t.equal(await count(port), 200, "200 channels");
  wires.slice(0, 100).forEach((w, i) => (i % 2 ? w.end() : w.socket.end()));
  for (let i = 0; i < 40 && (await count(port)) > 100; i++) await sleep(100);
  t.equal(await count(port), 100, "those that hung up are noticed without an event being sent");
  const kept = await post(port, "/events?id=x", "y");
  t.equal(kept.text, "100\n", "and their channels are over");
  return wires.slice(100);
}

async function slow(t, port) {
  const lazy = open(port);
  await lazy.until((w) => w.data.length > 0);
  lazy.socket.pause();
  const reader = open(port);
  await reader.until((w) => w.data.length > 0);
  const before = await count(port);
  let sent = 0;
  for (; sent < 400; sent++)
    if (Number((await post(port, "/events?id=1", "z".repeat(30000))).text) < before) break;
  t.check(sent < 400, "a client that does not read loses its channel", sent);
  await reader.until((w) => events(w.data).length > sent, 10000);
  t.check(events(reader.data).length >= sent, "one that reads has them all", [events(reader.data).length, sent]);
  lazy.socket.resume();
  await lazy.until((w) => w.closed || /retry: 5000/.test(stream(w.data)), 5000);
  t.check(/retry: 5000/.test(stream(lazy.data)), "the slow one is told to come again");
  reader.end();
  lazy.end();
}

export default async function run() {
  const t = suite("events");
  const server = await serve({ heartbeat: 1 });
  const rest = await many(t, server.port);
  await sleep(2300);
  t.check(rest.every((w) => stream(w.data).split(":\n\n").length >= 3), "heartbeats");
  await slow(t, server.port);
  const stopped = server.stop();
  t.equal(await stopped, 0, "the server stops in peace");
  await Promise.all(rest.map((w) => w.until((x) => x.closed)));
  t.check(rest.every((w) => /retry: 2000/.test(stream(w.data))), "all are told to come again");
  t.check(rest.every((w) => w.closed && parse(w.data).length === 1), "and the answers end whole",
    rest.filter((w) => !w.closed || parse(w.data).length !== 1).map((w) => [w.closed, w.data.toString().slice(-80)]).slice(0, 3));
  t.equal(server.err, "", "nothing on stderr");
  return t.done();
}
