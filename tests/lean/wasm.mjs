// Just enough of the WebAssembly binary format to thin out a module's exports.
//
// Lean's module exports 200,000 symbols, and the JavaScript runtime puts every exported function into
// the function table one by one, in every thread, for every file: most of the time it takes to start.
// `slim` puts them there once and for all, in the module itself, and drops the exports.
// [webassembly.github.io/spec/core/binary/modules.html]

const TABLE = 4, GLOBAL = 6, IMPORT = 2, EXPORT = 7, ELEMENT = 9, CUSTOM = 0;
const FUNCTION_KIND = 0, TABLE_KIND = 1, MEMORY_KIND = 2, GLOBAL_KIND = 3, TAG_KIND = 4;
const I32_CONST = 0x41, I64_CONST = 0x42, GLOBAL_GET = 0x23, END = 0x0b;
const TLS_SYMBOL = 0x100, EXPORT_INFO = 3;     // in the custom section "dylink.0"

class Reader {
  constructor(bytes, at = 0) { this.bytes = bytes; this.at = at; }
  byte() { return this.bytes[this.at++]; }
  unsigned() {                                                                          // LEB128
    let value = 0, scale = 1, byte;
    do { byte = this.byte(); value += (byte & 127) * scale; scale *= 128; } while (byte & 128);
    return value;
  }
  signed() {
    let value = 0, shift = 0, byte;
    do { byte = this.byte(); value |= (byte & 127) << shift; shift += 7; } while (byte & 128);
    return shift < 32 && byte & 64 ? value | -1 << shift : value;
  }
  text() {
    const size = this.unsigned();
    return this.bytes.latin1Slice(this.at, this.at += size);
  }
  limits() { if (this.unsigned() & 1) { this.unsigned(); } this.unsigned(); }
}

function unsigned(value) {
  const bytes = [];
  do { bytes.push(value % 128 | (value >= 128 ? 128 : 0)); value = Math.floor(value / 128); } while (value);
  return bytes;
}

function signed(value) {
  const bytes = [];
  for (;;) {
    const low = value & 127;
    value >>= 7;
    if (value === (low & 64 ? -1 : 0)) { return [...bytes, low]; }
    bytes.push(low | 128);
  }
}

function sections(bytes) {
  const reader = new Reader(bytes, 8), found = [];
  while (reader.at < bytes.length) {
    const id = reader.byte(), size = reader.unsigned();
    found.push({ id, start: reader.at, size });
    reader.at += size;
  }
  return found;
}

// Names the module imports through the GOT, and how many globals it imports.
function readImports(reader) {
  const got = new Set();
  let globals = 0;
  for (let count = reader.unsigned(); count--;) {
    const module = reader.text(), name = reader.text(), kind = reader.byte();
    if (module.startsWith('GOT')) { got.add(name); }
    if (kind === FUNCTION_KIND) { reader.unsigned(); }
    else if (kind === TABLE_KIND) { reader.byte(); reader.limits(); }
    else if (kind === MEMORY_KIND) { reader.limits(); }
    else if (kind === GLOBAL_KIND) { reader.at += 2; globals++; }
    else if (kind === TAG_KIND) { reader.byte(); reader.unsigned(); }
    else { throw new Error(`import kind ${kind}`); }
  }
  return { got, globals };
}

// Symbols that live in thread-local storage; the runtime relocates their exports.
function readThreadLocals(reader, end) {
  const names = new Set();
  if (reader.text() !== 'dylink.0') { throw new Error('no dylink.0 section'); }
  while (reader.at < end) {
    const type = reader.byte(), size = reader.unsigned(), next = reader.at + size;
    if (type === EXPORT_INFO) {
      for (let count = reader.unsigned(); count--;) {
        const name = reader.text();
        if (reader.unsigned() & TLS_SYMBOL) { names.add(name); }
      }
    }
    reader.at = next;
  }
  return names;
}

// The constant each global begins with: for exported ones the address of a data symbol.
function readGlobals(reader) {
  const values = [];
  for (let count = reader.unsigned(); count--;) {
    reader.at += 2;
    const opcode = reader.byte();
    if (opcode === I32_CONST) { values.push(reader.signed()); }
    else if (opcode === GLOBAL_GET) { reader.unsigned(); values.push(0); }
    else if (opcode === I64_CONST) { while (reader.byte() & 128) { /* skip */ } values.push(0); }
    else { throw new Error(`global initialised by ${opcode}`); }
    if (reader.byte() !== END) { throw new Error('long initialiser'); }
  }
  return values;
}

// The module's one element segment: which function stands in which slot of the table.
function readElements(reader) {
  if (reader.unsigned() !== 1 || reader.unsigned() !== 0 || reader.byte() !== I32_CONST) {
    throw new Error('expected one plain element segment');
  }
  const offset = reader.signed(), slots = new Map();
  if (reader.byte() !== END) { throw new Error('long initialiser'); }
  const count = reader.unsigned();
  for (let i = 0; i < count; i++) { slots.set(reader.unsigned(), offset + i); }
  return slots;
}

/** Returns `{wasm: [Buffer…], symbols: Map}`: the module with only the exports that `keep` names or
 *  that are needed to load it, and for every symbol it exported the table slot or address. */
export function slim(bytes, keep) {
  const all = sections(bytes), section = id => all.find(s => s.id === id);
  const read = id => new Reader(bytes, section(id).start);
  const { got, globals } = readImports(read(IMPORT));
  const local = readThreadLocals(read(CUSTOM), section(CUSTOM).start + section(CUSTOM).size);
  const values = readGlobals(read(GLOBAL)), slots = readElements(read(ELEMENT));
  const table = read(TABLE);
  table.unsigned();
  const [type, flags, slotCount] = [table.byte(), table.unsigned(), table.unsigned()];

  const symbols = new Map(), kept = [], added = [], exports = read(EXPORT);
  for (let count = exports.unsigned(); count--;) {
    const start = exports.at, name = exports.text(), kind = exports.byte(), index = exports.unsigned();
    if (keep.has(name) || got.has(name) || local.has(name) || kind === TABLE_KIND || kind === MEMORY_KIND) {
      kept.push(bytes.subarray(start, exports.at));
    }
    if (kind === FUNCTION_KIND) {
      if (!slots.has(index)) { slots.set(index, slotCount + added.length); added.push(index); }
      symbols.set(name, slots.get(index));
    } else if (kind === GLOBAL_KIND && values[index - globals] > 0) {
      symbols.set(name, values[index - globals]);
    }
  }

  const old = section(ELEMENT), oldSegment = bytes.subarray(old.start + 1, old.start + old.size);
  const newSegment = Buffer.from([0, I32_CONST, ...signed(slotCount), END, ...unsigned(added.length)]);
  const replaced = new Map([
    [TABLE, [Buffer.from([1, type, ...unsigned(flags), ...unsigned(slotCount + added.length)])]],
    [EXPORT, [Buffer.from(unsigned(kept.length)), ...kept]],
    [ELEMENT, [Buffer.from([2]), oldSegment, newSegment, Buffer.from(added.flatMap(unsigned))]],
  ]);
  const wasm = [bytes.subarray(0, 8)];
  for (const { id, start, size } of all) {
    const body = Buffer.concat(replaced.get(id) ?? [bytes.subarray(start, start + size)]);
    wasm.push(Buffer.from([id, ...unsigned(body.length)]), body);
  }
  return { wasm, symbols };
}
