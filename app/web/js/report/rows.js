/** Fields that there may be several of: ships, actors, sources. Names are the API's: `vessels.0.imo`. */
import { h } from "../util/dom.js";
import { t } from "../messages.js";
import { field } from "../ui/dialog.js";
import { action } from "./fields.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

export class Rows {
  /** @type {{element: HTMLElement, controls: Record<string, Control>}[]} */
  rows = [];

  /**
   * @param {string} name of the list in the API
   * @param {Record<string, () => Control>} controls by key
   * @param {{layout?: (fields: Record<string, HTMLElement>) => HTMLElement[], onAdd?: (controls: Record<string, Control>) => void, onChange: () => void}} options
   */
  constructor(name, controls, options) {
    this.name = name;
    this.makers = controls;
    this.options = options;
    this.list = h("div", { class: "rows" });
    this.element = h("div", { class: "rows-box" }, this.list, action(t(`report.${name}.add`), () => {
      const added = this.add();
      Object.values(added.controls)[0].focus();
      options.onChange();
    }));
  }

  add() {
    const index = this.rows.length;
    const controls = Object.fromEntries(Object.entries(this.makers).map(([key, make]) => [key, make()]));
    const fields = Object.fromEntries(Object.entries(controls).map(([key, control]) => {
      const hint = t(`report.${this.name}.${key}.hint`);
      return [key, field(`${this.name}.${index}.${key}`, t(`report.${this.name}.${key}`), control, hint.endsWith(".hint") ? "" : hint)];
    }));
    const remove = h("button", { type: "button", class: "close" }, "✕");
    const made = { element: h("div", { class: "row-fields", role: "group" }, h("div", { class: "row-head" }, h("strong", null), remove), this.options.layout ? this.options.layout(fields) : Object.values(fields)), controls };
    remove.addEventListener("click", () => this.#remove(made));
    this.rows.push(made);
    this.list.append(made.element);
    this.#number();
    this.options.onAdd?.(controls);
    return made;
  }

  /** @param {(typeof this.rows)[number]} row */
  #remove(row) {
    const index = this.rows.indexOf(row);
    this.rows.splice(index, 1);
    row.element.remove();
    this.#number();
    const next = this.rows[Math.min(index, this.rows.length - 1)];
    (next ? Object.values(next.controls)[0] : /** @type {HTMLElement} */ (this.element.lastElementChild)).focus();
    this.options.onChange();
  }

  /** Names and headings after the order. */
  #number() {
    this.rows.forEach(({ element }, index) => {
      const heading = t(`report.${this.name}.nth`, { number: index + 1 });
      element.setAttribute("aria-label", heading);
      element.querySelector("strong")?.replaceChildren(heading);
      element.querySelector(".close")?.setAttribute("aria-label", t("report.remove", { name: heading }));
      for (const each of element.querySelectorAll("[id], [for]")) {
        for (const attribute of ["id", "for", "name", "aria-describedby"]) {
          const value = each.getAttribute(attribute);
          if (value) each.setAttribute(attribute, value.replaceAll(new RegExp(`${this.name}\\.\\d+`, "g"), `${this.name}.${index}`));
        }
      }
    });
  }

  /** Exactly so many rows. @param {number} count */
  resize(count) {
    while (this.rows.length > count) this.rows.pop()?.element.remove();
    while (this.rows.length < count) this.add();
  }

  /** Leaves out rows in which nothing was written. */
  prune() {
    const kept = this.rows.filter(({ controls }) => Object.values(controls).some(written));
    for (const row of this.rows) if (!kept.includes(row)) row.element.remove();
    this.rows = kept;
    this.#number();
  }

  /** What was written, without what is empty. @returns {Record<string, string>[]} */
  read() {
    const rows = this.rows.filter(({ controls }) => Object.values(controls).some(written));
    return rows.map(({ controls }) => Object.fromEntries(Object.entries(controls).map(([key, control]) => [key, control.value.trim()]).filter(([, value]) => value)));
  }

  /** @param {Record<string, string | null | undefined>[]} values */
  fill(values) {
    this.resize(values.length);
    values.forEach((value, index) => {
      for (const [key, control] of Object.entries(this.rows[index].controls)) if (value[key] != null) control.value = value[key];
    });
  }
}

/** Whether something was written there; what a list has chosen for itself does not count. @param {Control} control */
function written(control) {
  if (!(control instanceof HTMLSelectElement)) return Boolean(control.value.trim());
  const preset = [...control.options].findIndex((option) => option.defaultSelected);
  return control.selectedIndex !== Math.max(0, preset);
}
