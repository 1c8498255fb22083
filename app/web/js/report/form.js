/** The fields of an event, as a form: for a new report, and to change an event that is there. */
import { t } from "../messages.js";
import { clearErrors, field } from "../ui/dialog.js";
import { h } from "../util/dom.js";
import { date } from "../util/format.js";
import { Evidence } from "./evidence.js";
import { choices, countryOptions, group, row, select } from "./fields.js";
import { Rows } from "./rows.js";
import { Ships } from "./ships.js";
import { What } from "./what.js";
import { When } from "./when.js";
import { Where } from "./where.js";

/** @typedef {import("../types").EventFeature} EventFeature */

/**
 * @typedef {object} Options
 * @property {import("../codes.js").Codes} codes
 * @property {() => import("../types").Entry[]} [entries] events whose ships are offered
 * @property {boolean} [editing] true where an event is changed
 * @property {() => Promise<{lon: number, lat: number, radius: number} | null>} [pick]
 */

/** Kilometres that a place may be rounded to: the service takes 1 to 200. */
const ROUNDINGS = ["5", "10", "20", "50"];

export class EventForm {
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {Options} options */
  constructor({ codes, entries = () => [], editing = false, pick }) {
    const changed = () => this.#changed();
    this.codes = codes;
    this.entries = entries;
    this.summary = h("div", { class: "error-summary", role: "alert", tabindex: "-1", hidden: true });
    this.what = new What(codes);
    this.when = new When(codes);
    this.where = new Where(codes, { onChange: changed, pick });
    this.ships = new Ships(codes, entries, changed);
    this.evidence = new Evidence(editing, changed);
    this.actors = new Rows("actors", {
      name: () => h("input", { type: "text", maxlength: "255" }),
      country: () => select(countryOptions()),
      role: () => select(choices(codes, "actor_roles"), "authority"),
    }, { onChange: changed, layout: ({ name, country, role }) => [name, row(country, role)] });
    this.words = {
      attributed_to: h("input", { type: "text", maxlength: "500" }),
      title: h("input", { type: "text", maxlength: "300" }),
      summary: h("textarea", { rows: 4, maxlength: "10000" }),
    };
    this.rounding = select([["", t("report.rounding.none")], ...ROUNDINGS.map((km) => /** @type {[string, string]} */ ([km, t("report.rounding.km", { n: km })]))]);
    this.reporter = { name: h("input", { type: "text", maxlength: "255", autocomplete: "name" }), contact: h("input", { type: "text", maxlength: "500", autocomplete: "email" }) };
    this.reason = h("input", { type: "text", maxlength: "2000" });
    const parts = [this.what.element, this.when.element, this.where.element, this.ships.element, this.evidence.element, ...this.#telling(), editing ? this.#why() : this.#privacy()];
    this.element = h("form", { class: "form report-form", novalidate: true, autocomplete: "off", oninput: changed, onchange: changed }, this.summary, parts);
    this.#refresh();
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  #changed() {
    this.#refresh();
    for (const listener of this.#listeners) listener();
  }

  #refresh() {
    this.what.refresh();
    this.when.refresh();
  }

  #telling() {
    const { attributed_to: says, title, summary } = this.words;
    return [
      group(t("report.who"), this.actors.element, field("attributed_to", t("report.attributed_to"), says, t("report.attributed_to.hint"))),
      group(t("report.telling"), field("title", t("report.title"), title, t("report.title.hint")), field("summary", t("report.summary"), summary, t("report.summary.hint"))),
    ];
  }

  #privacy() {
    return group(
      t("report.privacy"),
      field("rounding_km", t("report.rounding"), this.rounding, t("report.rounding.hint")),
      row(field("reporter.name", t("report.reporter.name"), this.reporter.name), field("reporter.contact", t("report.reporter.contact"), this.reporter.contact)),
      h("p", { class: "hint" }, t("report.reporter.hint")),
    );
  }

  #why() {
    return group(t("report.reason"), field("reason", t("report.reason.text"), this.reason, t("report.reason.hint")));
  }

  /** All lists of rows. */
  get lists() {
    return [this.ships.rows, this.actors, this.evidence.rows];
  }

  /** The event's own fields, as the service takes them; null where nothing is given. */
  facts() {
    const { start, end, date_precision } = this.when.read();
    const at = this.where.position();
    const { attributed_to: says, title, summary } = this.words;
    return {
      type: this.what.type || null,
      modality: this.what.modality,
      start, end, date_precision,
      lon: at?.lon ?? null,
      lat: at?.lat ?? null,
      uncertainty_m: at?.uncertainty_m ?? null,
      location_precision: at?.location_precision ?? "none",
      regions: at?.regions ?? null,
      place: this.where.words(),
      vessels: this.ships.read(),
      actors: this.actors.read(),
      attributed_to: says.value.trim() || null,
      title: title.value.trim() || null,
      summary: summary.value.trim() || null,
    };
  }

  /** What comes with a new report. */
  extras() {
    const reporter = Object.fromEntries(Object.entries(this.reporter).map(([key, { value }]) => [key, value.trim()]).filter(([, value]) => value));
    return {
      sources: this.evidence.read(),
      rounding_km: this.rounding.value ? Number(this.rounding.value) : null,
      reporter: Object.keys(reporter).length ? reporter : null,
    };
  }

  /** What is wrong before the service is asked. Waits for the position to be resolved. */
  async check() {
    for (const rows of this.lists) rows.prune();
    clearErrors(this.element, this.summary);
    await this.where.lookUp();
    return [this.what.check(), this.when.check(), this.where.check(), this.ships.check(), this.evidence.check(this.words.summary.value.trim())].flat();
  }

  /** Puts an event into the form. @param {EventFeature} feature */
  async fill(feature) {
    const event = feature.properties;
    this.what.fill(event);
    this.when.fill(event);
    this.ships.rows.fill(event.vessels.map(({ name, imo, mmsi, flag, role }) => ({ name, imo, mmsi, flag, role })));
    this.actors.fill(event.actors.map(({ name, country, role }) => ({ name, country, role })));
    this.words.attributed_to.value = event.attributed_to ?? "";
    this.words.title.value = event.title;
    this.words.summary.value = event.summary ?? "";
    await this.where.fill(feature);
    this.#changed();
  }

  /** The event as the map shows it, though nobody has stored it yet; null while it has no place. @returns {EventFeature | null} */
  feature() {
    const { lon, lat, ...rest } = this.facts();
    if (lon === null || lat === null) return null;
    const properties = { ...rest, category: this.what.category, verification: "reported", title: rest.title ?? date(rest.start, rest.date_precision), regions: rest.regions ?? [] };
    return { type: "Feature", id: "draft", geometry: { type: "Point", coordinates: [lon, lat] }, properties: /** @type {any} */ (properties) };
  }
}
