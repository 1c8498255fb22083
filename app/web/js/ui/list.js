/** The list of events: the primary view. Works without the map. */
import { h, replace } from "../util/dom.js";
import { count, radius, when } from "../util/format.js";
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";

/** @typedef {import("../types").Entry} Entry */

const PAGE = 100;

export class EventList {
  #limit = PAGE;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {string | null} */
  #selected = null;

  /**
   * @param {HTMLElement} element the `ol` that the page came with
   * @param {{codes: import("../codes.js").Codes, link: (id: string) => string, onOpen: (id: string) => void, onHover: (id: string | null) => void}} options
   */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    this.more = h("button", { type: "button", class: "more", hidden: true, onclick: () => this.#showMore() });
    element.after(this.more);
    element.addEventListener("click", (event) => this.#click(event));
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("mouseover", (event) => options.onHover(rowId(event.target)));
    element.addEventListener("mouseleave", () => options.onHover(null));
    element.addEventListener("focusin", (event) => options.onHover(rowId(event.target)));
  }

  /** @param {Entry[]} entries @param {string | null} selected */
  show(entries, selected) {
    const same = entries.length === this.#entries.length && entries.every((entry, index) => entry === this.#entries[index]);
    if (!same) {
      this.#entries = entries;
      this.#limit = PAGE;
      this.#selected = selected;
      this.#render();
      if (this.element.parentElement) this.element.parentElement.scrollTop = 0;
    }
    this.select(selected);
  }

  #render() {
    const shown = this.#entries.slice(0, this.#limit);
    replace(this.element, shown.map((entry) => this.#row(entry)));
    const rest = this.#entries.length - shown.length;
    this.more.hidden = rest <= 0;
    this.more.textContent = t("list.more", { n: count(Math.min(rest, PAGE)) });
  }

  #showMore() {
    const first = this.#limit;
    this.#limit += PAGE;
    this.#render();
    this.#link(first)?.focus();
  }

  /** @param {Entry} entry */
  #row(entry) {
    const event = entry.properties;
    const { codes } = this.options;
    return h(
      "li",
      { "data-id": entry.id },
      h(
        "a",
        { class: "row", href: this.options.link(entry.id), "aria-current": entry.id === this.#selected ? "true" : null },
        symbol(event, 26),
        h(
          "span",
          { class: "row-text" },
          h("span", { class: "row-over" }, h("span", { class: `kind ${event.category}` }, codes.label("types", event.type)), h("time", { datetime: event.start }, when(event))),
          h("span", { class: "row-title" }, event.title),
          h("span", { class: "row-under" }, under(entry, codes)),
        ),
      ),
    );
  }

  /** @param {string | null} id */
  select(id) {
    const at = id && id !== this.#selected ? this.#entries.findIndex((entry) => entry.id === id) : -1;
    if (at >= this.#limit) {
      this.#limit = Math.ceil((at + 1) / PAGE) * PAGE;
      this.#render();
    }
    if (id !== this.#selected) this.element.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.#selected = id;
    const row = id && this.element.querySelector(`[data-id="${CSS.escape(id)}"] > a`);
    if (row && !row.hasAttribute("aria-current")) {
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    }
  }

  /** All events of the list, in its order. */
  get entries() {
    return this.#entries;
  }

  /** Puts the focus back on a row. @param {string} id */
  focus(id) {
    const row = this.element.querySelector(`[data-id="${CSS.escape(id)}"] > a`);
    if (row instanceof HTMLElement) row.focus();
    return Boolean(row);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = rowId(event.target);
    if (!id) return;
    event.preventDefault();
    this.options.onOpen(id);
  }

  /** Arrow keys go from row to row. @param {KeyboardEvent} event */
  #key(event) {
    const rows = this.element.children;
    const at = [...rows].findIndex((row) => row.contains(document.activeElement));
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const target = at >= 0 && event.key in steps ? this.#link(steps[event.key]) : null;
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  /** @param {number} index @returns {HTMLElement | null} */
  #link(index) {
    return this.element.children[index]?.querySelector("a") ?? null;
  }
}

/** @param {EventTarget | null} target */
function rowId(target) {
  const row = target instanceof Element ? target.closest("li[data-id]") : null;
  return row instanceof HTMLElement ? (row.dataset.id ?? null) : null;
}

/** @param {Entry} entry @param {import("../codes.js").Codes} codes */
function under(entry, codes) {
  const event = entry.properties;
  const { publishers } = event;
  return [
    [event.place ?? t("list.nowhere"), entry.lon !== null && radius(event.uncertainty_m)].filter(Boolean).join(" "),
    event.modality === "occurred" ? null : codes.label("modalities", event.modality),
    codes.label("verifications", event.verification) + (publishers ? `, ${t("list.sources", { n: publishers })}` : ""),
  ]
    .filter(Boolean)
    .join(" · ");
}
