// What pages can do beyond reading: search, keys, sorting, a theme. Every page is whole without it.
"use strict";

// The theme is set before the page is drawn, so that nothing flashes.
const root = document.documentElement;
const remembered = (() => { try { return localStorage.getItem("leancat-theme"); } catch { return null; } })();
if (remembered === "light" || remembered === "dark") root.dataset.theme = remembered;

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// --- the index: loaded when it is first needed --------------------------------------------------

let index = null;
let waiting = [];

// Called by data/search.js. Names stay one text, each after a line end; `starts` says where they begin.
function leancatIndex(data) {
  const claims = data.claims.map(([id, title, words, url, standing]) => ({
    id, title, url, standing, short: (id + " " + title).toLowerCase(), long: words.toLowerCase(),
  }));
  const projects = data.projects.map(({ folder, names, stems, pages }) => {
    const text = "\n" + names + "\n";
    const starts = [];
    for (let at = text.indexOf("\n"); at < text.length - 1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    return { folder, stems, pages, starts, text, lower: lowered(text) };
  });
  index = { claims, projects };
  for (const act of waiting) act();
  waiting = [];
}

// Lower case that keeps every character in its place (a few letters grow when they are lowered).
function lowered(text) {
  const small = text.toLowerCase();
  return small.length === text.length ? small
    : Array.from(text, c => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
}

function withIndex(act) {
  if (index) return act();
  waiting.push(act);
  if (waiting.length > 1) return;
  const script = element("script", { src: document.body.dataset.root + "data/search.js" });
  script.onerror = () => { waiting = []; show([], "The search index could not be loaded."); };
  document.head.append(script);
}

const MOST = 30;

// All words must occur. Claims come first; then names, those whose last part fits best first.
function search(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return [...searchClaims(words), ...searchNames(words)].slice(0, MOST);
}

function searchClaims(words) {
  const hits = [];
  for (const claim of index.claims) {
    if (!words.every(w => claim.short.includes(w) || claim.long.includes(w))) continue;
    hits.push([words.every(w => claim.short.includes(w)) ? 0 : 1, claim]);
  }
  hits.sort((a, b) => a[0] - b[0]);
  return hits.slice(0, MOST / 2).map(([, c]) => ({ text: c.title, note: c.id, url: c.url, standing: c.standing }));
}

// All hits of the longest word, or, where they are very many, first those at the start of a name or of a
// part of one: who types a letter or two does not want a hundred thousand names.
const MANY = 1500, ENOUGH = 300;

function searchNames(words) {
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const hits = [];
  for (const project of index.projects) {
    let found = scan(project, longest, words, MANY);
    if (found.size >= MANY) {
      const starts = scan(project, "\n" + longest, words, ENOUGH);
      const parts = starts.size < ENOUGH ? scan(project, "." + longest, words, ENOUGH) : [];
      found = new Map([...starts, ...parts, ...found]);
    }
    for (const [row, name] of found) hits.push([cost(name, longest), project, row]);
  }
  hits.sort((a, b) => a[0] - b[0]);
  return hits.slice(0, MOST).map(([, p, row]) => {
    const name = p.text.slice(p.starts[row], p.text.indexOf("\n", p.starts[row]));
    const stem = p.stems[row] ?? name;
    const url = Array.isArray(stem) ? `${p.pages[stem[0]]}#L${stem[1]}` : p.folder + stem + ".html";
    return { text: name, note: "", url, name: true };
  });
}

// Rows and names that hold the pattern and all words, up to `most`.
function scan(project, pattern, words, most) {
  const { lower, starts } = project;
  const found = new Map();
  let row = 0;
  for (let at = lower.indexOf(pattern); at >= 0 && found.size < most; ) {
    row = rowAt(starts, pattern[0] === "\n" ? at + 1 : at, row);
    const end = lower.indexOf("\n", starts[row]);
    const name = lower.slice(starts[row], end);
    if (words.every(w => name.includes(w))) found.set(row, name);
    at = lower.indexOf(pattern, end);
  }
  return found;
}

function rowAt(starts, at, low) {
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle; else high = middle - 1;
  }
  return low;
}

function cost(name, word) {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const fit = name === word ? 0 : last === word ? 1 : last.startsWith(word) ? 2 : last.includes(word) ? 3 : 4;
  return fit * 1000 + Math.min(name.length, 999);
}

// --- the search box ------------------------------------------------------------------------------

let input, list, results = [], chosen = -1;

function buildSearch(tools) {
  input = element("input", { type: "search", placeholder: "Search", autocomplete: "off", spellcheck: false });
  list = element("ul", { id: "found", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Results");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": "Search claims and declarations",
    "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" })) input.setAttribute(name, value);
  input.addEventListener("focus", () => withIndex(() => {}));
  input.addEventListener("input", update);
  input.addEventListener("keydown", steer);
  input.addEventListener("blur", () => setTimeout(() => document.activeElement === input || close(), 150));
  tools.append(input, list);
}

