/** Who is signed in. A token is exchanged for a cookie that scripts cannot read. */
import { request, root } from "../api.js";
import { h, replace } from "../util/dom.js";
import { own } from "../util/own.js";
import { t } from "../messages.js";

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
    return (own(RANKS, this.role ?? "") ?? 0) >= RANKS[role];
  }

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  #render() {
    replace(
      this.place,
      this.role
        ? [this.may("analyst") && h("a", { class: "button", href: `${root}/review`, onclick: inTheme }, t("session.review")), h("span", { class: "quiet" }, t("session.as", { role: this.role })), h("button", { type: "button", class: "button", onclick: () => void this.signOut() }, t("session.out"))]
        : h("button", { type: "button", class: "button", onclick: () => void this.signIn() }, t("session.in")),
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
  async signIn(then, why) {
    const { openSignIn } = await import("./sign-in.js");
    openSignIn(async () => {
      await this.#refresh();
      then?.();
    }, why);
  }
}

/** Takes the theme along to another page. @param {MouseEvent} click */
function inTheme({ currentTarget }) {
  const { theme } = document.documentElement.dataset;
  if (theme) /** @type {HTMLAnchorElement} */ (currentTarget).search = `?theme=${theme}`;
}
