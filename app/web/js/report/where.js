/** Where it was: picked on the map, or typed as a position or in words and resolved by the service as one types. */
import { request } from "../api.js";
import { t } from "../messages.js";
import { zoneText } from "../ui/card.js";
import { field } from "../ui/dialog.js";
import { h, replace } from "../util/dom.js";
import { radius } from "../util/format.js";
import { degreesMinutes, distance } from "../util/geo.js";
import { action, group, row } from "./fields.js";

/**
 * @typedef {object} Location a reading of the service
 * @property {string} name @property {number} lon @property {number} lat @property {number} uncertainty_m
 * @property {string} precision @property {string[]} regions @property {string[]} rests_on
 * @property {import("../types").EventProperties["jurisdiction"]} jurisdiction
 * @typedef {{lon: number, lat: number, uncertainty_m: number, location_precision: string, regions?: string[]}} Position
 */

/** Milliseconds after the last key before the service is asked. */
const PAUSE = 350;
/** Metres within which words still mean the point that an event has. */
const NEAR = 500;

export class Where {
  /** @type {Location[]} */
  #readings = [];
  #asked = "";
  #timer = 0;
  #suggested = "";
  /** @type {Promise<void>} */
  #looking = Promise.resolve();

  /**
   * @param {import("../codes.js").Codes} codes
   * @param {{onChange: () => void, pick?: (() => Promise<{lon: number, lat: number, radius: number} | null>) | null}} options
   */
  constructor(codes, { onChange, pick }) {
    this.codes = codes;
    this.onChange = onChange;
    this.text = h("input", { type: "text", maxlength: "500", autocomplete: "off", spellcheck: "false", placeholder: t("report.where.example") });
    this.choice = h("input", { type: "hidden", name: "where.choice", value: "0" });
    this.radius = h("input", { type: "number", inputmode: "decimal", min: 0, max: 5000, step: "any" });
    this.place = h("input", { type: "text", maxlength: "500", autocomplete: "off" });
    this.found = h("div", { class: "found", "aria-live": "polite" });
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("change", () => void this.lookUp());
    const button = action(t("report.pick"), () => void this.#pick(pick ?? null));
    this.element = group(
      t("report.where"),
      h("div", { class: "where-line" }, field("where", t("report.where.text"), this.text, t("report.where.hint")), pick ? button : null),
      this.found,
      this.choice,
      row(field("uncertainty_m", t("report.radius"), this.radius, t("report.radius.hint")), field("place", t("report.place"), this.place, t("report.place.hint"))),
    );
    this.button = button;
  }

  #typed() {
    clearTimeout(this.#timer);
    this.choice.value = "0";
    this.#timer = setTimeout(() => void this.lookUp(), PAUSE);
  }

  /** Asks what the words are taken for; settles when that is shown. */
  lookUp() {
    clearTimeout(this.#timer);
    const text = this.text.value.trim();
    if (text === this.#asked) return this.#looking;
    this.#asked = text;
    this.#readings = [];
    this.#looking = this.#ask(text);
    return this.#looking;
  }

  /** @param {string} text */
  async #ask(text) {
    if (!text) {
      this.#show("");
      return this.onChange();
    }
    this.found.setAttribute("aria-busy", "true");
    try {
      const { locations } = await request(`/locate?text=${encodeURIComponent(text)}`);
      if (this.#asked !== text) return;
      this.#readings = locations;
      this.#show(locations.length ? "" : t("report.where.unknown"));
    } catch (error) {
      if (this.#asked !== text) return;
      this.#asked = "";
      this.#show(t("report.where.failed", { detail: /** @type {Error} */ (error).message }));
    } finally {
      if (this.text.value.trim() === text) this.found.removeAttribute("aria-busy");
    }
    this.onChange();
  }

  /** @returns {Location | null} */
  get chosen() {
    return this.#readings[Number(this.choice.value)] ?? this.#readings[0] ?? null;
  }

  /** @param {string} trouble */
  #show(trouble) {
    const { chosen } = this;
    this.#suggest(chosen);
    if (!chosen) return replace(this.found, trouble && h("p", { class: "caution" }, trouble));
    if (this.#readings.length === 1) return replace(this.found, h("div", { class: "reading" }, this.#described(chosen)));
    const name = `where-reading-${Math.random()}`;
    replace(this.found, h("fieldset", { class: "choices" }, h("legend", null, t("report.where.several", { n: this.#readings.length })), this.#readings.map((reading, index) => h(
      "label",
      { class: "reading" },
      h("input", { type: "radio", name, value: index, checked: reading === chosen, onchange: () => {
        this.choice.value = String(index);
        this.#suggest(reading);
        this.onChange();
      } }),
      h("span", null, h("strong", null, reading.name), this.#described(reading)),
    ))));
  }

  /** The radius of a reading stands in its field until somebody writes another one there. @param {Location | null} reading */
  #suggest(reading) {
    if (this.radius.value && this.radius.value !== this.#suggested) return;
    this.radius.value = this.#suggested = reading ? kilometres(reading.uncertainty_m) : "";
  }

  /** A reading for people: position, reach, sea, waters, what it rests on. @param {Location} reading */
  #described(reading) {
    const regions = reading.regions.map((code) => this.codes.region(code)).join(" · ");
    return h(
      "span",
      { class: "reading-text" },
      h("span", { class: "position" }, degreesMinutes(reading.lon, reading.lat), h("span", { class: "quiet" }, ` ${reading.lat.toFixed(4)}, ${reading.lon.toFixed(4)}`), isPosition(reading) ? null : ` ${radius(reading.uncertainty_m)}`),
      h("span", null, regions || t("report.where.noSea")),
      zoneText(reading.jurisdiction),
      h("span", { class: "quiet" }, [this.codes.label("location_precisions", reading.precision), t("report.where.restsOn", { what: reading.rests_on.join("; ") })].join(": ")),
    );
  }

  /** @param {(() => Promise<{lon: number, lat: number, radius: number} | null>) | null} pick */
  async #pick(pick) {
    const picked = pick && (await pick());
    if (picked) {
      this.text.value = degreesMinutes(picked.lon, picked.lat);
      this.choice.value = "0";
      await this.lookUp();
      this.radius.value = this.#suggested = kilometres(picked.radius);
      this.onChange();
      this.text.focus();
    } else this.button.focus();
  }

  /** True if the words themselves name the place. */
  get inWords() {
    return Boolean(this.chosen && !isPosition(this.chosen));
  }

  /** The position, if there is one. @returns {Position | null} */
  position() {
    const { chosen } = this;
    if (!chosen) return null;
    const metres = this.radius.value.trim() === "" ? chosen.uncertainty_m : Number(this.radius.value) * 1000;
    const { lon, lat, precision } = chosen;
    return { lon, lat, uncertainty_m: Math.round(metres), location_precision: precision, ...(precision === "region" ? { regions: chosen.regions } : {}) };
  }

  /** The place in words. @returns {string | null} */
  words() {
    return this.place.value.trim() || (this.inWords ? this.text.value.trim() : "") || null;
  }

  /** @returns {import("./errors.js").FieldError[]} */
  check() {
    if (this.text.value.trim() && !this.chosen) return [{ field: "where", message: t("report.where.unknown") }];
    const metres = Number(this.radius.value);
    return Number.isFinite(metres) && metres >= 0 && metres <= 5000 ? [] : [{ field: "uncertainty_m", message: t("report.radius.wrong") }];
  }

  /** @param {import("../types").EventFeature} event */
  async fill({ geometry, properties: event }) {
    if (geometry?.type === "Point") {
      const [lon, lat] = geometry.coordinates;
      this.text.value = event.place ?? "";
      await this.lookUp();
      // Words that come to another point now do not say where it is: they stand beside it.
      if (!this.chosen || distance(this.chosen.lon, this.chosen.lat, lon, lat) > NEAR) {
        this.text.value = degreesMinutes(lon, lat);
        this.place.value = event.place ?? "";
        await this.lookUp();
      }
    } else {
      this.place.value = event.place ?? "";
      if (geometry) this.#show(t("report.where.area"));
    }
    if (event.uncertainty_m !== null) this.radius.value = kilometres(event.uncertainty_m);
  }
}

/** True if coordinates were given: how far off they are is for the reporter to say. @param {Location} reading */
const isPosition = ({ rests_on: sources }) => sources.includes("coordinates");

/** Metres as kilometres, for a field. @param {number} metres */
const kilometres = (metres) => String(Number((metres / 1000).toPrecision(3)));