function update() {
  withIndex(() => {
    const query = input.value.trim();
    if (!query) return close();
    const found = search(query);
    show(found, found.length ? "" : "Nothing has these words.");
  });
}

function show(found, message) {
  results = found;
  list.replaceChildren(...found.map(option));
  if (message) {
    const note = element("li", { className: "empty", textContent: message });
    note.setAttribute("role", "option");
    note.setAttribute("aria-disabled", "true");
    list.append(note);
  }
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  choose(found.length ? 0 : -1);
}

function option(result, at) {
  const made = element("li", { id: "found-" + at });
  made.setAttribute("role", "option");
  made.append(element("span", { className: result.name ? "name" : "", textContent: result.text }));
  if (result.standing) made.append(" ", element("span", { className: "standing " + result.standing, textContent: result.standing }));
  if (result.note) made.append(element("span", { className: "id", textContent: result.note }));
  made.addEventListener("mousedown", event => { event.preventDefault(); chosen = at; open(); });
  return made;
}

function choose(at) {
  list.children[chosen]?.removeAttribute("aria-selected");
  chosen = at;
  const made = at >= 0 ? list.children[at] : null;
  if (!made) return input.removeAttribute("aria-activedescendant");
  made.setAttribute("aria-selected", "true");
  made.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", made.id);
}

function steer(event) {
  if (event.key === "Escape") { close(); input.value = ""; input.blur(); }
  else if (event.key === "Enter") open();
  else if (event.key === "ArrowDown" && results.length) choose((chosen + 1) % results.length);
  else if (event.key === "ArrowUp" && results.length) choose((chosen - 1 + results.length) % results.length);
  else return;
  event.preventDefault();
}

function open() {
  const result = results[chosen];
  if (result) location.href = document.body.dataset.root + result.url;
}

function close() {
  if (!list || list.hidden) return;
  list.hidden = true;
  results = [];
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

// --- help and theme ------------------------------------------------------------------------------

const KEYS = [["/", "search"], ["↑ ↓", "move among the results"], ["Enter", "open the chosen result"],
  ["Esc", "leave the search, close this"], ["?", "this help"]];

function help() {
  let dialog = document.querySelector("dialog");
  if (!dialog) {
    const terms = element("dl", {}, ...KEYS.flatMap(([key, what]) =>
      [element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: what })]));
    const button = element("button", { type: "button", textContent: "Close" });
    dialog = element("dialog", {}, element("h2", { textContent: "Keys", id: "keys" }), terms, button);
    dialog.setAttribute("aria-labelledby", "keys");
    button.addEventListener("click", () => dialog.close());
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
}

