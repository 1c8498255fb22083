/** When it was, no more precisely than it is known. */
import { field } from "../ui/dialog.js";
import { h } from "../util/dom.js";
import { clock, dayOf, isoOf, when } from "../util/format.js";
import { language, t } from "../messages.js";
import { action, choices, group, row, select } from "./fields.js";

/** @typedef {{start: string | null, end: string | null, date_precision: string}} Time */

/** Offsets from UTC around the Baltic. */
const OFFSETS = ["Z", "+01:00", "+02:00", "+03:00"];

/** @returns {[string, string][]} */
function months() {
  const name = new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, index) => [String(index + 1).padStart(2, "0"), name.format(Date.UTC(2024, index, 1))]);
}

/** One end of the time: the controls for every precision, of which one set shows. */
class Moment {
  /** @param {string} name `start` or `end` @param {...HTMLElement} before fields that stand in the same line */
  constructor(name, ...before) {
    this.day = h("input", { type: "date", min: "1900-01-01", max: "2099-12-31" });
    this.time = h("input", { type: "time" });
    this.month = select(months());
    this.year = h("input", { type: "number", inputmode: "numeric", min: 1900, max: 2099, step: 1, placeholder: String(new Date().getUTCFullYear()) });
    this.fields = {
      day: field(name, t(`report.${name}`), this.day),
      time: field(`${name}.time`, t(`report.${name}.time`), this.time),
      month: field(`${name}.month`, t(`report.${name}.month`), this.month),
      year: field(`${name}.year`, t(`report.${name}.year`), this.year),
    };
    this.element = row(...before, this.fields.day, this.fields.time, this.fields.month, this.fields.year);
  }

  /** @param {string} precision */
  show(precision) {
    const dated = ["minute", "day", "week"].includes(precision);
    this.fields.day.hidden = !dated;
    this.fields.time.hidden = precision !== "minute";
    this.fields.month.hidden = precision !== "month";
    this.fields.year.hidden = precision !== "month" && precision !== "year";
  }

  /** ISO 8601, or null if it is not whole. @param {string} precision @param {string} offset @returns {string | null} */
  read(precision, offset) {
    const year = /^(19|20)\d\d$/.test(this.year.value) ? this.year.value : null;
    if (precision === "year") return year && `${year}-01-01`;
    if (precision === "month") return year && `${year}-${this.month.value}-01`;
    if (!this.day.value) return null;
    if (precision === "minute") return this.time.value ? `${this.day.value}T${this.time.value}${offset}` : null;
    if (precision === "week") {
      const day = dayOf(this.day.value) ?? 0;
      return isoOf(day - ((day + 3) % 7)); // 1970-01-01 was a Thursday
    }
    return this.day.value;
  }

  /** @param {string} iso */
  fill(iso) {
    this.day.value = iso.slice(0, 10);
    this.time.value = iso.slice(11, 16);
    this.month.value = iso.slice(5, 7);
    this.year.value = iso.slice(0, 4);
  }
}

export class When {
  /** @param {import("../codes.js").Codes} codes */
  constructor(codes) {
    this.codes = codes;
    this.precision = select(choices(codes, "date_precisions"), "day");
    this.offset = select(OFFSETS.map((offset) => [offset, t(`report.offset.${offset}`)]), "Z");
    this.start = new Moment("start", field("date_precision", t("report.date_precision"), this.precision));
    this.end = new Moment("end");
    this.until = action(t("report.until"), () => this.#toggle(true, true), { class: "clear", "aria-expanded": "false" });
    this.hint = h("p", { class: "hint", id: "when-hint" });
    this.precision.setAttribute("aria-describedby", "when-hint");
    this.said = h("p", { class: "hint said", role: "status" });
    this.offsetField = field("offset", t("report.offset"), this.offset);
    this.element = group(t("report.when"), this.start.element, this.hint, this.end.element, this.until, this.offsetField, this.said);
    this.#toggle(false);
  }

  /** @param {boolean} open @param {boolean} [focus] */
  #toggle(open, focus) {
    this.hasEnd = open;
    this.until.hidden = open;
    this.refresh();
    if (focus) /** @type {HTMLElement} */ ([...this.end.element.querySelectorAll("input, select")].find((each) => /** @type {HTMLElement} */ (each).offsetParent)).focus();
  }

  /** Shows the controls that the precision needs, and what they come to. */
  refresh() {
    const precision = this.precision.value;
    if (!this.hasEnd && (this.end.day.value || this.end.year.value)) this.hasEnd = true;
    this.start.show(precision);
    this.end.show(precision);
    this.end.element.hidden = !this.hasEnd || precision === "unknown";
    this.until.hidden = Boolean(this.hasEnd) || precision === "unknown";
    this.offsetField.hidden = precision !== "minute";
    this.hint.textContent = t(`report.precision.${precision}`);
    const time = this.read();
    const clocks = time.start && precision === "minute" ? clock(time.start) : null;
    this.said.textContent = time.start ? t("report.said", { when: [when(/** @type {any} */ (time)), clocks].filter(Boolean).join(", ") }) : "";
  }

  /** @returns {Time} */
  read() {
    const precision = this.precision.value;
    const start = precision === "unknown" ? null : this.start.read(precision, this.offset.value);
    const end = start && this.hasEnd ? this.end.read(precision, this.offset.value) : null;
    return { start, end, date_precision: start ? precision : "unknown" };
  }

  /** What is wrong, before anybody is asked. @returns {import("./errors.js").FieldError[]} */
  check() {
    const { start, end } = this.read();
    if (!start && this.precision.value !== "unknown") return [{ field: "start", message: t("report.start.missing") }];
    if (start && end && end < start) return [{ field: "end", message: t("report.end.before") }];
    return [];
  }

  /** @param {Time} time */
  fill({ start, end, date_precision: precision }) {
    this.precision.value = precision;
    const offset = /([+-]\d\d:\d\d)$/.exec(start ?? "")?.[1];
    if (offset && offset !== "+00:00") {
      if (!OFFSETS.includes(offset)) this.offset.append(h("option", { value: offset }, `UTC${offset}`));
      this.offset.value = offset;
    }
    if (start) this.start.fill(start);
    if (end) this.end.fill(end);
    this.#toggle(Boolean(end));
  }
}
