// Compiles Lean files, one after another in one process: `node lean.mjs FOLDER` where FOLDER holds
// what prepare.mjs made and Lean's own library in lib/.  Reads a line of JSON from stdin, {"root",
// "file"}, where root is the folder of sources and of compiled modules, and answers with a line on
// stdout: {"file", "code", "seconds", "messages": [what `lean --json` prints], "noise": [lines]}.

import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import vm from 'node:vm';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const folder = path.resolve(process.argv[2]), library = path.join(folder, 'lib');
const script = path.join(folder, 'lean.js');
const CRASHED = 70;

const wasm = new WebAssembly.Module(fs.readFileSync(path.join(folder, 'lean.wasm')));
const leanSymbols = readSymbols(fs.readFileSync(path.join(folder, 'lean.symbols')));
const runtime = new vm.Script(
  `(function(Module,require,__filename,__dirname){${fs.readFileSync(script, 'latin1')}\n})`,
  { filename: script }).runInThisContext();
const require = createRequire(import.meta.url);
const hostPlaces = new Float64Array(new SharedArrayBuffer(8 * 65536));

function readSymbols(bytes) {
  const shared = new SharedArrayBuffer(bytes.length - 4), size = 4 * bytes.readUInt32LE(0);
  new Uint8Array(shared).set(bytes.subarray(4));
  return { table: new Uint32Array(shared, 0, size / 4), names: new Uint8Array(shared, size) };
}

let crashed = null;
process.on('uncaughtException', error => crashed ? crashed(error) : fail(error));
process.setMaxListeners(0);

function fail(error) {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(CRASHED);
}

/** Runs Lean once in `root`, in an instance of its own; resolves to its exit code. */
function run(root, args, print) {
  process.env.LEAN_MOUNTS = JSON.stringify([['/lean/lib/lean', library], ['/project', root]]);
  return new Promise(resolve => {
    let threads;
    const end = code => {
      crashed = null;
      setImmediate(() => { threads?.terminateAllThreads(); resolve(code); });
    };
    crashed = error => { print(String(error?.stack ?? error).slice(0, 2000)); end(CRASHED); };
    const module = {
      arguments: args,
      thisProgram: '/lean/bin/lean',
      leanSymbols,
      hostPlaces,
      print,
      printErr: print,
      instantiateWasm(imports, done) {
        const instance = new WebAssembly.Instance(wasm, imports);
        done(instance, wasm);
        return instance.exports;
      },
      preRun: [() => {
        const { FS, NODEFS, ENV, PThread } = module.parts();
        threads = PThread;
        FS.mkdirTree(folder);      // Lean asks whether the folder of its program is there
        FS.mkdirTree('/lean/lib/lean');
        FS.mkdirTree('/project');
        FS.mount(NODEFS, { root: library }, '/lean/lib/lean');
        FS.mount(NODEFS, { root }, '/project');
        ENV.LEAN_PATH = '/lean/lib/lean:/project';
        ENV.LEAN_SYSROOT = '/lean';
      }],
      onExit: end,
    };
    runtime(module, require, script, folder);
  });
}

async function compile({ root, file }) {
  const started = performance.now(), base = file.replace(/\.lean$/, '');
  for (const suffix of ['.olean', '.olean.server', '.olean.private', '.ilean', '.ir']) {
    fs.rmSync(path.join(root, base + suffix), { force: true });
  }
  const messages = [], noise = [];
  const print = line => {
    if (line.startsWith('{')) { messages.push(JSON.parse(line)); }
    else if (!/^\[DEBUG|^  (- |mainModule)/.test(line)) { noise.push(line); }
  };
  const code = await run(root, ['--json', file, '-o', `${base}.olean`, '-i', `${base}.ilean`], print);
  process.exitCode = 0;
  const seconds = Math.round(performance.now() - started) / 1000;
  if (process.memoryUsage.rss() > 1.2e9) { globalThis.gc?.(); }    // memories of earlier instances
  const answer = { file, code, seconds, messages, noise: code ? noise.slice(-20) : [] };
  fs.writeSync(1, `${JSON.stringify(answer)}\n`);
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line) { await compile(JSON.parse(line)); }
}
process.exit(0);
