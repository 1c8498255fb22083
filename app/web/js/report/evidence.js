/** What the event rests on: pages and their words, or the reporter's own eyes. */
import { t } from "../messages.js";
import { h } from "../util/dom.js";
import { group, row } from "./fields.js";
import { Rows } from "./rows.js";

export class Evidence {
  /** @param {boolean} editing true where there is evidence already @param {() => void} onChange */
  constructor(editing, onChange) {
    this.editing = editing;
    this.rows = new Rows("sources", {
      url: () => h("input", { type: "url", inputmode: "url", maxlength: "2048", placeholder: "https://" }),
      publisher: () => h("input", { type: "text", maxlength: "255" }),
      published: () => h("input", { type: "date" }),
      quote: () => h("textarea", { rows: 3, maxlength: "4000" }),
    }, { onChange, layout: ({ url, publisher, published, quote }) => [url, row(publisher, published), quote] });
    this.seen = h("input", { type: "radio", name: "known", value: "seen", id: "field-known-seen" });
    const read = h("input", { type: "radio", name: "known", value: "read", id: "field-known-read", checked: true });
    if (!editing) this.rows.add();
    this.element = editing ? group(t("report.sources.more"), this.rows.element) : group(
      t("report.sources"),
      h("p", { class: "hint" }, t("report.sources.why")),
      h("fieldset", { class: "choices inline" }, h("legend", { class: "hidden-visually" }, t("report.sources")), h("label", { class: "choice" }, read, t("report.known.read")), h("label", { class: "choice" }, this.seen, t("report.known.seen"))),
      h("p", { class: "hint for-seen" }, t("report.known.seen.hint")),
      h("div", { class: "for-read" }, this.rows.element),
    );
  }

  read() {
    return this.seen.checked ? [] : this.rows.read();
  }

  /** @param {string} summary @returns {import("./errors.js").FieldError[]} */
  check(summary) {
    if (this.editing) return [];
    if (!this.rows.rows.length) this.rows.add();
    if (this.seen.checked) return summary ? [] : [{ field: "summary", message: t("report.summary.missing") }];
    return this.read().length ? [] : [{ field: "sources.0.url", message: t("report.sources.missing") }];
  }
}
