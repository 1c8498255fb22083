/** The decisions that an event's status allows: one bar below the card, and the same for all that are ticked. */
import { t } from "../messages.js";
import { h, replace } from "../util/dom.js";

/** @typedef {"publish" | "reject" | "reopen" | "confirm" | "dispute" | "retract" | "recount"} Decision */
/** @typedef {Decision | "edit" | "merge" | "assign"} Act */

/** What can be done by status, the likeliest first. @type {Record<string, Act[]>} */
const ACTS = {
  proposed: ["publish", "reject", "merge", "edit", "assign"],
  published: ["confirm", "dispute", "retract", "recount", "edit", "merge", "reject"],
  rejected: ["reopen", "publish"],
  merged: ["reopen"],
};

/** Acts that may be taken about many events in one step. */
const MANY = new Set(["publish", "reject", "reopen", "confirm", "dispute", "retract", "recount", "assign"]);

/** @type {Partial<Record<Act, string>>} */
export const KEYS = { publish: "a", reject: "r", merge: "m", edit: "e", assign: "t" };

/**
 * Acts for events of one status. @param {string | undefined} status @param {boolean} many
 * @returns {Act[]}
 */
export function acts(status, many) {
  return (ACTS[status ?? "proposed"] ?? []).filter((act) => !many || MANY.has(act));
}

/** The words in the reason's field, or those that go without saying. */
export class DecideBar {
  /** @param {HTMLElement} element @param {(act: Act) => void} onAct */
  constructor(element, onAct) {
    this.element = element;
    this.onAct = onAct;
    this.reason = h("input", { type: "text", maxlength: "2000", id: "reason", placeholder: t("review.reasonHint") });
    this.buttons = h("div", { class: "form-actions" });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.heading = h("p", { class: "quiet", "aria-live": "polite" });
    replace(element, this.heading, h("div", { class: "field" }, h("label", { for: "reason" }, t("review.reason")), this.reason), this.buttons, this.problem);
  }

  /** @param {string | undefined} status @param {number} ticked @param {string | null} assigned */
  show(status, ticked, assigned) {
    const many = ticked > 0;
    this.element.hidden = !status && !many;
    this.problem.hidden = true;
    this.heading.textContent = many ? t("review.about", { n: ticked }) : "";
    replace(this.buttons, acts(status, many).map((act, index) => {
      const key = KEYS[act];
      const name = act === "assign" && assigned ? "review.act.unassign" : `review.act.${act}`;
      return h("button", { type: "button", class: index === 0 ? "button primary" : "button", "data-act": act, "aria-keyshortcuts": key, onclick: () => this.onAct(act) }, t(name), key && h("kbd", { "aria-hidden": "true" }, key));
    }));
  }

  /** What the reviewer wrote; where that is nothing, what the act says by itself. @param {Act} act */
  why(act) {
    return this.reason.value.trim() || t(`review.why.${act}`);
  }

  /** @param {unknown} error */
  fail(error) {
    this.problem.hidden = false;
    this.problem.textContent = error instanceof Error ? error.message : String(error);
  }
}
