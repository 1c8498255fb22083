/** "Report an incident": a form beside the map, from the first field to the receipt. */
import { exchange, request } from "../api.js";
import { entryOf } from "../events.js";
import { t } from "../messages.js";
import { announce } from "../ui/share.js";
import { byId, h, replace } from "../util/dom.js";
import * as drafts from "./draft.js";
import { showErrors, showProblem } from "./errors.js";
import { EventForm } from "./form.js";
import { pickPosition } from "./pick.js";
import { showReceipt } from "./receipt.js";
import { Similar } from "./similar.js";
import { loadStyle } from "./style.js";

/** @typedef {import("../types").EventFeature} EventFeature */

/**
 * What a form needs of the page that it stands in.
 * @typedef {object} Desk
 * @property {import("../codes.js").Codes} codes
 * @property {import("../ui/session.js").Session} session
 * @property {import("../store.js").Store} store
 * @property {import("../ui/map-panel.js").MapPanel} map
 * @property {() => import("../types").Entry[]} entries
 * @property {(id: string) => string} link
 * @property {(id: string) => void} onOpen
 * @property {(id: string) => Promise<void>} onPublished
 */

const ITEMS = "/collections/events/items";

/** @type {ReportPanel | null} */
let open = null;
/** Pages whose cards the form makes way for. @type {WeakSet<import("../store.js").Store>} */
const watched = new WeakSet();

/** Opens the form, or asks to sign in where the public may not report. @param {Desk} desk */
export async function openReport(desk) {
  if (open) return open.focus();
  watch(desk.store);
  const allowed = desk.session.role || (await exchange(ITEMS, { method: "OPTIONS" })).headers.get("Allow")?.includes("POST");
  if (!allowed) return desk.session.signIn(() => void openReport(desk), t("session.whyReport"));
  await loadStyle();
  if (!open) open = new ReportPanel(desk, /** @type {HTMLElement | null} */ (document.activeElement));
}

/** A card or an article that is opened takes the form's place; the draft is kept. @param {import("../store.js").Store} store */
function watch(store) {
  if (watched.has(store)) return;
  watched.add(store);
  store.subscribe((state, before) => {
    if ((state.event && state.event !== before.event) || (state.article && state.article !== before.article)) open?.close({ giveFocusBack: false });
  });
}

class ReportPanel {
  #key = "";
  #body = "";
  #at = "";
  #picked = false;

