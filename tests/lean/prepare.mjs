// Makes the npm package's Lean quick to start: `node prepare.mjs PACKAGE OUT` writes lean.js,
// lean.wasm and lean.symbols into OUT.
//
// As shipped, one file takes almost two minutes: 89 MB of JavaScript assign 201,000 stubs of which 50
// are used, each of 200,000 exports is looked up in a list and put into a table one by one, and all
// of it again in every thread.  With these edits it takes half a second.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { slim } from './wasm.mjs';

// What the runtime asks of the module by a name that does not stand in its own code.
const NEEDED = ['__main_argc_argv', 'main', 'lean_main', '_emscripten_tls_init', '__wasm_call_ctors',
  '__indirect_function_table', 'memory'];

/** The runtime without its unused stubs, and the names of the exports it still uses. */
function dropStubs(source) {
  const head = source.indexOf('function assignWasmExports'), tail = source.indexOf('}', head);
  const variables = source.lastIndexOf('var ', head);
  const rest = source.slice(0, variables) + source.slice(tail + 1);
  const mentioned = new Set(rest.match(/[A-Za-z_$][\w$]*/g));
  const exports = new Set(NEEDED), names = [], statements = [];
  for (const statement of source.slice(source.indexOf('{', head) + 1, tail).split(';')) {
    const parts = /^([\w$]+)=.*wasmExports\["([^"]+)"\]/.exec(statement);
    const used = parts && (mentioned.has(parts[1]) || /wasmTable=|"lean_main"/.test(statement));
    if (!used) { continue; }
    names.push(parts[1]);
    statements.push(statement);
    exports.add(parts[2]);
  }
  for (const use of rest.matchAll(/(?:wasmExports|exports|moduleExports)\["([\w$]+)"\]/g)) {
    exports.add(use[1]);
  }
  const stubs = `var ${names};function assignWasmExports(wasmExports){${statements.join(';')}}`;
  return { source: source.slice(0, variables) + stubs + source.slice(tail + 1), exports };
}

// Symbols by name, by binary search in a table that all threads share (see `symbolTable`).
const LOOKUP = `
var leanSymbols=()=>Module["leanSymbols"]??=sharedModules.leanSymbols;
var leanCompare=(bytes,at,name)=>{for(var i=0;;i++){var d=bytes[at+i]-name(i);if(d||!bytes[at+i])return d}};
var leanFind=name=>{var {names,table}=leanSymbols(),low=0,high=table.length/2;
  while(low<high){var middle=low+high>>1,order=leanCompare(names,table[2*middle],name);
    if(!order)return table[2*middle+1];if(order<0)low=middle+1;else high=middle}
  return 0};
var leanSlot=name=>leanFind(i=>i<name.length?name.charCodeAt(i):0);
`;

const here = path.dirname(fileURLToPath(import.meta.url));
const HOST_FILES = fs.readFileSync(path.join(here, 'hostfiles.js'), 'latin1');

// System calls that hostfiles.js answers first: [head of the function, when, answer].
const HOOKS = [
  ['___syscall_stat64(path,buf)', '', 'hostStat(path,buf)'],
  ['___syscall_lstat64(path,buf)', '', 'hostStat(path,buf)'],
  ['___syscall_openat(dirfd,path,flags,varargs)', '', 'hostOpen(dirfd,path,flags)'],
  ['___syscall_fstat64(fd,buf)', 'fd>=HOST', 'hostStatHandle(fd,buf)'],
  ['___syscall_fcntl64(fd,cmd,varargs)', 'fd>=HOST', '0'],
  ['___syscall_ioctl(fd,op,varargs)', 'fd>=HOST', '-59'],     // ENOTTY
  ['_fd_read(fd,iov,iovcnt,pnum)', 'fd>=HOST', 'hostRead(fd,iov,iovcnt,pnum)'],
  ['_fd_seek(fd,offset,whence,newOffset)', 'fd>=HOST', 'hostSeek(fd,offset,whence,newOffset)'],
  ['_fd_close(fd)', 'fd>=HOST', 'hostClose(fd)'],
].map(([head, when, answer]) => [`function ${head}{`, `function ${head}{` + (when
  ? `if(${when})return ${answer};`
  : `var answer=${answer};if(answer!==undefined)return answer;`)]);

