// stop.mjs -- how a service begins and ends: systemd's socket and notices, TLS, local sockets.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import https from "node:https";
import { Wire, get, serve, sleep, suite } from "./lib.mjs";

const hello = "GET /hello HTTP/1.1\r\nHost: guiju\r\n\r\n";

async function local(t, dir) {
  const file = path.join(dir, "x.sock");
  const server = await serve({ address: `unix:${file}` });
  const wire = new Wire(0, file);
  t.equal((await wire.send("GET /echo HTTP/1.1\r\nHost: guiju\r\n\r\n").answers(1))[0]?.text.includes("peer unix"), true, "a local socket");
  wire.end();
  const second = await serve({ address: `unix:${file}` });
  t.check(second.code === 1 && /http.listen/.test(second.err), "a second server on it is refused", second.err);
  server.child.kill("SIGKILL");
  await server.exited;
  const third = await serve({ address: `unix:${file}` });
  t.check(third.code === undefined, "a stale socket file is replaced", third.err);
  t.equal(await third.stop(), 0, "the local server stops in peace");
  t.check(!fs.existsSync(file), "and removes its file");
}

async function refusals(t) {
  const one = await serve();
  const two = await serve({ port: one.port });
  t.check(two.code === 1 && /http.listen/.test(two.err), "a port in use is refused", two.err);
  await one.stop();
  const again = await serve({ port: one.port });
  t.equal((await get(again.port, "/hello")).status, 200, "and can be used again at once");
  await again.stop();
  const odd = await serve({ address: "guiju.example" });
  t.check(odd.code === 1 && /http.address/.test(odd.err), "an address that is none", odd.err);
  const six = await serve({ address: "::1" });
  if (six.code === undefined) {
    await six.stop();
  } else {
    t.skip("no IPv6");
  }
}

// socat is not everywhere: a listening socket is passed by a few lines of python.
const pass = `import os,socket,sys
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1); s.bind(("127.0.0.1",int(sys.argv[1]))); s.listen(16)
n=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); n.bind(sys.argv[2])
pid=os.fork()
if pid==0:
    os.dup2(s.fileno(),3); os.set_inheritable(3,True)
    os.environ.update(LISTEN_FDS="1",LISTEN_PID=str(os.getpid()),NOTIFY_SOCKET=sys.argv[2])
    os.execv(sys.argv[3],sys.argv[3:])
if os.environ.get("QUIET"): n.close()
while True:
    word=n.recv(100).decode(); print(word,flush=True)
    if word=="STOPPING=1": break
os.waitpid(pid,0)
c=socket.create_connection(("127.0.0.1",int(sys.argv[1]))); print("still listening",flush=True)
`;

async function systemd(t, dir) {
  if (spawnSync("python3", ["--version"]).status !== 0) return t.skip("no python3: systemd's socket");
  const port = 20000 + (process.pid % 20000);
  fs.writeFileSync(path.join(dir, "pass.py"), pass);
  const server = await serve({}, {}, ["python3", path.join(dir, "pass.py"), String(port), path.join(dir, "notify")]);
  t.equal(server.port, port, "the passed socket is used");
  t.equal((await get(port, "/hello")).status, 200, "and served");
  const children = fs.readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, "utf8");
  process.kill(Number(children), "SIGTERM");
  await server.exited;
  t.check(/READY=1[^]*STOPPING=1[^]*still listening/.test(server.out), "systemd is told, its socket left open", server.out);
}

async function tls(t, dir) {
  const key = path.join(dir, "key.pem"), cert = path.join(dir, "cert.pem");
  try {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert,
      "-days", "2", "-subj", "/CN=localhost"], { stdio: "ignore" });
  } catch {
    return t.skip("no openssl: TLS");
  }
  const server = await serve({ cert, key });
  const ask = (url, options = {}) => new Promise((resolve) => {
    https.get(url, { rejectUnauthorized: false, ...options }, (answer) => {
      let n = 0;
      answer.on("data", (data) => { n += data.length; });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, n }));
    }).on("error", (error) => resolve({ error: error.code }));
  });
  const base = `https://localhost:${server.port}`;
  let answer = await ask(`${base}/hello`);
  t.equal(answer.status, 200, "TLS");
  t.check(/max-age=\d{8}/.test(answer.headers?.["strict-transport-security"]), "HSTS");
  t.equal((await ask(`${base}/stream?n=2000000`)).n, 2000000, "a stream over TLS");
  t.equal((await ask(`${base}/later?ms=20`)).status, 200, "a late answer over TLS");
  answer = await ask(`${base}/hello`, { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" });
  t.check(answer.error !== undefined, "no TLS 1.1");
  const plain = await new Wire(server.port).send(hello).until((w) => w.closed, 2000);
  t.check(plain.closed && !plain.data.toString().includes("200 OK"), "plain HTTP is not answered there");
  const channel = https.get(`${base}/events`, { rejectUnauthorized: false });
  channel.on("error", () => {});
  await sleep(300);
  t.equal(await server.stop(), 0, "the TLS server stops in peace");
  const wrong = await serve({ cert: key, key: cert });
  t.check(wrong.code === 1 && /http.start/.test(wrong.err), "a certificate that is none", wrong.err);
}

export default async function run() {
  const t = suite("stop");
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "guiju-http-"));
  await local(t, dir);
  await refusals(t);
  await systemd(t, dir);
  await tls(t, dir);
  fs.rmSync(dir, { recursive: true });
  return t.done();
}
