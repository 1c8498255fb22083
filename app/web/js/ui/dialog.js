/** Modal dialogs and forms: the browser's own `<dialog>`, so that focus and Escape behave as everywhere. */
import { ApiError } from "../api.js";
import { h, replace } from "../util/dom.js";
import { t } from "../messages.js";

/** @typedef {import("../util/dom.js").Child} Child */

/**
 * Opens a dialog; it is gone from the page when it closes.
 * @param {string} title
 * @param {...(Child | Child[])} children
 */
export function openDialog(title, ...children) {
  const close = h("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: () => dialog.close() }, "✕");
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, h("header", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title), close), ...children);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * A labelled field, with room for what is wrong with it.
 * @param {string} name
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(name, label, control, hint) {
  control.setAttribute("name", name);
  control.id = `field-${name}`;
  control.setAttribute("aria-describedby", `${control.id}-hint ${control.id}-error`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: control.id }, label),
    control,
    h("p", { class: "hint", id: `${control.id}-hint`, hidden: !hint }, hint),
    h("p", { class: "field-error", id: `${control.id}-error`, hidden: true }),
  );
}

/**
 * Shows an error of the service at the fields that it names, and as a sentence above the buttons.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} summary
 * @param {unknown} error
 */
export function showErrors(form, summary, error) {
  clearErrors(form, summary);
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  /** @type {string[]} */
  const rest = [];
  for (const { field: name, message, allowed } of fields) {
    const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
    const place = control && form.querySelector(`#field-${CSS.escape(name)}-error`);
    const text = allowed?.length ? `${message} (${allowed.join(", ")})` : message;
    if (!control || !(place instanceof HTMLElement)) rest.push(`${name}: ${text}`);
    else {
      control.setAttribute("aria-invalid", "true");
      place.hidden = false;
      place.textContent = text;
    }
  }
  summary.hidden = false;
  replace(summary, error instanceof ApiError && fields.length && !rest.length ? t("form.errors") : rest.join("; ") || String(/** @type {Error} */ (error).message));
  const first = form.querySelector("[aria-invalid]");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {HTMLFormElement} form @param {HTMLElement} summary */
export function clearErrors(form, summary) {
  summary.hidden = true;
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const place of form.querySelectorAll(".field-error")) /** @type {HTMLElement} */ (place).hidden = true;
}
