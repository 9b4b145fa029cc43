// The editor of the query console: SPARQL in colours, completion, and a mistake marked where it is.
//
// The bundle offers one function, `mediagraphEditor`. It stands before the plain text field, which keeps the text for
// the form. Its styles live in a shadow root, as sheets made by script, which the page's strict policy allows.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS = ("SELECT DISTINCT CONSTRUCT ASK DESCRIBE WHERE PREFIX BASE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER "
  + "BIND VALUES UNDEF EXISTS NOT IN AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET").split(" ");
const FUNCTIONS = ("COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI COALESCE IF CONCAT "
  + "CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN SUBSTR REPLACE REGEX UCASE LCASE YEAR MONTH DAY NOW ABS ROUND "
  + "CEIL FLOOR isIRI isLITERAL isBLANK isNUMERIC").split(" ");
const WORDS = [
  ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
  ...FUNCTIONS.map((label) => ({ label: `${label}()`, type: "function", apply: within(label) })),
];

function within(name) {
  return (view, completion, from, to) => view.dispatch({
    changes: { from, to, insert: `${name}()` },
    selection: { anchor: from + name.length + 1 },
  });
}

// Variables of the query, terms of the graph, words of the language.
function completing(terms) {
  const known = terms.then((found) => [
    ...found.prefixes.map(([prefix, iri]) => ({ label: `${prefix}:`, detail: iri, type: "namespace" })),
    ...found.terms.map(([label, kind, detail, info]) => ({ label, detail, info: info || undefined, type: kind })),
  ], () => []);
  return async (context) => {
    const word = context.matchBefore(/[?$]?[\p{L}\p{N}_:./#-]*/u);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    if (/^[?$]/.test(word.text)) {
      const found = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu));
      found.delete(word.text);
      return { from: word.from, options: [...found].map((label) => ({ label, type: "variable" })), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    }
    const before = context.state.sliceDoc(context.state.doc.lineAt(word.from).from, word.from);
    if (/[<#][^>\s]*$|"[^"]*$/.test(before) && !context.explicit) return null;
    return { from: word.from, options: [...await known, ...WORDS], validFor: /^[\p{L}\p{N}_:./#-]*$/u };
  };
}

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.standard(tags.variableName), tags.operatorKeyword], color: "var(--accent)" },
  { tag: tags.local(tags.variableName), color: "var(--mark)" },
  { tag: [tags.string, tags.number], color: "var(--good)" },
  { tag: tags.atom, color: "var(--good)" },
  { tag: [tags.comment, tags.meta], color: "var(--soft)", fontStyle: "italic" },
]);

const looks = EditorView.theme({
  "&": { fontSize: "0.92rem", color: "var(--ink)", backgroundColor: "var(--paper)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Noto Sans Mono", monospace', lineHeight: "1.55", maxHeight: "60vh" },
  ".cm-content": { minHeight: "14rem", padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--tint) 70%, transparent)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "18rem", maxWidth: "min(40rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { marginLeft: "0.8rem", fontStyle: "normal", opacity: "0.75" },
  "@media (max-width: 40rem)": { ".cm-completionInfo, .cm-completionDetail": { display: "none" } },
  ".cm-completionInfo": { maxWidth: "22rem", padding: "0.4rem 0.6rem", fontFamily: "system-ui, sans-serif" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--bad)", padding: "0.3rem 0.6rem" },
  ".cm-lintRange-error, .cm-lintPoint-error": {
    backgroundImage: "none", backgroundColor: "color-mix(in srgb, var(--bad) 22%, transparent)",
    borderBottom: "2px solid var(--bad)",
  },
});

// Lines and characters as the server counts them: from 1, by code points.
function placeOf(state, line, column) {
  const found = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const before = [...found.text].slice(0, Math.max(column - 1, 0)).join("").length;
  const [from, rest] = [found.from + before, [...found.text.slice(before)]];
  return from < found.to ? [from, from + rest[0].length] : [Math.max(found.from, found.to - 1), found.to];
}

/**
 * Put the editor before a text field.
 * @param {HTMLTextAreaElement} field what the form sends
 * @param {{label: string, terms: Promise<{prefixes: string[][], terms: string[][]}>, run: () => void}} given
 */
window.mediagraphEditor = (field, { label, terms, run }) => {
  const host = document.createElement("div");
  host.className = "editor";
  field.before(host);
  field.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        lineNumbers(),
        lintGutter(),
        history(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [completing(terms)], maxRenderedOptions: 60, icons: false }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
        looks,
      ],
    }),
  });
  return {
    get value() { return view.state.doc.toString(); },
    set value(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    focus: () => view.focus(),
    clear: () => view.dispatch(setDiagnostics(view.state, [])),
    mark(line, column, message) {
      const [from, to] = placeOf(view.state, line, column);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
    },
  };
};
