// Put into Lean's runtime by prepare.mjs.  As shipped, every stat and read of a thread travels to the
// main thread, which looks for such requests once a millisecond; a file that imports a hundred modules
// spends most of its time waiting.  Here each thread reads for itself what lies under the mounts.
// Handles above HOST are the system's own, shared by all threads; so are the places read up to.

var HOST = 1 << 20;
var hostMounts = JSON.parse(process.env.LEAN_MOUNTS);
var hostPlaces = () => Module["hostPlaces"] ??= sharedModules.hostPlaces;

function hostPath(name) {
  if (name[0] !== "/") { name = "/project/" + name; }
  name = PATH.normalize(name);
  const mount = hostMounts.find(([from]) => name === from || name.startsWith(from + "/"));
  return mount && mount[1] + name.slice(mount[0].length);
}

function hostTry(action) {
  try { return action(); } catch (error) {
    if (!error.code) { throw error; }
    return -(ERRNO_CODES[error.code] || 29);
  }
}

function hostStat(name, buffer) {
  const real = hostPath(UTF8ToString(name));
  return real && hostTry(() => {
    const stat = fs.statSync(real, { throwIfNoEntry: false });
    return stat ? SYSCALLS.writeStat(buffer, stat) : -ERRNO_CODES.ENOENT;
  });
}

function hostOpen(folder, name, flags) {
  const path = UTF8ToString(name), writes = flags & 3, elsewhere = path[0] !== "/" && folder !== -100;
  const real = writes || elsewhere ? undefined : hostPath(path);
  return real && hostTry(() => {
    const stat = fs.statSync(real, { throwIfNoEntry: false });
    if (!stat) { return -ERRNO_CODES.ENOENT; }
    if (!stat.isFile()) { return undefined; }
    const handle = fs.openSync(real, "r");
    hostPlaces()[handle] = 0;
    return HOST + handle;
  });
}

function hostRead(handle, vectors, count, result) {
  return -hostTry(() => {
    growMemViews();
    let total = 0;
    for (const end = vectors + 8 * count; vectors < end; vectors += 8) {
      const start = HEAPU32[vectors >> 2], size = HEAPU32[vectors + 4 >> 2];
      const read = size && fs.readSync(handle - HOST, HEAPU8, start, size, hostPlaces()[handle - HOST]);
      hostPlaces()[handle - HOST] += read;
      total += read;
      if (read < size) { break; }
    }
    HEAPU32[result >> 2] = total;
    return 0;
  });
}

function hostSeek(handle, offset, whence, result) {
  return -hostTry(() => {
    growMemViews();
    const places = hostPlaces(), own = handle - HOST;
    const from = [() => 0, () => places[own], () => fs.fstatSync(own).size][whence]();
    places[own] = from + Number(offset);
    HEAP64[result >> 3] = BigInt(places[own]);
    return 0;
  });
}

function hostClose(handle) {
  return -hostTry(() => { fs.closeSync(handle - HOST); return 0; });
}

function hostStatHandle(handle, buffer) {
  return hostTry(() => SYSCALLS.writeStat(buffer, fs.fstatSync(handle - HOST)));
}
