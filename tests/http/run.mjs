// run.mjs -- runs the suites of the HTTP floor, one after the other.
// SPDX-License-Identifier: Apache-2.0
import { useProgram } from "./lib.mjs";

const all = ["basic", "head", "corpus", "limits", "later", "events", "files", "stop"];
const [program, ...named] = process.argv.slice(2);
useProgram(program);
let failed = 0;
for (const name of named.length ? named : all) {
  const { default: run } = await import(`./${name}.mjs`);
  failed += await run();
}
process.exit(failed > 0 ? 1 : 0);
