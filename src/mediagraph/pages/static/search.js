// Search in a static site: a sorted list of names, cut into files that are read when they are needed.
"use strict";
(() => {
  const form = document.getElementById("search");
  if (!form) return;
  const field = form.querySelector("input"), list = form.querySelector("ul"), root = form.dataset.root;
  const MOST = 20, FILES = 3;
  const waiting = new Map(), parts = new Map();
  let index = null, asked = 0;

  // files call this: they are scripts and not data, since pages that are opened from a folder may not fetch data
  window.mediagraphNames = (number, content) => {
    if (number === "index") index = content; else parts.set(number, content);
  };

  const load = (name) => {
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${root}search/${name}.js`;
        script.onload = resolve;
        script.onerror = () => { waiting.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  };

  const fold = (text) => text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  // numbers of the files that may hold keys with this beginning
  const places = (start) => {
    let low = 0, high = index.first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.first[middle] < start) low = middle + 1; else high = middle;
    }
    const found = [];
    for (let at = Math.max(low - 1, 0); at < index.first.length && found.length < FILES; at += 1) {
      if (at > low - 1 && !index.first[at].startsWith(start)) break;
      found.push(at);
    }
    return found;
  };

  const matching = async (start, words) => {
    const numbers = places(start);
    await Promise.all(numbers.map(load));
    return numbers.flatMap((number) => parts.get(number)).filter(([key]) => key.startsWith(start)
      && words.every((word) => ` ${key.replace("|", " ")}`.includes(` ${word}`)));
  };

  const search = async (text) => {
    await load("index");
    const start = fold(text), words = start.split(" ");
    if (!start || !index.first.length) return [];
    let hits = await matching(start, []);
    if (words.length > 1 && hits.length < MOST) {
      const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
      hits = hits.concat(await matching(longest, words));
    }
    // exact names first, then those that begin so, then the short ones
    const rank = ([key]) => (key === start ? 0 : key.includes("|") ? 2 : 1);
    hits.sort((one, other) => rank(one) - rank(other) || one[0].length - other[0].length
      || (one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : 0));
    const seen = new Set();
    return hits.filter((hit) => !seen.has(hit[2]) && seen.add(hit[2])).slice(0, MOST);
  };

  const show = (hits) => {
    list.replaceChildren(...hits.map(([, title, path, kind, name]) => {
      const item = document.createElement("li"), link = document.createElement("a"), label = document.createElement("bdi");
      link.href = `${root}${path}`;
      label.textContent = title;
      link.append(label);
      const note = document.createElement("span");
      note.className = "kind";
      note.textContent = ` ${index.kinds[kind]}${name ? `, as ${name}` : ""}`;
      link.append(note);
      item.append(link);
      return item;
    }));
  };

  const say = (text) => {
    const item = document.createElement("li"), words = document.createElement("p");
    words.textContent = text;
    item.append(words);
    list.replaceChildren(item);
  };

  field.addEventListener("input", async () => {
    const mine = asked += 1;
    if (!field.value.trim()) { list.replaceChildren(); return; }
    try {
      const hits = await search(field.value);
      if (mine !== asked) return;
      if (hits.length) show(hits); else say("No name is like this.");
    } catch {
      if (mine === asked) say("The index cannot be read.");
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  form.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { field.value = ""; list.replaceChildren(); field.focus(); }
    else if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
  });
  form.hidden = false;
})();
