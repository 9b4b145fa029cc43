// Keys for the forms and links of the page, which do all of it by themselves; and what is selected in the text.
"use strict";

const article = document.getElementById("article");

/** What a key stands for is the element that says so. */
function named(key) {
  return [...document.querySelectorAll("[data-do]")].find((element) => element.dataset.do === key);
}

function act(element) {
  if (element instanceof HTMLDetailsElement) {
    element.open = !element.open || element.dataset.do !== "?";
    const field = element.querySelector("textarea, input:not([type=hidden]), select");
    if (field) {
      field.focus();
      element.scrollIntoView({ block: "nearest" });
    }
  } else {
    element.click();
  }
}

/** Characters before a place in a paragraph, as Python counts them: by code points, not by UTF-16 units. */
function counted(text, node, offset) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return Array.from(range.toString()).length;
}

/** The first paragraph of the selection, and the characters of it that are selected; nothing where none are. */
function selected() {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const text = [...article.querySelectorAll(".text")].find((one) => range.intersectsNode(one));
  if (!text) return null;
  const inside = (node) => text.contains(node);
  let start = inside(range.startContainer) ? counted(text, range.startContainer, range.startOffset) : 0;
  let end = inside(range.endContainer) ? counted(text, range.endContainer, range.endOffset) : Array.from(text.textContent).length;
  const letters = Array.from(text.textContent);
  while (start < end && !letters[start].trim()) start += 1;
  while (start < end && !letters[end - 1].trim()) end -= 1;
  return start < end ? { number: text.dataset.number, start, end, words: letters.slice(start, end).join("") } : null;
}

function begin() {
  const form = document.getElementById("select");
  const found = selected();
  document.getElementById("new").open = true;
  if (found) {
    form.elements.p.value = found.number;
    form.elements.words.value = found.words;
    form.elements.start.value = found.start;
    form.elements.end.value = found.end;
  }
  form.elements.new.focus();
  form.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && field) {
    field.blur();
  } else if (event.key === "Enter" && event.ctrlKey && field && field.form) {
    event.preventDefault();
    field.form.requestSubmit();
  } else if (!field && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat) {
    const element = named(event.key);
    if (event.key === "n" || element) {
      event.preventDefault();
      if (event.key === "n") begin();
      else act(element);
    }
  }
});

// Words that were changed by hand are looked for by the server.
for (const name of ["p", "words"]) {
  document.getElementById("select").elements[name].addEventListener("input", (event) => {
    event.target.form.elements.start.value = event.target.form.elements.end.value = "";
  });
}

article.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (mark && getSelection().isCollapsed) {
    location.assign(`${article.dataset.address}?${new URLSearchParams({ at: mark.dataset.at })}#now`);
  }
});

document.querySelector("mark.now")?.scrollIntoView({ block: "center" });
document.getElementById("now")?.scrollIntoView({ block: "nearest" });
document.querySelector("[data-focus]")?.focus();
