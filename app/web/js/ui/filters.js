/** Facets with counts, each code to keep or to leave out; the time; and the filters in use as chips. */
import { FACETS, lastDays, perFacet } from "../state.js";
import { fold } from "../events.js";
import { h, replace } from "../util/dom.js";
import { count, country, date, isoOf, today } from "../util/format.js";
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";

/** @typedef {import("../types").FacetName} FacetName @typedef {import("../types").State} State */
/** @typedef {import("../events.js").Selection} Selection */

/** The panels of the filter bar and the facets in each. @type {Record<string, FacetName[]>} */
const PANELS = { type: ["type"], region: ["region"], time: [], verification: ["verification", "modality"], publisher: ["publisher"], more: ["country", "flag"] };

/** Code list of a facet. @type {Partial<Record<FacetName, string>>} */
const LISTS = { type: "types", verification: "verifications", modality: "modalities" };

/** Rows that a facet shows at once; from a longer one its reader picks by typing. */
const MOST = 60;

export class Filters {
  /** @type {string | null} */
  #open = null;
  /** What is looked for among the publishers. */
  #sought = "";
  #loaded = false;

  /**
   * @param {HTMLElement} bar
   * @param {HTMLElement} chips
   * @param {import("../store.js").Store} store
   * @param {import("../codes.js").Codes} codes
   * @param {() => Promise<void>} askPublishers settles when the entries know their publishers
   */
  constructor(bar, chips, store, codes, askPublishers) {
    this.askPublishers = askPublishers;
    this.store = store;
    this.codes = codes;
    this.chips = chips;
    this.panel = h("div", { class: "facet-panel", id: "facet-panel", hidden: true });
    this.buttons = Object.keys(PANELS).map((name) =>
      h("button", { type: "button", class: "facet-button", "data-panel": name, "aria-expanded": "false", "aria-controls": "facet-panel", onclick: () => this.#toggle(name) }, t(`facet.${name}`)),
    );
    replace(bar, h("div", { class: "facet-buttons" }, this.buttons), this.panel);
    bar.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#open) return;
      event.stopPropagation();
      const button = this.buttons.find((each) => each.dataset.panel === this.#open);
      this.#toggle(this.#open);
      button?.focus();
    });
  }

  /** @param {string} name */
  #toggle(name) {
    this.#open = this.#open === name ? null : name;
    this.#sought = "";
    this.#render();
    if (this.#open === "publisher" && !this.#loaded) void this.askPublishers().then(() => {
      this.#loaded = true;
      this.#render();
    });
  }

  /** @param {State} state @param {Selection} selection */
  show(state, selection) {
    this.state = state;
    this.selection = selection;
    this.#render();
    replace(this.chips, this.#chips(state));
    this.chips.hidden = !this.chips.childElementCount;
  }

  #render() {
    const { state, selection } = this;
    if (!state || !selection) return;
    for (const button of this.buttons) {
      const name = button.dataset.panel ?? "";
      const used = name === "time" ? Number(Boolean(state.from || state.to || state.last)) : PANELS[name].reduce((sum, facet) => sum + state.include[facet].length + state.exclude[facet].length, 0);
      button.setAttribute("aria-expanded", String(name === this.#open));
      replace(button, t(`facet.${name}`), used ? h("span", { class: "used", "aria-label": t("facet.chosen", { n: used }) }, used) : null);
    }
    this.panel.hidden = !this.#open;
    if (!this.#open) return;
    const focused = this.panel.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
    const scrolled = this.panel.scrollTop;
    replace(this.panel, this.#open === "time" ? this.#time(state) : PANELS[this.#open].map((facet) => this.#facet(facet, state, selection, PANELS[this.#open ?? ""].length > 1)));
    this.panel.scrollTop = scrolled;
    // The panel is drawn anew with its counts; who works it with the keyboard stays where they are.
    const again = focused && this.panel.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {FacetName} facet @param {State} state @param {Selection} selection @param {boolean} titled */
  #facet(facet, state, selection, titled) {
    const counts = selection.counts[facet];
    const rows = this.#rows(facet, counts, state);
    if (facet === "publisher") return this.#publishers(rows, counts, state);
    return h(
      "fieldset",
      { class: "facet" },
      h("legend", { class: titled ? "" : "hidden-visually" }, t(`facet.${facet}`)),
      rows.length ? rows.map((row) => this.#row(facet, row, counts.get(row.code) ?? 0, state)) : h("p", { class: "quiet" }, t("facet.none")),
    );
  }

  /** Hundreds of names: the first of them, and a field to find the others. @param {Row[]} rows @param {Map<string, number>} counts @param {State} state */
  #publishers(rows, counts, state) {
    const body = h("div", null);
    const show = () => {
      const found = rows.filter(({ name }) => fold(name).includes(fold(this.#sought.trim())));
      const rest = found.length - MOST;
      const none = t(rows.length ? "facet.noPublisher" : this.#loaded ? "facet.none" : "facet.loading");
      replace(body, found.slice(0, MOST).map((row) => this.#row("publisher", row, counts.get(row.code) ?? 0, state)),
        !found.length && h("p", { class: "quiet" }, none), rest > 0 && h("p", { class: "quiet" }, t("facet.rest", { n: rest })));
    };
    show();
    const input = h("input", { type: "search", value: this.#sought, placeholder: t("facet.find"), "aria-label": t("facet.find"), "data-key": "find", autocomplete: "off", oninput: (/** @type {Event} */ event) => {
      this.#sought = /** @type {HTMLInputElement} */ (event.target).value;
      show();
    } });
    return h("fieldset", { class: "facet" }, h("legend", { class: "hidden-visually" }, t("facet.publisher")), h("div", { class: "facet-find" }, input), body);
  }

  /**
   * @typedef {{code: string, name: string, depth?: number, category?: string, heading?: string, hint?: string}} Row
   * @param {FacetName} facet @param {Map<string, number>} counts @param {State} state @returns {Row[]}
   */
  #rows(facet, counts, state) {
    const { codes } = this;
    if (facet === "region") {
      return codes.regionTree().map((region) => ({ code: region.code, name: region.name, depth: region.depth }));
    }
    const list = LISTS[facet];
    if (list) return (codes.lists[list] ?? []).map(({ code, category }) => ({ code, name: codes.label(list, code), category, hint: codes.definition(list, code) }));
    const present = new Set([...counts.keys(), ...state.include[facet], ...state.exclude[facet]]);
    return [...present]
      .map((code) => ({ code, name: nameOf(codes, facet, code) }))
      .sort((a, b) => (counts.get(b.code) ?? 0) - (counts.get(a.code) ?? 0) || a.name.localeCompare(b.name));
  }

  /** @param {FacetName} facet @param {Row} row @param {number} number @param {State} state */
  #row(facet, row, number, state) {
    const kept = state.include[facet].includes(row.code);
    const dropped = state.exclude[facet].includes(row.code);
    const key = `${facet}:${row.code}`;
    return h(
      "div",
      { class: `facet-row ${dropped ? "dropped" : ""} ${number ? "" : "none"}`, "data-depth": row.depth ?? null },
      h(
        "label",
        { title: row.hint },
        h("input", { type: "checkbox", checked: kept, "data-key": key, onchange: () => this.#set(facet, row.code, "include") }),
        row.category ? symbol({ type: row.code, category: row.category, modality: "occurred", verification: "confirmed" }, 20) : null,
        facet === "verification" || facet === "modality" ? sample(facet, row.code) : null,
        h("span", { class: "name" }, row.name),
        h("span", { class: "number" }, count(number)),
      ),
      h(
        "button",
        { type: "button", class: "not", "data-key": `${key}!`, "aria-pressed": String(dropped), "aria-label": t("facet.exclude", { name: row.name }), title: t("facet.exclude", { name: row.name }), onclick: () => this.#set(facet, row.code, "exclude") },
        "≠",
      ),
    );
  }

  /** @param {FacetName} facet @param {string} code @param {"include" | "exclude"} side */
  #set(facet, code, side) {
    const { state } = this.store;
    const other = side === "include" ? "exclude" : "include";
    const has = state[side][facet].includes(code);
    this.store.update({
      [side]: { ...state[side], [facet]: has ? state[side][facet].filter((each) => each !== code) : [...state[side][facet], code] },
      [other]: { ...state[other], [facet]: state[other][facet].filter((each) => each !== code) },
    });
  }

  /** @param {State} state */
  #time(state) {
    /** @param {"from" | "to"} end */
    const input = (end) =>
      h("label", { class: "date" }, t(`time.${end}`), h("input", {
        type: "date", value: state[end] ?? "", "data-key": end, max: isoOf(today() + 3650),
        onchange: (/** @type {Event} */ event) => this.store.update({ [end]: /** @type {HTMLInputElement} */ (event.target).value || null, last: null }),
      }));
    /** @param {string} key @param {string | null} last */
    const preset = (key, last) =>
      h("button", {
        type: "button", "data-key": key, "aria-pressed": String(state.last === last && !state.from && !state.to),
        onclick: () => this.store.update({ last, from: null, to: null }),
      }, t(`time.${key}`));
    return h(
      "fieldset",
      { class: "facet" },
      h("legend", { class: "hidden-visually" }, t("facet.time")),
      h("div", { class: "dates" }, input("from"), input("to")),
      h("div", { class: "presets" }, preset("last30d", "30d"), preset("last12m", "12m"), preset("all", null)),
      h("p", { class: "quiet" }, t("time.utc"), this.selection?.undated ? ` ${t("time.undated", { n: this.selection.undated })}.` : ""),
    );
  }

  /** @param {State} state */
  #chips(state) {
    const { store } = this;
    /** @param {string} name @param {() => void} remove @param {string} [kind] */
    const chip = (name, remove, kind = "") =>
      h("li", null, h("button", { type: "button", class: `chip ${kind}`, "aria-label": t("chips.remove", { name }), onclick: remove }, name, h("span", { "aria-hidden": "true" }, "✕")));
    const chips = FACETS.flatMap((facet) => [
      ...state.include[facet].map((code) => chip(nameOf(this.codes, facet, code), () => this.#set(facet, code, "include"))),
      ...state.exclude[facet].map((code) => chip(t("facet.excluded", { name: nameOf(this.codes, facet, code) }), () => this.#set(facet, code, "exclude"), "not")),
    ]);
    if (state.q) chips.push(chip(t("chips.text", { q: state.q }), () => store.update({ q: "" })));
    const time = timeText(state);
    if (time) chips.push(chip(time, () => store.update({ from: null, to: null, last: null })));
    if (state.confidence !== null) chips.push(chip(`≥ ${state.confidence}`, () => store.update({ confidence: null })));
    if (chips.length > 1) chips.push(h("li", null, h("button", { type: "button", class: "clear", onclick: () => clearFilters(store) }, t("chips.clear"))));
    return chips;
  }
}

/** @param {import("../store.js").Store} store */
export function clearFilters(store) {
  store.update({ include: perFacet(() => []), exclude: perFacet(() => []), from: null, to: null, last: null, q: "", confidence: null });
}

/** @param {State} state */
export function timeText(state) {
  if (state.last && lastDays(state.last)) {
    return t("time.last", { n: Number.parseInt(state.last, 10), unit: t(`time.${state.last.slice(-1)}`) });
  }
  if (state.from && state.to) return t("date.span", { start: date(state.from), end: date(state.to) });
  if (state.from) return t("time.since", { date: date(state.from) });
  return state.to ? t("time.until", { date: date(state.to) }) : null;
}

/** @param {import("../codes.js").Codes} codes @param {FacetName} facet @param {string} code */
export function nameOf(codes, facet, code) {
  const list = LISTS[facet];
  if (list) return codes.label(list, code);
  if (facet === "region") return codes.region(code);
  return facet === "publisher" ? code : country(code);
}

/** How the symbol of such an event is drawn. @param {FacetName} facet @param {string} code */
function sample(facet, code) {
  const look = { type: "", category: "inspection", modality: "occurred", verification: "confirmed" };
  return symbol({ ...look, [facet]: code, ...(facet === "modality" && code !== "occurred" && code !== "ongoing" ? { verification: "reported" } : {}) }, 18);
}
