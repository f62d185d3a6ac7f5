/** The look of what opens beside the text: search, problems, completions, documentation, hints. */

import { EditorView } from "@codemirror/view";

const FRAME = {
  border: "1px solid var(--rule)",
  borderRadius: "8px",
  backgroundColor: "var(--panel)",
  color: "var(--ink)",
  boxShadow: "0 6px 24px rgb(0 0 0 / 18%)",
};
const CODE = {
  display: "block",
  background: "none",
  padding: "0",
  font: "var(--code-size)/1.5 var(--mono)",
  overflowWrap: "anywhere",
};
const BUTTON = {
  margin: "0",
  padding: "0.2rem 0.6rem",
  border: "1px solid var(--rule)",
  borderRadius: "6px",
  background: "var(--panel)",
  color: "var(--ink)",
  font: "inherit",
  cursor: "pointer",
};

export const popupTheme = EditorView.theme({
  ".cm-panels": {
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    font: "0.875rem/1.5 system-ui, sans-serif",
  },
  ".cm-panels-top": { borderBottom: "1px solid var(--rule)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--rule)" },

  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "0.35rem",
    padding: "0.45rem 2.4rem 0.45rem 0.6rem",
    fontSize: "inherit",
  },
  ".cm-panel.cm-search br": { flexBasis: "100%", content: "''" },
  ".cm-panel.cm-search label": {
    display: "inline-flex",
    alignItems: "center",
    gap: "0.25rem",
    margin: "0",
    fontSize: "inherit",
  },
  ".cm-panel.cm-search input[type=checkbox]": { margin: "0", accentColor: "var(--accent)" },
  ".cm-textfield": {
    flex: "1 1 9rem",
    minWidth: "0",
    maxWidth: "18rem",
    margin: "0 !important",
    padding: "0.25rem 0.5rem",
    border: "1px solid var(--rule)",
    borderRadius: "6px",
    backgroundColor: "var(--panel)",
    color: "var(--ink)",
    font: "var(--code-size) var(--mono)",
  },
  ".cm-button": { ...BUTTON, margin: "0 !important", backgroundImage: "none" },
  ".cm-button:hover": { backgroundColor: "var(--line-tint)" },
  ".cm-panel button[name=close], .cm-dialog-close": {
    ...BUTTON,
    position: "absolute",
    top: "0.4rem !important",
    right: "0.4rem !important",
    padding: "0.1rem 0.5rem !important",
  },
  ".cm-dialog": { padding: "0.45rem 2.4rem 0.45rem 0.6rem", fontSize: "inherit" },
  ".cm-dialog label": { fontSize: "inherit" },

  ".cm-searchMatch": { backgroundColor: "var(--notice)", outline: "1px solid var(--claim)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--wait)" },

  ".cm-foldGutter .cm-gutterElement": {
    width: "0.95rem",
    padding: "0",
    textAlign: "center",
    cursor: "pointer",
  },
  ".cm-foldPlaceholder": {
    margin: "0 0.25rem",
    padding: "0 0.35rem",
    border: "1px solid var(--rule)",
    backgroundColor: "var(--line-tint)",
    color: "var(--soft)",
  },

  ".cm-gutter-lint": { width: "0.9rem" },
  ".cm-gutter-lint .cm-gutterElement": {
    display: "flex",
    alignItems: "center",
    justifyContent: "center",
    padding: "0",
  },
  // CodeMirror's are pictures, which would not follow the page's colours.
  ".cm-lint-marker": {
    content: "none !important",
    width: "0.5rem",
    height: "0.5rem",
    borderRadius: "50%",
  },
  ".cm-lint-marker-error": { backgroundColor: "var(--error)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--claim)", borderRadius: "1px" },
  ".cm-lint-marker-info": { border: "2px solid var(--faint)" },
  ".cm-lintRange": {
    backgroundImage: "none",
    paddingBottom: "0",
    textDecoration: "underline wavy var(--faint) 1px",
    textUnderlineOffset: "3px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-error": { textDecorationColor: "var(--error)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--claim)" },
  ".cm-lintRange-active": { backgroundColor: "var(--notice)" },
  ".cm-diagnostic": {
    padding: "0.35rem 0.7rem",
    borderLeft: "3px solid var(--faint)",
    font: "0.875rem/1.5 system-ui, sans-serif",
    maxWidth: "36rem",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--claim)" },
  ".cm-diagnosticAction": {
    ...BUTTON,
    marginLeft: "0.6rem",
    backgroundColor: "var(--accent)",
    borderColor: "var(--accent)",
    color: "var(--accent-ink)",
  },
  // An entry of a list can hold no button: Enter leads to the place, and there the fix is.
  ".cm-panel-lint .cm-diagnosticAction": { display: "none" },
  ".cm-panel.cm-panel-lint": { paddingRight: "2rem" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "10rem" },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    backgroundColor: "var(--selection)",
    color: "var(--ink)",
    outline: "none",
  },
  ".cm-panel.cm-panel-lint ul u": { textDecoration: "none" },

  ".cm-tooltip": { ...FRAME, zIndex: "4", maxWidth: "min(40rem, calc(100vw - 1rem))" },
  ".cm-tooltip-lint": { padding: "0.2rem 0" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxHeight: "14rem",
    padding: "0.25rem",
    minWidth: "12rem",
    fontFamily: "var(--mono)",
    fontSize: "var(--code-size)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    justifyContent: "space-between",
    gap: "1.5rem",
    padding: "0.1rem 0.4rem",
    borderRadius: "4px",
    lineHeight: "1.5",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--selection)",
    color: "var(--ink)",
  },
  // The names for what stood there a moment ago.
  ".cm-tooltip-autocomplete-disabled": { visibility: "hidden" },
  ".cm-completionMatchedText": {
    color: "var(--accent)",
    fontWeight: "700",
    textDecoration: "none",
  },
  ".cm-completionKind": { color: "var(--soft)", font: "0.8125rem/1.85 system-ui, sans-serif" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", maxWidth: "min(26rem, calc(100vw - 1rem))" },

  ".cm-documentation": { maxHeight: "15rem", overflowY: "auto", padding: "0.5rem 0.8rem" },
  ".cm-documentation code": CODE,
  ".cm-documentation p": {
    margin: "0",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
    font: "0.875rem/1.5 system-ui, sans-serif",
  },
  ".cm-documentation code + p": { marginTop: "0.4rem" },
  ".cm-signature": { padding: "0.3rem 0.7rem" },
  ".cm-signature code": {
    ...CODE,
    whiteSpace: "pre-wrap",
  },
  ".cm-signature b": { color: "var(--accent)" },
});
