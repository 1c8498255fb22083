/** The dialog that asks for a token. */
import { request } from "../api.js";
import { h } from "../util/dom.js";
import { t } from "../messages.js";
import { clearErrors, field, openDialog, showErrors } from "./dialog.js";

/** @param {() => Promise<void>} onDone @param {string} [why] what the token is needed for */
export function openSignIn(onDone, why) {
  const token = h("input", { type: "password", autocomplete: "current-password", required: true, spellcheck: "false" });
  const summary = h("p", { class: "problem", role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "form", novalidate: true },
    why && h("p", null, why),
    field("token", t("session.token"), token, t("session.hint")),
    summary,
    h("div", { class: "form-actions" }, h("button", { class: "button primary" }, t("session.in"))),
  );
  const dialog = openDialog(t("session.title"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearErrors(form, summary);
    try {
      await request("/session", { method: "POST", body: { token: token.value.trim() } });
      dialog.close();
      await onDone();
    } catch (error) {
      showErrors(form, summary, error);
    }
  });
  token.focus();
}
