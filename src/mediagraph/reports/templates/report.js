"use strict";
// Enhances the report; without it all tables, charts, links and titles are there as well.

// Folding: of long tables and lists only the first entries are seen until the rest is asked for; paper shows all.
const folds = new Map();
for (const marked of document.querySelectorAll("[data-fold]")) {
  const most = Number(marked.dataset.fold);
  const list = marked.tBodies?.[0] ?? marked;
  if (list.children.length <= most + 2) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "more";
  const fold = { most, open: false, button };
  button.addEventListener("click", () => {
    fold.open = !fold.open;
    refold(list);
  });
  folds.set(list, fold);
  (marked.tBodies ? marked.closest(".wide") : marked).after(button);
}
function refold(list) {
  const fold = folds.get(list);
  if (!fold) return;
  const searching = Boolean(document.getElementById("search")?.value.trim()) && list.querySelector("[data-search]");
  const all = fold.open || searching;
  let place = 0;
  for (const item of list.children) item.classList.toggle("beyond", !all && place++ >= fold.most);
  fold.button.hidden = Boolean(searching);
  fold.button.setAttribute("aria-expanded", String(fold.open));
  const rest = list.children.length - fold.most;
  fold.button.textContent = fold.open ? `Show only the first ${fold.most}` : `Show ${rest} more`;
}
for (const list of folds.keys()) refold(list);

// Sorting: a click on a column's button orders the rows by it, another click the other way round; blanks come last.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const numbers = head.classList.contains("n");
      const keys = [...body.rows].map((row) => {
        const cell = row.cells[column];
        const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
        return { row, text, number: parseFloat(text) };
      });
      const empty = (key) => (numbers ? Number.isNaN(key.number) : !key.text);
      const order = (a, b) => (numbers ? a.number - b.number : a.text.localeCompare(b.text, "en", { numeric: true }));
      const filled = keys.filter((key) => !empty(key)).sort((a, b) => (up ? order(a, b) : order(b, a)));
      body.append(...[...filled, ...keys.filter(empty)].map((key) => key.row));
      refold(body);
    });
  });
}

// Searching: hides what does not speak of what is typed, marks it in the networks, and offers the first hits to go to.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const search = document.getElementById("search");
const found = document.getElementById("found");
const hits = document.getElementById("hits");
const items = [...document.querySelectorAll("[data-search]")].map((item) => [item, plain(item.dataset.search)]);
const names = [...document.querySelectorAll("svg.network .dot")].map((dot) => [dot, plain(dot.dataset.label)]);
const darken = [];
const plurals = { hub: "hubs", work: "works", source: "sources", anniversary: "anniversaries" };
function seek() {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  const fits = (text) => words.every((word) => text.includes(word));
  const counts = new Map();
  const links = [];
  for (const [item, text] of items) {
    const fit = fits(text);
    item.classList.toggle("missed", !fit);
    const what = item.dataset.what;
    if (!fit || !what || !words.length) continue;
    counts.set(what, (counts.get(what) ?? 0) + 1);
    if (item.id && links.length < 8) {
      const link = document.createElement("a");
      link.href = `#${item.id}`;
      link.textContent = item.querySelector("summary").textContent.replace(/\s+/g, " ").trim();
      const entry = document.createElement("li");
      entry.append(link);
      links.push(entry);
    }
  }
  for (const list of folds.keys()) refold(list);
  const told = [...counts].map(([what, count]) => `${count} ${count === 1 ? what : plurals[what]}`);
  found.textContent = words.length ? told.join(", ") || "nothing found" : "";
  hits.replaceChildren(...links);
  hits.hidden = !links.length;
  for (const dark of darken) dark();
  for (const [dot, text] of names) dot.classList.toggle("hit", Boolean(words.length) && fits(text));
  for (const svg of document.querySelectorAll("svg.network")) {
    svg.classList.toggle("searched", Boolean(svg.querySelector(".hit")));
  }
}
function clear() {
  search.value = "";
  seek();
}
document.querySelector(".tools").hidden = false;
search.addEventListener("input", seek);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") hits.querySelector("a")?.click();
  else if (event.key === "ArrowDown") hits.querySelector("a")?.focus();
  else if (event.key === "Escape") clear();
  else return;
  event.preventDefault();
});
hits.addEventListener("keydown", (event) => {
  const entry = event.target.closest("li");
  if (event.key === "Escape") {
    clear();
    search.focus();
  } else if (event.key === "ArrowDown") entry?.nextElementSibling?.querySelector("a").focus();
  else if (event.key === "ArrowUp") (entry?.previousElementSibling?.querySelector("a") ?? search).focus();
  else return;
  event.preventDefault();
});
// Only the list goes away; what was searched for stays found.
document.addEventListener("click", (event) => {
  if (!event.target.closest(".tools")) hits.hidden = true;
});
search.addEventListener("focus", () => { hits.hidden = !hits.children.length; });

// A link to a hub, a pair or a work shows what it leads to, be it folded, closed or not searched for.
function show() {
  hits.hidden = true;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.closest(".missed")) clear();
  for (let place = target; place; place = place.parentElement) {
    if (place instanceof HTMLDetailsElement) place.open = true;
    if (place.classList.contains("beyond")) {
      folds.get(place.parentElement).open = true;
      refold(place.parentElement);
    }
  }
  target.scrollIntoView();
  (target.querySelector(":scope > summary") ?? target).focus({ preventScroll: true });
}
addEventListener("hashchange", show);
// A link to where one is already leads there again.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link && link.getAttribute("href") === location.hash) show();
});
show();

