// later.mjs -- answers from other threads: under load, with clients that leave, at the end.
// SPDX-License-Identifier: Apache-2.0
import { Wire, get, parse, serve, sleep, suite } from "./lib.mjs";

const head = (path, more = "") => `GET ${path} HTTP/1.1\r\nHost: guiju\r\n${more}\r\n`;

async function load(t, port) {
  const wires = Array.from({ length: 64 }, () => new Wire(port));
  let good = 0;
  await Promise.all(wires.map(async (wire, w) => {
    for (let i = 0; i < 150; i++) {
      const burst = i % 10 === 0 ? 5 : 1;
      const before = parse(wire.data).length;
      wire.send(Array.from({ length: burst }, (_, k) => head(`/later?key=${w}-${i}-${k}&ms=${i % 25 === 0 ? 2 : 0}`)).join(""));
      const answers = (await wire.answers(before + burst, 20000)).slice(before);
      good += answers.filter((a, k) => a.text === `later ${w}-${i}-${k}\n`).length;
      if (answers.length === burst) wire.data = Buffer.alloc(0);
      if (i % 25 === 0) await sleep(1);
    }
    wire.end();
  }));
  t.equal(good, 64 * (135 + 15 * 5), "every request got its own answer");
}

/* Clients that leave while their answer is being made, pipelined or not. */
async function leave(t, port) {
  for (let i = 0; i < 600; i++) {
    const wire = new Wire(port);
    wire.send(head(`/later?ms=${i % 3}`).repeat(1 + i % 4 * 3));
    await sleep(i % 2);
    if (i % 3 === 0) wire.socket.resetAndDestroy();
    else if (i % 3 === 1) wire.socket.end();
    else wire.end();
    if (i % 100 === 0) await sleep(300);
  }
  await sleep(600);
  t.equal((await get(port, "/load")).text, "1 1 0\n", "nothing is left of clients that left");
}

async function stopping(t, options, ms, what, want) {
  const server = await serve(options);
  const wires = Array.from({ length: 40 }, (_, i) => new Wire(server.port).send(head(`/later?key=${i}&ms=${ms}`)));
  const idle = new Wire(server.port);
  await sleep(150);
  const stopped = server.stop();
  await sleep(20);
  const late = new Wire(server.port);
  await sleep(50);
  t.check(late.data.length === 0, "nobody new is served");
  t.equal(await stopped, 0, `${what}: the server stops in peace`);
  const statuses = wires.map((w) => parse(w.data)[0]?.status ?? 0);
  t.check(want(statuses, Number(/(\d+) owed/.exec(server.out)?.[1])), what, { statuses: statuses.join(" "), out: server.out });
  const close = wires.filter((w) => parse(w.data)[0]?.headers.connection === "close").length;
  t.check(close > 15, "answers of a stopping server say close", close);
  for (const wire of [...wires, idle, late]) wire.end();
}

export default async function run() {
  const t = suite("later");
  const server = await serve({ threads: 3 });
  await load(t, server.port);
  await leave(t, server.port);
  t.equal(await server.stop(), 0, "the server stops in peace");
  t.equal(server.err, "", "nothing on stderr");
  await stopping(t, { seconds: 20 }, 100, "all under way are answered", (all) => all.every((s) => s === 200));
  await stopping(t, { seconds: 1 }, 300, "those still owed get 503",
    (all, owed) => owed > 0 && all.filter((s) => s === 503).length === owed && all.filter((s) => s === 200).length === 40 - owed);
  await stopping(t, { seconds: 0, threads: 1 }, 300, "at once", (all, owed) => owed > 20 && all.every((s) => s === 200 || s === 503));
  return t.done();
}
