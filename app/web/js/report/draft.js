/** The draft of a report, kept in this browser alone until it is sent. Names and contact of the reporter are not kept. */

const KEY = "skerry.report";
const VERSION = 1;

/** @typedef {Record<string, string>} Values controls by name; of a set of radio buttons the value that is chosen */

/** What stands in the form. @param {HTMLFormElement} form @returns {Values} */
export function snapshot(form) {
  /** @type {Values} */
  const values = {};
  for (const control of form.querySelectorAll("input[name], select[name], textarea[name]")) {
    const { name, type, value } = /** @type {HTMLInputElement} */ (control);
    if (name.startsWith("reporter.") || (type === "radio" && !(/** @type {HTMLInputElement} */ (control).checked))) continue;
    if (value) values[name] = value;
  }
  return values;
}

/** Puts a snapshot into a form that has the same controls. @param {HTMLFormElement} form @param {Values} values */
export function putBack(form, values) {
  for (const control of form.querySelectorAll("input[name], select[name], textarea[name]")) {
    const input = /** @type {HTMLInputElement} */ (control);
    if (!Object.hasOwn(values, input.name)) continue;
    if (input.type === "radio") input.checked = input.value === values[input.name];
    else input.value = values[input.name];
  }
}

/** @param {Values} values */
export function keep(values) {
  attempt(() => localStorage.setItem(KEY, JSON.stringify({ version: VERSION, saved: new Date().toISOString(), values })));
}

/** @returns {{saved: string, values: Values} | null} */
export function kept() {
  const found = attempt(() => JSON.parse(localStorage.getItem(KEY) ?? "null"));
  const usable = found?.version === VERSION && found.values && typeof found.values === "object" && Object.values(found.values).every((value) => typeof value === "string");
  return usable ? { saved: String(found.saved), values: found.values } : null;
}

export const discard = () => attempt(() => localStorage.removeItem(KEY));

/** A browser may refuse to keep anything; the form works without. @param {() => any} act */
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
