/** The ships of an event: numbers checked as they are typed, ships that our events know filled in. */
import { fold } from "../events.js";
import { t } from "../messages.js";
import { h } from "../util/dom.js";
import { mark, unmark } from "./errors.js";
import { choices, countryOptions, group, row, select } from "./fields.js";
import { imoFault, mmsiFault } from "./numbers.js";
import { Rows } from "./rows.js";

/** @typedef {import("./rows.js").Control} Control @typedef {import("./numbers.js").Fault} Fault */

export class Ships {
  /**
   * @param {import("../codes.js").Codes} codes
   * @param {() => import("../types").Entry[]} entries
   * @param {() => void} onChange
   */
  constructor(codes, entries, onChange) {
    this.entries = entries;
    this.rows = new Rows("vessels", {
      name: () => h("input", { type: "text", maxlength: "255", list: "known-ships", spellcheck: "false" }),
      imo: () => h("input", { type: "text", inputmode: "numeric", maxlength: "7" }),
      mmsi: () => h("input", { type: "text", inputmode: "numeric", maxlength: "9" }),
      flag: () => select(countryOptions()),
      role: () => select(choices(codes, "vessel_roles"), "subject"),
    }, {
      onChange,
      layout: ({ name, imo, mmsi, flag, role }) => [row(name, imo), h("div", { class: "report-row three" }, mmsi, flag, role)],
      onAdd: (controls) => this.#listen(controls),
    });
    const names = new Set(entries().flatMap(({ properties }) => (properties.vessels ?? []).map(({ name }) => name ?? "")));
    const known = h("datalist", { id: "known-ships" }, [...names].filter(Boolean).sort().map((name) => h("option", { value: name })));
    this.element = group(t("report.ships"), this.rows.element, known);
  }

  /** @param {Record<string, Control>} controls */
  #listen(controls) {
    const { name, imo, mmsi } = controls;
    imo.addEventListener("input", () => tell(imo, imoFault(imo.value.trim()), 7));
    mmsi.addEventListener("input", () => tell(mmsi, mmsiFault(mmsi.value.trim()), 9));
    imo.addEventListener("change", () => tell(imo, imoFault(imo.value.trim()), 1));
    mmsi.addEventListener("change", () => tell(mmsi, mmsiFault(mmsi.value.trim()), 1));
    for (const control of [name, imo]) control.addEventListener("change", () => this.#recall(controls));
  }

  /** Fills in what is still empty of a ship that one of our events knows by this number, or by this name alone. @param {Record<string, Control>} controls */
  #recall({ name, imo, mmsi, flag }) {
    const wanted = fold(name.value.trim());
    const number = imo.value.trim();
    const ships = this.entries().flatMap(({ properties }) => properties.vessels ?? []);
    const same = ships.filter((ship) => (number ? ship.imo === number : wanted && ship.imo && fold(ship.name ?? "") === wanted));
    if (new Set(same.map((ship) => ship.imo)).size !== 1) return;
    const [ship] = same;
    imo.value ||= ship.imo ?? "";
    name.value ||= ship.name ?? "";
    mmsi.value ||= ship.mmsi ?? "";
    flag.value ||= ship.flag ?? "";
    tell(imo, imoFault(imo.value.trim()), 7);
    const hint = document.getElementById(`${name.id}-hint`);
    if (!hint) return;
    hint.hidden = false;
    hint.textContent = t("report.vessels.recalled");
  }

  read() {
    return this.rows.read();
  }

  /** @returns {import("./errors.js").FieldError[]} */
  check() {
    return this.read().flatMap(({ name, imo = "", mmsi = "" }, index) => {
      const faults = [["imo", imoFault(imo)], ["mmsi", mmsiFault(mmsi)]].filter(([, fault]) => fault).map(([key, fault]) => ({ field: `vessels.${index}.${key}`, message: said(/** @type {Fault} */ (fault)) }));
      return name ? faults : [{ field: `vessels.${index}.name`, message: t("report.vessels.name.missing") }, ...faults];
    });
  }
}

/** @param {Fault} fault */
const said = ({ key, values }) => t(key, values);

/** Says what is wrong with a number that is long enough to tell, and that a right one is right. @param {Control} control @param {Fault | null} fault @param {number} length */
function tell(control, fault, length) {
  const number = control.value.trim();
  if (fault && number.length >= length) mark(control, said(fault));
  else unmark(control);
  const hint = document.getElementById(`${control.id}-hint`);
  if (!hint) return;
  const right = !fault && number !== "";
  hint.hidden = !right;
  hint.classList.toggle("right", right);
  hint.textContent = right ? t(control.name.endsWith("imo") ? "report.number.imo" : "report.number.mmsi") : "";
}
