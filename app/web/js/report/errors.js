/** What is wrong with the form: named at the field, and listed above it with the way there. */
import { ApiError } from "../api.js";
import { h, replace } from "../util/dom.js";
import { t } from "../messages.js";
import { clearErrors } from "../ui/dialog.js";

/** @typedef {{field: string, message: string, allowed?: string[]}} FieldError */

/** Fields of the API that another of ours stands for. @type {Record<string, string>} */
const STAND_INS = { lon: "where", lat: "where", geometry: "where", location_precision: "where", regions: "where", sources: "sources.0.url", body: "type" };

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} summary
 * @param {unknown} error an error of the service, or of the way to it
 */
export function showProblem(form, summary, error) {
  if (error instanceof ApiError && error.problem.errors?.length) return showErrors(form, summary, error.problem.errors);
  const text = error instanceof ApiError ? error.message : t("report.offline", { detail: String(/** @type {Error} */ (error).message) });
  return showErrors(form, summary, [{ field: "", message: text }]);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} summary
 * @param {FieldError[]} errors
 */
export function showErrors(form, summary, errors) {
  clearErrors(form, summary);
  const items = errors.map(({ field, message, allowed }) => {
    const control = controlOf(form, field);
    const text = allowed?.length ? `${message} (${allowed.join(", ")})` : message;
    if (!control) return h("li", null, [field, text].filter(Boolean).join(": "));
    mark(control, text);
    const label = control.closest(".field, fieldset")?.querySelector("label, legend")?.textContent ?? field;
    const row = control.closest(".row-fields")?.getAttribute("aria-label");
    return h("li", null, h("a", { href: `#${control.id}`, onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      control.focus();
    } }, `${[row, label].filter(Boolean).join(", ")}: ${text}`));
  });
  replace(summary, h("h3", null, t("report.errors", { n: errors.length })), h("ul", null, items));
  summary.hidden = false;
  summary.focus();
}

/** @param {HTMLFormElement} form @param {string} field @returns {HTMLElement | null} */
function controlOf(form, field) {
  if (!field) return null;
  const name = STAND_INS[field] ?? field;
  const named = `[name="${CSS.escape(name)}"], [name^="${CSS.escape(name)}."]`;
  const all = /** @type {HTMLElement[]} */ ([...form.querySelectorAll(named)]);
  return all.find((control) => control.offsetParent !== null) ?? null;
}

/** Says at a control what is wrong with it. @param {HTMLElement} control @param {string} text */
export function mark(control, text) {
  control.setAttribute("aria-invalid", "true");
  const place = document.getElementById(`${control.id}-error`);
  if (!place) return;
  place.hidden = false;
  place.textContent = text;
}

/** Takes the mark off again. @param {HTMLElement} control */
export function unmark(control) {
  control.removeAttribute("aria-invalid");
  const place = document.getElementById(`${control.id}-error`);
  if (place) place.hidden = true;
}
