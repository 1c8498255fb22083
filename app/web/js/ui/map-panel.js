/** The map's place in the page: starts it if the browser can and the reader wants it, says so plainly if not. */
import { root } from "../api.js";
import { byId, h, replace } from "../util/dom.js";
import { t } from "../messages.js";
import { LAYERS, isFiltered } from "../state.js";
import { currentTheme, onTheme } from "./theme.js";
import { symbol } from "../map/symbols.js";

/** @typedef {import("../types").Entry} Entry @typedef {import("../types").State} State */
/** @typedef {import("../map/map.js").EventMap} EventMap */

export class MapPanel {
  /** @type {EventMap | null} */
  #map = null;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Promise<void> | null} */
  #starting = null;

  /**
   * @param {import("../store.js").Store} store
   * @param {import("../codes.js").Codes} codes
   * @param {{onBounds: (bounds: import("../types").Bounds) => void, onPick: (id: string) => void, onStack: (ids: string[]) => void}} callbacks
   */
  constructor(store, codes, callbacks) {
    this.store = store;
    this.codes = codes;
    this.callbacks = callbacks;
    this.container = byId("map");
    this.message = byId("map-message");
    replace(byId("map-tools"), this.#tools());
    store.subscribe((state, before) => this.#follow(state, before));
    onTheme((theme) => this.#map?.setTheme(theme));
  }

  /** The running map; null if there is none. */
  get drawn() {
    return this.#map;
  }

  /** Loads and draws the map, unless it is out of sight. `narrowed`: show where the events are, not the whole sea. */
  async start(narrowed = false) {
    if (this.#starting || this.#wanted()) await (this.#starting ??= this.#begin(narrowed));
  }

  /** @param {boolean} narrowed */
  async #begin(narrowed) {
    const reason = cannotDraw();
    if (reason) return this.#say(reason);
    this.#say("map.loading");
    try {
      // The whole extended alphabet is asked for at once: the map draws a name only as well as the font that is there.
      await Promise.all(['16px "Noto Sans"', 'italic 16px "Noto Sans Italic"', '600 16px "Noto Sans SemiBold"'].map((font) => document.fonts.load(font, "aął")));
      const { EventMap } = await import("../map/map.js");
      const tiles = JSON.parse(document.documentElement.dataset.basemap || "null");
      const map = new EventMap(this.container, this.store.state, currentTheme(), tiles, {
        ...this.callbacks,
        onMove: (view, bounds) => {
          this.store.update({ view }, { commit: false });
          this.callbacks.onBounds(bounds);
        },
      });
      await map.whenReady();
      this.#map = map;
      // For the tests, which count what is drawn instead of comparing pictures.
      Object.assign(this.container, { skerryMap: map.map });
      this.#say(null);
      map.show(this.#entries);
      if (narrowed) map.fitAll(this.#entries);
      await this.#overlay(this.store.state);
      this.callbacks.onBounds(map.bounds());
    } catch (error) {
      console.warn(error);
      this.#say("map.failed");
    }
  }

  #wanted() {
    return this.container.offsetParent !== null;
  }

  /** @param {string | null} key */
  #say(key) {
    this.message.hidden = key === null;
    // Without the map a still picture of the same view stands in for it; the list is its text.
    const still = key && key !== "map.loading" && h("img", { class: "still", src: `${root}/map.svg${location.search}`, alt: t("map.still"), width: 1000, height: 700 });
    replace(this.message, key && h("span", null, t(key)), still);
    // The picture may be higher than its place: the keyboard scrolls it too.
    if (still) this.message.tabIndex = 0;
    document.documentElement.classList.toggle("no-map", key !== null && key !== "map.loading");
  }

  /** @param {State} state @param {State} before */
  #follow(state, before) {
    if (!this.#map) {
      if (state.pane !== before.pane) requestAnimationFrame(() => void this.start(!state.view && isFiltered(state)));
      return;
    }
    if (state.pane !== before.pane) requestAnimationFrame(() => this.#map?.resize());
    if (state.view && state.view !== before.view) this.#map.go(state.view);
    if (state.layers !== before.layers || state.include.region !== before.include.region) void this.#overlay(state);
    for (const box of this.boxes ?? []) box.checked = state.layers.includes(box.value);
  }

  /** @param {State} state */
  async #overlay(state) {
    await this.#map?.overlay(state.layers, this.codes.within(state.include.region));
  }

  /** @param {Entry[]} entries */
  show(entries) {
    if (entries.length === this.#entries.length && entries.every((entry, index) => entry === this.#entries[index])) return;
    this.#entries = entries;
    this.#map?.show(entries);
  }

  /** @param {Entry | null} entry @param {{fit?: boolean}} [options] */
  select(entry, { fit = false } = {}) {
    this.#map?.select(entry);
    if (!entry) return;
    if (fit) this.#map?.fit(entry);
    else this.#map?.reveal(entry);
  }

  /** @param {Entry | null} entry */
  hover(entry) {
    this.#map?.hover(entry);
  }

  /** Layers, and how to read the symbols. */
  #tools() {
    const box = (/** @type {string} */ name) => {
      const input = h("input", { type: "checkbox", value: name, checked: this.store.state.layers.includes(name), onchange: () => {
        const { layers } = this.store.state;
        this.store.update({ layers: layers.includes(name) ? layers.filter((each) => each !== name) : [...layers, name] });
      } });
      return { input, label: h("label", null, input, t(`map.${name}`), h("span", { class: `swatch ${name}`, "aria-hidden": "true" })) };
    };
    const boxes = LAYERS.map(box);
    this.boxes = boxes.map(({ input }) => input);
    const look = { type: "detention", category: "inspection", modality: "occurred", verification: "confirmed" };
    const samples = [
      ["solid", look], ["hollow", { ...look, verification: "reported" }], ["ongoing", { ...look, modality: "ongoing" }],
      ["attempted", { ...look, modality: "attempted" }], ["planned", { ...look, modality: "planned" }], ["denied", { ...look, modality: "denied" }],
      ["disputed", { ...look, verification: "disputed" }],
    ];
    return h(
      "details",
      { class: "map-tools" },
      h("summary", null, t("map.layers")),
      h("div", { class: "map-tools-body" },
        h("button", { type: "button", class: "button", onclick: () => this.#map?.home() }, t("map.home")),
        h("fieldset", null, h("legend", { class: "hidden-visually" }, t("map.layers")), boxes.map(({ label }) => label)),
        h("h3", null, t("legend.title")),
        h("ul", { class: "legend" }, samples.map(([name, each]) => h("li", null, symbol(/** @type {typeof look} */ (each), 22), t(`legend.${name}`)))),
      ),
    );
  }
}

/** Why the map cannot be drawn here, as the name of a text; null if it can. */
function cannotDraw() {
  if (document.documentElement.dataset.map !== "yes") return "map.noFiles";
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return "map.noWebgl";
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return null;
}
