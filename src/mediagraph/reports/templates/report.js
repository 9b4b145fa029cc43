"use strict";
// Enhances the report; without it all tables, charts, links and titles are there as well.

// Sorting: a click on a column's button orders the rows by it, another click the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const numbers = head.classList.contains("n");
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        if (numbers) return (parseFloat(x) || 0) - (parseFloat(y) || 0);
        return x.localeCompare(y, "en");
      });
      body.append(...(up ? rows : rows.reverse()));
    });
  });
}

// Searching: hides the rows, hubs and works that do not speak of what is typed.
const search = document.getElementById("search");
const found = document.getElementById("found");
if (search) {
  search.closest("[hidden]")?.removeAttribute("hidden");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of document.querySelectorAll("[data-search]")) {
      const text = item.dataset.search.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      item.hidden = !fits;
      count += fits;
    }
    found.textContent = words.length ? `${count} found` : "";
    for (const dot of document.querySelectorAll("svg.network .dot")) {
      const fits = words.length && words.every((word) => dot.dataset.label.toLowerCase().includes(word));
      dot.classList.toggle("hit", Boolean(fits));
    }
  });
}

// A link to a hub or a work opens what it leads to.
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
  target?.scrollIntoView();
}
addEventListener("hashchange", open);
open();

// The networks: drag or arrow keys to move, wheel or + and - to come nearer; a node shows its ties.
for (const svg of document.querySelectorAll("svg.network")) {
  const whole = svg.viewBox.baseVal;
  const start = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const note = svg.parentElement.querySelector(".note");
  const view = (x, y, width) => {
    const size = Math.min(start.width * 1.5, Math.max(start.width / 12, width));
    svg.setAttribute("viewBox", `${x} ${y} ${size} ${size}`);
  };
  const near = (factor, cx, cy) => {
    const box = svg.viewBox.baseVal;
    const width = box.width * factor;
    view(cx - (cx - box.x) * (width / box.width), cy - (cy - box.y) * (width / box.width), width);
  };
  const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !svg.contains(document.activeElement)) return;
    event.preventDefault();
    const at = point(event);
    near(event.deltaY > 0 ? 1.15 : 0.87, at.x, at.y);
  }, { passive: false });
  let held = null;
  svg.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY, moved: false };
  });
  addEventListener("pointerup", () => { held = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const box = svg.viewBox.baseVal;
    const scale = box.width / svg.clientWidth;
    view(box.x - (event.clientX - held.x) * scale, box.y - (event.clientY - held.y) * scale, box.width);
    held = { x: event.clientX, y: event.clientY, moved: true };
  });
  svg.addEventListener("keydown", (event) => {
    const box = svg.viewBox.baseVal;
    const step = box.width / 10;
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key in moves) view(box.x + moves[event.key][0], box.y + moves[event.key][1], box.width);
    else if (event.key === "+" || event.key === "=") near(0.8, ...middle);
    else if (event.key === "-") near(1.25, ...middle);
    else if (event.key === "0" || event.key === "Escape") view(start.x, start.y, start.width);
    else return;
    event.preventDefault();
  });
  const light = (dot) => {
    const own = dot?.dataset.number;
    svg.classList.toggle("lit", Boolean(dot));
    const texts = [];
    for (const tie of svg.querySelectorAll(".tie")) {
      const of = own !== undefined && (tie.dataset.source === own || tie.dataset.target === own);
      tie.classList.toggle("on", of);
      if (of) texts.push(tie.querySelector("title").textContent);
    }
    note.textContent = dot ? [dot.querySelector("title").textContent, ...texts.slice(0, 6)].join("\n") : "";
  };
  for (const dot of svg.querySelectorAll(".dot")) {
    dot.addEventListener("pointerenter", () => light(dot));
    dot.addEventListener("focus", () => light(dot));
    dot.addEventListener("pointerleave", () => light(null));
    dot.addEventListener("blur", () => light(null));
  }
}
