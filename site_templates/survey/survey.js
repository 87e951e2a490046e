"use strict";
// Hides the rows that lack one of the words.
const words = document.getElementById("words");
const found = document.getElementById("found");
const rows = [...document.querySelectorAll("tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
words?.addEventListener("input", () => {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !wanted.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  found.textContent = wanted.length ? `${shown} rows` : "";
});