// Paper cannot be opened: all that is closed is open while it is printed.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
  closed = [];
});

// The networks: drag or arrow keys to move, buttons, wheel or + and - to come nearer; a hub shows its ties and works.
for (const svg of document.querySelectorAll("svg.network")) {
  const figure = svg.closest("figure");
  const note = figure.querySelector(".note");
  const { x: left, y: top, width: full, height: tall } = svg.viewBox.baseVal;
  const dots = [...svg.querySelectorAll(".dot")];
  const ties = [...svg.querySelectorAll(".tie")];
  // A narrow window shows the middle large, rather than the whole too small to read.
  const narrow = matchMedia("(max-width: 48rem)").matches && dots.length > 15;
  const fill = (all) => svg.setAttribute("preserveAspectRatio", all ? "xMidYMid slice" : "xMidYMid meet");
  fill(narrow);
  svg.classList.toggle("large", narrow);
  const view = (x, y, width) => {
    const near = Math.min(1.5, Math.max(1 / 12, width / full));
    svg.setAttribute("viewBox", `${x} ${y} ${full * near} ${tall * near}`);
    svg.style.setProperty("--near", String(near));
    svg.classList.toggle("near", near < 0.6);
  };
  const box = () => svg.viewBox.baseVal;
  const whole = () => {
    fill(false);
    view(left, top, full);
  };
  // The point (x, y) stays where it is while all around it grows or shrinks.
  const zoom = (factor, x = box().x + box().width / 2, y = box().y + box().height / 2) => {
    const width = Math.min(full * 1.5, Math.max(full / 12, box().width * factor));
    const real = width / box().width;
    view(x - (x - box().x) * real, y - (y - box().y) * real, width);
  };
  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  const controls = figure.querySelector(".controls");
  controls.hidden = false;
  note.hidden = false;
  figure.classList.add("live");
  const help = [...note.children];
  const deeds = { nearer: () => zoom(0.75), farther: () => zoom(1 / 0.75), whole };
  controls.addEventListener("click", (event) => deeds[event.target.dataset.do]?.());

  svg.addEventListener("wheel", (event) => {
    // The page scrolls, unless the drawing is what is being used.
    if (!event.ctrlKey && !svg.contains(document.activeElement)) return;
    event.preventDefault();
    const at = point(event);
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, at.x, at.y);
  }, { passive: false });

  let held = null;
  let dragged = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fresh &&= Boolean(event.target.closest(".dot"));
    held = { at: point(event), x: event.clientX, y: event.clientY };
    dragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!dragged && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5) return;
    if (!dragged) svg.setPointerCapture(event.pointerId);
    dragged = true;
    const now = point(event);
    view(box().x + held.at.x - now.x, box().y + held.at.y - now.y, box().width);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { held = null; });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  let fresh = false;
  svg.addEventListener("click", (event) => {
    // What ends a move is no click, and a finger that cannot point sees a hub's works before it is led on.
    if (dragged || (fresh && event.pointerType === "touch")) event.preventDefault();
    else if (!event.target.closest(".dot")) light(null);
    dragged = false;
    fresh = false;
  }, true);

  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = box().width / 10;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key in moves) view(box().x + moves[event.key][0], box().y + moves[event.key][1], box().width);
    else if (event.key === "+" || event.key === "=") zoom(0.75);
    else if (event.key === "-") zoom(1 / 0.75);
    else if (event.key === "0") whole();
    else if (event.key === "Escape") light(null);
    else return;
    event.preventDefault();
  });

  let lit = null;
  const light = (dot) => {
    if (dot === lit) return;
    lit = dot;
    svg.classList.toggle("lit", Boolean(dot));
    const own = dot?.dataset.number;
    const near = new Set([own]);
    const entries = [];
    for (const tie of ties) {
      const of = Boolean(dot) && (tie.dataset.source === own || tie.dataset.target === own);
      tie.classList.toggle("on", of);
      if (!of) continue;
      const other = tie.dataset.source === own ? tie.dataset.target : tie.dataset.source;
      near.add(other);
      const [, strength, works] = tie.querySelector("title").textContent.split("\n");
      const entry = document.createElement("li");
      const name = document.createElement("strong");
      name.textContent = dots[Number(other)].dataset.label;
      entry.append(name, ` (${strength}): ${works}`);
      entries.unshift(entry);
    }
    for (const other of dots) {
      other.classList.toggle("on", near.has(other.dataset.number) && Boolean(dot));
      other.classList.toggle("chosen", other === dot);
    }
    note.replaceChildren(...(dot ? [] : help));
    if (!dot) return;
    const head = document.createElement("h4");
    head.textContent = dot.querySelector("title").textContent;
    const list = document.createElement("ul");
    list.append(...entries);
    const link = document.createElement("a");
    link.href = dot.getAttribute("href");
    link.textContent = "All its partners and works";
    note.append(head, list, link);
    note.scrollTop = 0;
  };
  darken.push(() => light(null));
  for (const dot of dots) {
    dot.addEventListener("pointerenter", () => {
      if (held) return;
      fresh = lit !== dot;
      light(dot);
    });
    dot.addEventListener("focus", () => {
      light(dot);
      // One that the keyboard comes to is brought into sight.
      const { x, y, width, height } = dot.querySelector("circle").getBBox();
      const b = box();
      if (x < b.x || y < b.y || x + width > b.x + b.width || y + height > b.y + b.height) {
        view(x + width / 2 - b.width / 2, y + height / 2 - b.height / 2, b.width);
      }
    });
  }
}
