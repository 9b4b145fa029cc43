// The console and the tables of answers; without this script forms, answers, charts and files are there as well.
"use strict";
(() => {
  // Tables: a click on a column's button orders the rows by it, another the other way round; blanks come last.
  const sortable = (place) => {
    for (const table of place.querySelectorAll("table[data-answer]")) {
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
          const numbers = head.classList.contains("number");
          const text = (row) => row.cells[column].textContent.trim();
          const order = numbers ? (a, b) => Number(text(a)) - Number(text(b)) : (a, b) => collator.compare(text(a), text(b));
          const rows = [...table.tBodies[0].rows], filled = rows.filter(text);
          filled.sort(up ? order : (a, b) => order(b, a));
          table.tBodies[0].append(...filled, ...rows.filter((row) => !text(row)));
        });
      });
    }
  };
  const collator = new Intl.Collator("en", { numeric: true });
  sortable(document);

  const form = document.getElementById("console");
  if (!form) return;
  const [field, stop, status, result] = ["query", "stop", "status", "result"].map((id) => document.getElementById(id));
  const LONGEST = 8000;  // of an address: a longer query is sent in a body, and has no address of its own

  // The plain text field, where the editor is not there: the same things can be asked of both.
  const plain = () => ({
    get value() { return field.value; },
    set value(text) { field.value = text; },
    focus: () => field.focus(),
    clear: () => field.removeAttribute("aria-invalid"),
    mark(line, column) {
      const lines = field.value.split("\n");
      const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
      const letters = [...(lines[line - 1] ?? "")];
      const from = start + letters.slice(0, column - 1).join("").length;
      field.setAttribute("aria-invalid", "true");
      field.focus();
      field.setSelectionRange(from, from + (letters[column - 1] ?? "").length);
    },
  });
  const given = {
    label: document.getElementById("query-label").textContent,
    terms: fetch("/terms.json").then((answer) => answer.json()),
    run: () => form.requestSubmit(),
  };
  const editor = window.mediagraphEditor ? window.mediagraphEditor(field, given) : plain();
  document.getElementById("query-label").addEventListener("click", () => editor.focus());
  document.getElementById("keys").hidden = false;
  document.getElementById("completes").hidden = !window.mediagraphEditor;

  const mark = () => {
    const error = document.getElementById("error");
    if (error?.dataset.line) {
      editor.mark(Number(error.dataset.line), Number(error.dataset.column), error.querySelector(".said").textContent);
    }
  };

  let running = null;
  const show = (page) => {
    const found = page.getElementById("result") ?? page.querySelector(".refused");
    result.replaceChildren(...(found?.id === "result" ? found.childNodes : found ? [found] : []));
    sortable(result);
    mark();
    const told = result.querySelector("caption, .refused .said, .refused p, p.answer");
    status.textContent = told?.textContent ?? "";
  };

  const ask = async (query, { push = true } = {}) => {
    running?.abort();
    const asking = running = new AbortController(), began = Date.now();
    const words = new URLSearchParams({ query }), address = `${form.getAttribute("action")}?${words}`;
    const long = address.length > LONGEST;
    const tell = () => { status.textContent = `Running, ${Math.round((Date.now() - began) / 1000)} s`; };
    const clock = setInterval(tell, 1000);
    tell();
    stop.hidden = false;
    editor.clear();
    try {
      const sent = { headers: { Accept: "text/html" }, signal: asking.signal };
      const answer = await (long ? fetch(form.action, { ...sent, method: "POST", body: words }) : fetch(address, sent));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (push && !long) history.pushState(null, "", address);
      show(page);
    } catch (error) {
      if (asking === running) status.textContent = error.name === "AbortError" ? "Stopped." : "The server does not answer.";
    } finally {
      clearInterval(clock);
      if (asking === running) {
        running = null;
        stop.hidden = true;
      }
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(editor.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) running?.abort();
  });
  stop.addEventListener("click", () => {
    running?.abort();
    editor.focus();
  });
  for (const example of document.querySelectorAll("a.example")) {
    example.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      editor.value = new URL(example.href).searchParams.get("query");
      editor.focus();
      ask(editor.value);
      form.scrollIntoView();
    });
  }
  addEventListener("popstate", () => {
    const query = new URL(location).searchParams.get("query");
    running?.abort();
    editor.clear();
    result.replaceChildren();
    status.textContent = "";
    if (query) {
      editor.value = query;
      ask(query, { push: false });
    }
  });
  mark();
})();
