/** The queue: proposals in the order in which they wait, with those that are ticked for a decision about many. */
import { request } from "../api.js";
import { entryOf } from "../events.js";
import { symbol } from "../map/symbols.js";
import { t } from "../messages.js";
import { h, replace } from "../util/dom.js";
import { date, when } from "../util/format.js";

/** @typedef {import("../types").Entry} Entry @typedef {import("../types").EventFeature} EventFeature */

/**
 * @typedef {object} Options
 * @property {import("../codes.js").Codes} codes
 * @property {(id: string) => string} link
 * @property {(id: string) => void} onOpen
 * @property {() => void} onTicked
 */

export class Queue {
  /** @type {Entry[]} */
  entries = [];
  /** @type {Set<string>} */
  ticked = new Set();
  /** @type {string | null} */
  selected = null;
  /** @type {string | null} */
  #next = null;
  /** @type {number | null} */
  #lastTicked = null;

  /** @param {HTMLElement} element the `ol` @param {HTMLElement} more the button below it @param {Options} options */
  constructor(element, more, options) {
    this.element = element;
    this.more = more;
    this.options = options;
    more.addEventListener("click", () => void this.loadMore());
    element.addEventListener("click", (event) => this.#click(event));
  }

  /** Loads the first page of a question; raises what the request raises. @param {URLSearchParams} question */
  async load(question) {
    this.entries = [];
    this.ticked.clear();
    this.#next = `/events?${question}`;
    await this.loadMore();
  }

  async loadMore() {
    if (!this.#next) return;
    const page = await request(this.#next);
    this.#next = page.next;
    this.entries = this.entries.concat(page.events.map(entryOf));
    this.render();
  }

  /** Whether more wait than are shown. */
  get hasMore() {
    return this.#next !== null;
  }

  render() {
    replace(this.element, this.entries.map((entry, index) => this.#row(entry, index)));
    this.more.hidden = !this.#next;
    this.options.onTicked();
  }

  /** @param {Entry} entry @param {number} index */
  #row(entry, index) {
    const { codes, link } = this.options;
    const event = entry.properties;
    const assigned = /** @type {{assigned_to?: string | null}} */ (event).assigned_to;
    return h(
      "li",
      { "data-id": entry.id, "data-index": index },
      h("input", { type: "checkbox", class: "tick", checked: this.ticked.has(entry.id), "aria-label": t("review.tick", { title: event.title }) }),
      h(
        "a",
        { class: "row", href: link(entry.id), "aria-current": entry.id === this.selected ? "true" : null },
        symbol(event, 24),
        h(
          "span",
          { class: "row-text" },
          h("span", { class: "row-over" }, h("span", { class: `kind ${event.category}` }, codes.label("types", event.type)), h("time", { datetime: event.start }, when(event))),
          h("span", { class: "row-title" }, event.title),
          h("span", { class: "row-under" }, [event.place ?? t("list.nowhere"), codes.label("origins", event.origin ?? ""), event.created && t("review.since", { date: date(event.created) }), assigned && t("review.with", { name: assigned })].filter(Boolean).join(" · ")),
        ),
      ),
    );
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest("li");
    if (!row) return;
    if (target instanceof HTMLInputElement) return this.#tick(Number(row.dataset.index), target.checked, event.shiftKey);
    if (event.ctrlKey || event.metaKey || event.shiftKey || !target.closest("a")) return;
    event.preventDefault();
    this.options.onOpen(row.dataset.id ?? "");
  }

  /** With Shift, everything from the one ticked last. @param {number} index @param {boolean} on @param {boolean} through */
  #tick(index, on, through) {
    const from = through && this.#lastTicked !== null ? Math.min(this.#lastTicked, index) : index;
    const to = through && this.#lastTicked !== null ? Math.max(this.#lastTicked, index) : index;
    for (const { id } of this.entries.slice(from, to + 1)) this.ticked[on ? "add" : "delete"](id);
    this.#lastTicked = index;
    this.#showTicks();
  }

  /** Ticks the event that is open, or takes the tick off. */
  tickSelected() {
    const index = this.#at();
    if (index >= 0) this.#tick(index, !this.ticked.has(this.entries[index].id), false);
  }

  /** @param {boolean} on */
  tickAll(on) {
    this.ticked = new Set(on ? this.entries.map(({ id }) => id) : []);
    this.#showTicks();
  }

  #showTicks() {
    for (const row of this.element.children) {
      const tick = row.querySelector("input");
      if (tick && row instanceof HTMLElement) tick.checked = this.ticked.has(row.dataset.id ?? "");
    }
    this.options.onTicked();
  }

  /** Marks the row of the event that is open. @param {string | null} id */
  select(id) {
    this.selected = id;
    for (const link of this.element.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    const link = id && this.element.querySelector(`[data-id="${CSS.escape(id)}"] a`);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
  }

  #at() {
    return this.entries.findIndex(({ id }) => id === this.selected);
  }

  /** The event `step` rows away from the open one; the first if none is. @param {1 | -1} step @returns {string | null} */
  neighbour(step) {
    const at = this.#at();
    return this.entries[at < 0 ? 0 : Math.max(0, Math.min(this.entries.length - 1, at + step))]?.id ?? null;
  }

  /** Takes decided events out; the id of the one to show next. @param {string[]} ids @returns {string | null} */
  remove(ids) {
    const at = this.#at();
    const after = this.entries.slice(Math.max(0, at)).find(({ id }) => !ids.includes(id)) ?? this.entries.findLast(({ id }) => !ids.includes(id));
    this.entries = this.entries.filter(({ id }) => !ids.includes(id));
    for (const id of ids) this.ticked.delete(id);
    this.render();
    return ids.includes(this.selected ?? "") ? (after?.id ?? null) : this.selected;
  }

  /** An event has been edited: its row says so. @param {EventFeature} feature */
  change(feature) {
    this.entries = this.entries.map((entry) => (entry.id === feature.id ? entryOf(feature) : entry));
    this.render();
  }

  /** @param {string} id */
  find(id) {
    return this.entries.find((entry) => entry.id === id) ?? null;
  }
}