  /** @param {Desk} desk @param {HTMLElement | null} opener what the focus goes back to */
  constructor(desk, opener) {
    this.desk = desk;
    this.opener = opener;
    this.heading = h("h2", { id: "report-title", tabindex: "-1" }, t("report.report"));
    this.body = h("div", { class: "card-body" });
    this.element = h(
      "aside",
      { class: "card report-panel", "aria-labelledby": "report-title" },
      h("header", { class: "card-head" }, h("div", { class: "card-name" }, this.heading), h("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: () => this.close() }, "✕")),
      this.body,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
    byId("card").parentElement?.append(this.element);
    this.#start();
  }

  focus() {
    this.heading.focus();
  }

  /** An empty form, or the draft that was left. */
  #start() {
    const { codes, session, entries, link } = this.desk;
    this.heading.textContent = t("report.report");
    const form = (this.form = new EventForm({ codes, entries, pick: () => this.#pick() }));
    this.similar = new Similar(form, { link, mayAdd: session.may("analyst"), onSame: (event) => void this.#addTo(event.id), onFound: () => this.#label() });
    this.send = h("button", { class: "button primary" });
    this.hint = h("div", { class: "hint" });
    form.element.append(this.similar.element, h("div", { class: "send" }, this.send, this.hint));
    form.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    const empty = JSON.stringify(drafts.snapshot(form.element));
    const kept = drafts.kept();
    const notice = h("div", { class: "notice" });
    notice.hidden = !kept;
    replace(this.body, notice, h("p", { class: "quiet" }, t("report.intro")), form.element);
    this.#label();
    if (kept) {
      this.#restore(kept.values);
      const at = new Date(kept.saved).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
      replace(notice, h("p", null, t("report.draft", { at })), h("button", { type: "button", class: "button small", onclick: () => {
        drafts.discard();
        this.#start();
      } }, t("report.draft.discard")));
    }
    form.onChange(() => {
      const values = drafts.snapshot(form.element);
      if (JSON.stringify(values) === empty) drafts.discard();
      else drafts.keep(values);
      this.#mark();
    });
    this.#mark();
    this.focus();
  }

  /** @param {drafts.Values} values */
  #restore(values) {
    const { form } = this;
    if (!form) return;
    for (const rows of form.lists) {
      const counts = Object.keys(values).map((name) => (name.startsWith(`${rows.name}.`) ? Number(name.split(".")[1]) + 1 : 0));
      rows.resize(Math.min(100, Math.max(rows.rows.length, ...counts)));
    }
    drafts.putBack(form.element, values);
    form.when.refresh();
    const { value } = form.where.radius;
    void form.where.lookUp().then(() => (form.where.radius.value = value));
    form.element.dispatchEvent(new Event("change"));
  }

  /** What sending does, and what there is to look at before. */
  #label() {
    if (!this.send || !this.hint) return;
    const analyst = this.desk.session.may("analyst");
    const n = this.similar?.found.length ?? 0;
    this.send.textContent = t(analyst ? "report.send.analyst" : "report.send");
    replace(this.hint, n
      ? h("button", { type: "button", class: "clear", onclick: () => this.similar?.element.focus() }, t("report.similar.look", { n }))
      : t(analyst ? "report.send.analystHint" : "report.send.hint"));
  }

  /** Shows on the map where it will be, and moves there when that is news. */
  #mark() {
    const feature = this.form?.feature();
    const entry = feature ? entryOf(feature) : null;
    const at = JSON.stringify(feature?.geometry);
    if (entry && at !== this.#at && !this.#picked) this.desk.map.select(entry);
    else this.desk.map.drawn?.select(entry);
    this.#at = at;
    this.#picked = false;
  }

  async #pick() {
    const { store, map } = this.desk;
    const { pane } = store.state;
    const hidden = byId("map").offsetParent === null;
    if (hidden) store.update({ pane: "map" }, { commit: false });
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await map.start();
    const back = () => hidden && store.update({ pane }, { commit: false });
    if (!this.element.isConnected) return null;
    if (!map.drawn) {
      back();
      announce(t("report.pick.noMap"));
      return null;
    }
    const [stage, panel] = [byId("map").getBoundingClientRect(), this.element.getBoundingClientRect()];
    const beside = panel.left > stage.left + 200 && panel.left < stage.right;
    this.element.classList.toggle("aside", !beside);
    const picked = await pickPosition(map.drawn, beside ? stage.right - panel.left : 0);
    this.element.classList.remove("aside");
    back();
    this.#picked = picked !== null;
    return picked;
  }

  async #submit() {
    const { form, similar } = this;
    if (!form || !similar || !this.send || this.send.disabled) return;
    this.send.disabled = true;
    try {
      const errors = await form.check();
      if (errors.length) return showErrors(form.element, form.summary, errors);
      if (await similar.look()) return similar.element.focus();
      const body = JSON.stringify({ ...form.facts(), ...form.extras() });
      // The same report sent again is the same report, whatever became of the first answer.
      if (body !== this.#body) [this.#body, this.#key] = [body, randomKey()];
      this.send.textContent = t("report.sending");
      const feature = await request(ITEMS, { method: "POST", body: JSON.parse(body), headers: { "Idempotency-Key": this.#key } });
      await this.#sent(feature, t(feature.properties.status === "published" ? "report.done.published" : "report.done.proposed"));
    } catch (error) {
      showProblem(form.element, form.summary, error);
    } finally {
      this.send.disabled = false;
      this.#label();
    }
  }

  /** Gives the report's sources to an event that is there already. @param {string} id */
  async #addTo(id) {
    const { form } = this;
    if (!form) return;
    const { sources } = form.extras();
    if (!sources.length) return showErrors(form.element, form.summary, [{ field: "sources.0.url", message: t("report.sources.missing") }]);
    try {
      const path = `${ITEMS}/${encodeURIComponent(id)}`;
      const tag = (await exchange(`${path}?f=json`)).headers.get("ETag") ?? "";
      const feature = await request(path, { method: "PATCH", body: { sources, reason: t("report.similar.reason") }, headers: { "If-Match": tag } });
      await this.#sent(feature, t("report.done.added"));
    } catch (error) {
      showProblem(form.element, form.summary, error);
    }
  }

  /** @param {EventFeature} feature @param {string} text */
  async #sent(feature, text) {
    const { codes, session, map, onOpen, onPublished } = this.desk;
    drafts.discard();
    this.form = undefined;
    const { status } = feature.properties;
    this.heading.textContent = t(status === "published" ? "report.done.title" : "report.done.titleProposed");
    showReceipt(this.body, feature, {
      codes, text,
      onOpen: session.role || status === "published" ? () => {
        this.close();
        onOpen(feature.id);
      } : null,
      onAgain: () => this.#start(),
      onClose: () => this.close(),
    });
    this.body.scrollTop = 0;
    this.focus();
    if (status === "published") await onPublished(feature.id);
    map.select(entryOf(feature), { fit: true });
  }

  /** @param {{giveFocusBack?: boolean}} [options] */
  close({ giveFocusBack = true } = {}) {
    const { map, store, entries } = this.desk;
    open = null;
    this.element.remove();
    map.select(entries().find(({ id }) => id === store.state.event) ?? null);
    if (giveFocusBack) this.opener?.focus();
    else if (drafts.kept()) announce(t("report.kept"));
  }
}

/** 128 random bits; `crypto.randomUUID` is not there on a page without TLS. */
const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
