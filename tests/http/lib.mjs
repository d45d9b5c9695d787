// lib.mjs -- servers started, raw bytes sent, answers taken apart, checks counted.
// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";

let program;
const servers = new Set();

export function useProgram(path) {
  program = path;
}

// A suite: check(condition, what) counts; done() prints the line.
export function suite(name) {
  let passed = 0, failed = 0;
  const skipped = [];
  return {
    check(good, what, seen) {
      if (good) passed++;
      else {
        failed++;
        console.log(`http-${name}: ${what}${seen === undefined ? "" : `: ${JSON.stringify(seen)}`}`);
      }
      return good;
    },
    equal(got, want, what) {
      return this.check(Object.is(got, want), what, { got, want });
    },
    skip(why) {
      skipped.push(why);
    },
    done() {
      const why = skipped.length ? ` (${skipped.join("; ")})` : "";
      console.log(`http-${name}: ${passed} passed, ${failed} failed, ${skipped.length} skipped${why}`);
      return failed;
    },
  };
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// options: { timeout: 2, ... } as server.c names them; env: more of the environment.
export async function serve(options = {}, env = {}, wrap = []) {
  const words = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const [command, ...first] = [...wrap, program];
  const child = spawn(command, [...first, ...words],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const server = { child, port: 0, out: "", err: "", code: undefined };
  servers.add(child);
  child.stderr.on("data", (data) => { server.err += data; });
  child.stdout.on("data", (data) => { server.out += data; });
  server.exited = once(child, "exit").then(([code, signal]) => {
    servers.delete(child);
    server.code = signal ?? code;
  });
  for (let i = 0; i < 500 && !/port \d+/.test(server.out) && server.code === undefined; i++)
    await sleep(10);
  server.port = Number(/port (\d+)/.exec(server.out)?.[1] ?? 0);
  server.stop = async () => {
    child.kill("SIGTERM");
    await server.exited;
    return server.code;
  };
  return server;
}

process.on("exit", () => { for (const child of servers) child.kill("SIGKILL"); });

// One connection. read(ms): what came until nothing came for ms, or until it closed.
export class Wire {
  constructor(port, path) {
    this.socket = path ? net.connect(path) : net.connect({ port, host: "127.0.0.1" });
    this.socket.setNoDelay(true);
    this.socket.on("error", (error) => { this.error = error.code; this.closed = true; });
    this.socket.on("data", (data) => { this.data = Buffer.concat([this.data, data]); this.last = Date.now(); });
    this.socket.on("close", () => { this.closed = true; });
    this.socket.on("end", () => { this.closed = true; });
    this.data = Buffer.alloc(0);
    this.closed = false;
  }

  send(bytes) {
    if (!this.socket.destroyed) this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    return this;
  }

  // Waits until `want(answers)` holds, the connection is closed, or ms have passed.
  async until(want, ms = 3000) {
    const end = Date.now() + ms;
    while (!this.closed && Date.now() < end && !want(this)) await sleep(2);
    return this;
  }

  async answers(count, ms = 3000) {
    await this.until((wire) => parse(wire.data).length >= count, ms);
    return parse(this.data);
  }

  end() {
    this.socket.destroy();
  }
}

// The complete answers in the bytes; heads: for HEAD requests, by index.
export function parse(data, heads = []) {
  const answers = [];
  let at = 0;
  for (;;) {
    const end = data.indexOf("\r\n\r\n", at);
    if (end < 0) return answers;
    const lines = data.subarray(at, end).toString("latin1").split("\r\n");
    const status = Number(lines[0].split(" ")[1]);
    const headers = {};
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
    }
    const body = bodyOf(data, end + 4, status, headers, heads[answers.length]);
    if (body === null) return answers;
    if (status !== 100) answers.push({ status, headers, body: body.bytes, text: body.bytes.toString("utf8") });
    at = body.next;
  }
}

function bodyOf(data, at, status, headers, head) {
  const empty = { bytes: Buffer.alloc(0), next: at };
  if (head || status === 204 || status === 304 || status < 200) return empty;
  if (/chunked/i.test(headers["transfer-encoding"] ?? "")) return chunks(data, at);
  if (!("content-length" in headers)) return { bytes: data.subarray(at), next: data.length };
  const n = Number(headers["content-length"]);
  return data.length - at < n ? null : { bytes: data.subarray(at, at + n), next: at + n };
}

function chunks(data, at) {
  const parts = [];
  for (;;) {
    const end = data.indexOf("\r\n", at);
    if (end < 0) return null;
    const n = parseInt(data.subarray(at, end).toString("latin1"), 16);
    if (data.length < end + 2 + n + 2) return null;
    at = end + 2 + n + 2;
    if (n === 0) return { bytes: Buffer.concat(parts), next: at };
    parts.push(data.subarray(end + 2, end + 2 + n));
  }
}

// One request on a connection of its own; the first answer, or { status: 0 }.
export async function ask(port, bytes, ms = 3000) {
  const wire = new Wire(port);
  const [answer] = await wire.send(bytes).answers(1, ms);
  wire.end();
  return answer ?? { status: 0, headers: {}, text: "", closed: wire.closed };
}

export const get = (port, path, more = "", method = "GET") =>
  ask(port, `${method} ${path} HTTP/1.1\r\nHost: guiju\r\n${more}Connection: close\r\n\r\n`);

export const post = (port, path, body, more = "", method = "POST") =>
  ask(port, Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: guiju\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}Connection: close\r\n\r\n`),
    Buffer.from(body)]));

export const seen = (text, name) =>
  text.split("\n").find((line) => line.toLowerCase().startsWith(`header ${name.toLowerCase()}=`))?.split("=")[1];
