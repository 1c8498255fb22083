/** What the parts of the form are built of. */
import { h } from "../util/dom.js";
import { country } from "../util/format.js";
import { language } from "../messages.js";

/** @typedef {import("../util/dom.js").Child} Child */

/** Fields under a common heading. @param {string} legend @param {...(Child | Child[])} children */
export const group = (legend, ...children) => h("fieldset", { class: "group" }, h("legend", null, legend), ...children);

/** Fields beside each other where there is room. @param {...Child} fields */
export const row = (...fields) => h("div", { class: "report-row" }, ...fields);

/** @param {[string, string][]} options value and text of each @param {string} [chosen] */
export const select = (options, chosen = "") => h("select", null, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));

/** The codes of a list with their labels. @param {import("../codes.js").Codes} codes @param {string} list @returns {[string, string][]} */
export const choices = (codes, list) => (codes.lists[list] ?? []).map(({ code }) => [code, codes.label(list, code)]);

/** A small button that acts at once. @param {string} text @param {() => void} action @param {Record<string, unknown>} [more] */
export const action = (text, action, more) => h("button", { type: "button", class: "button small", onclick: action, ...more }, text);

/** Names for territories that bear no flag of a state. */
const NO_STATE = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);
/** @type {[string, string][]} */
let countries = [];

/** Every country that the browser has a name for, by name, behind an empty choice. @returns {[string, string][]} */
export function countryOptions() {
  if (!countries.length) {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    // A code that another one has taken the place of (SU, BU) is not its own region.
    const known = codes.filter((code) => country(code) !== code && !NO_STATE.has(code) && new Intl.Locale(`und-${code}`).region === code);
    const named = known.map((code) => /** @type {[string, string]} */ ([code, country(code)]));
    countries = [["", "–"], ...named.sort((a, b) => a[1].localeCompare(b[1], language))];
  }
  return countries;
}