function buildTheme(tools) {
  const button = element("button", { type: "button" });
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => { button.textContent = dark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Use the ${button.textContent.toLowerCase()} theme`); };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("leancat-theme", root.dataset.theme); } catch { /* private window */ }
    name();
  });
  name();
  const keys = element("button", { type: "button", textContent: "?" });
  keys.setAttribute("aria-label", "Keyboard help");
  keys.addEventListener("click", help);
  tools.append(button, keys);
}

// --- sortable tables -----------------------------------------------------------------------------

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = element("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(h => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = row => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
      const order = new Intl.Collator("en", { numeric: true }).compare;
      const rows = [...table.tBodies[0].rows].sort((a, b) => (down ? -1 : 1) * order(key(a), key(b)));
      table.tBodies[0].append(...rows);
    });
  });
}

// --- graphs: larger, smaller, and what has certain words -----------------------------------------

const FEW = 12; // nodes up to which a drawing is seen whole anyway

function buildGraphTools(drawings) {
  const nodes = drawings.flatMap(drawing => [...drawing.querySelectorAll(".node")]);
  if (nodes.length < FEW) return;
  const sizes = new Map(drawings.map(d => [d, [d.viewBox.baseVal.width, d.viewBox.baseVal.height]]));
  let zoom = 1;
  const zoomTo = wanted => {
    zoom = Math.min(Math.max(wanted, .2), 4);
    for (const [one, [width, height]] of sizes) {
      one.classList.add("zoomed");
      one.setAttribute("width", Math.round(width * zoom));
      one.setAttribute("height", Math.round(height * zoom));
    }
  };
  const button = (text, name, act) => {
    const made = element("button", { type: "button", textContent: text });
    made.setAttribute("aria-label", name);
    made.addEventListener("click", act);
    return made;
  };
  const whole = () => zoomTo(Math.min(1, ...[...sizes].map(([d, [width]]) => d.parentElement.clientWidth / width)));
  const field = element("input", { type: "search", placeholder: "Filter", autocomplete: "off", spellcheck: false });
  field.setAttribute("aria-label", "Filter the drawings and the list by words, such as a standing");
  const told = element("span", { className: "quiet" });
  told.setAttribute("role", "status");
  const rows = [...document.querySelectorAll(".graph-list tbody tr")];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = text => words.every(w => text.toLowerCase().includes(w));
    const fits = part => has(part.textContent);
    drawings.forEach(d => d.classList.toggle("filtered", words.length > 0));
    nodes.forEach(n => n.classList.toggle("fits", words.length > 0 && fits(n)));
    rows.forEach(r => { r.hidden = !has(r.cells[0].textContent + " " + r.cells[1].textContent); });
    told.textContent = words.length ? `${nodes.filter(fits).length} of ${nodes.length} boxes` : "";
    drawings.flatMap(d => [...d.querySelectorAll(".fits")])[0]?.scrollIntoView({ block: "nearest", inline: "center" });
  });
  const tools = element("div", { className: "graph-tools" }, button("−", "Smaller", () => zoomTo(zoom / 1.25)),
    button("+", "Larger", () => zoomTo(zoom * 1.25)), button("Whole", "As wide as the page", whole),
    button("1:1", "Its own size", () => zoomTo(1)), field, told);
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "Drawings");
  drawings[0].parentElement.before(tools);
}

// --- the chart of the history --------------------------------------------------------------------

// What stands under the pointer is told below the chart; its points lead to the rows of the table.
function readout(chart) {
  const line = document.querySelector(".readout");
  if (!line) return;
  chart.addEventListener("pointermove", event => {
    line.textContent = event.target.closest("a")?.querySelector("title")?.textContent ?? "";
  });
  chart.addEventListener("pointerleave", () => { line.textContent = ""; });
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "/") { event.preventDefault(); input.focus(); input.select(); }
  else if (event.key === "?") { event.preventDefault(); help(); }
});

document.addEventListener("DOMContentLoaded", () => {
  const tools = document.getElementById("tools");
  if (!tools) return;
  buildSearch(tools);
  buildTheme(tools);
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll("svg.history").forEach(readout);
  buildGraphTools([...document.querySelectorAll("svg.graph")]);
});
