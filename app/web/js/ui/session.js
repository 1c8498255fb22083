/** Who is signed in. A token is exchanged for a cookie that scripts cannot read. */
import { request } from "../api.js";
import { h, replace } from "../util/dom.js";
import { t } from "../messages.js";
import { clearErrors, field, openDialog, showErrors } from "./dialog.js";

/** What each role may do besides. @type {Record<string, number>} */
const RANKS = { reporter: 1, analyst: 2, admin: 3 };

export class Session {
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.role = document.documentElement.dataset.role || null;
    this.#render();
  }

  /** @param {string} role */
  may(role) {
    return (RANKS[this.role ?? ""] ?? 0) >= RANKS[role];
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  #render() {
    replace(
      this.place,
      this.role
        ? [h("span", { class: "quiet" }, t("session.as", { role: this.role })), h("button", { type: "button", class: "button", onclick: () => void this.signOut() }, t("session.out"))]
        : h("button", { type: "button", class: "button", onclick: () => this.signIn() }, t("session.in")),
    );
  }

  async #refresh() {
    const { role } = await request("/session");
    this.role = role;
    this.#render();
    for (const listener of this.#listeners) listener();
  }

  async signOut() {
    await request("/session", { method: "DELETE" });
    await this.#refresh();
  }

  /** Asks for a token; `then` is what the reader was about to do. @param {() => void} [then] @param {string} [why] */
  signIn(then, why) {
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
        await this.#refresh();
        dialog.close();
        then?.();
      } catch (error) {
        showErrors(form, summary, error);
      }
    });
    token.focus();
  }
}