// [what stands there, what shall stand there]; each must be found exactly once.
const EDITS = [
  // a handle to the runtime's parts
  ['var Module=typeof Module!="undefined"?Module:{};',
    'var Module=typeof Module!="undefined"?Module:{};Module["parts"]=()=>({FS,NODEFS,ENV,PThread});'],
  // every exported function has a place in the table from the start, so looking it up is all
  [/var __dlsym_js=\(handle,symbol,symbolIndex\)=>\{.*?\};(?=__dlsym_js\.sig)/s, `${LOOKUP}
var __dlsym_js=(handle,symbol,symbolIndex)=>{growMemViews();var found=leanFind(i=>HEAPU8[symbol+i]);
  if(!found)dlSetError("no symbol "+UTF8ToString(symbol));return found};`],
  ['functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)', 'functionsInTableMap=new WeakMap'],
  ['if(typeof value=="function"){newValue=addFunction(value)}',
    'if(typeof value=="function"){newValue=leanSlot(symName)||addFunction(value)}'],
  // threads get the symbols with the modules they share
  ['var sharedModules={};',
    'var sharedModules={leanSymbols:Module["leanSymbols"],hostPlaces:Module["hostPlaces"]};'],
  ['var SYSCALLS=', `${HOST_FILES}var SYSCALLS=`],
  ...HOOKS,
  // Lean itself mounts /home and /tmp of the host, and begins where Node began: only there
  ['FS.mount(NODEFS,{root:"/home"},"/home");FS.mount(NODEFS,{root:"/tmp"},"/tmp");var cwd=process.cwd();',
    'var cwd="/project";'],
  // OpenGL and OpenAL: 250 wrappers a thread that nobody calls
  ['if(!value&&!entry.required)',
    'if(/^(emscripten_)?(gl|alc?)[A-Z]/.test(symName)){entry.value=0;continue}if(!value&&!entry.required)'],
  // two threads are enough, with a stack that deep terms do not overflow
  ['var pthreadPoolSize=4;', 'var pthreadPoolSize=2;'],
  ['{workerData:"em-pthread",name:"em-pthread"}',
    '{workerData:"em-pthread",name:"em-pthread",resourceLimits:{stackSizeMb:256}}'],
];

function edit(source, [before, after]) {
  const found = before instanceof RegExp ? source.match(new RegExp(before, 'gs')) ?? []
    : source.split(before).slice(1);
  if (found.length !== 1) { throw new Error(`found ${found.length} times, look again: ${before}`); }
  return source.replace(before, () => after);
}

/** Names, each ended by NUL, and for each (in order) where it begins and what it stands for. */
function symbolTable(symbols) {
  const names = [], table = [];
  let at = 0;
  const sorted = [...symbols].map(([name, value]) => [Buffer.from(`${name}\0`, 'latin1'), value]);
  for (const [name, value] of sorted.sort(([a], [b]) => Buffer.compare(a, b))) {
    names.push(name);
    table.push(at, value);
    at += name.length;
  }
  return Buffer.concat([Buffer.from(Uint32Array.of(table.length).buffer),
    Buffer.from(Uint32Array.from(table).buffer), ...names]);
}

const [packageFolder, out] = process.argv.slice(2);
const stubless = dropStubs(fs.readFileSync(path.join(packageFolder, 'lean.js'), 'latin1'));
const { wasm, symbols } = slim(fs.readFileSync(path.join(packageFolder, 'lean.wasm')), stubless.exports);
let source = EDITS.reduce(edit, stubless.source);
source = source.replaceAll('console.log("[DEBUG', 'void("[DEBUG');
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, 'lean.js'), source, 'latin1');
fs.writeFileSync(path.join(out, 'lean.wasm'), Buffer.concat(wasm));
fs.writeFileSync(path.join(out, 'lean.symbols'), symbolTable(symbols));
