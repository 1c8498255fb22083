/** Events that a report may be the same as: looked for while it is written, shown before it is sent. */
import { request } from "../api.js";
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";
import { h, replace } from "../util/dom.js";
import { when } from "../util/format.js";
import { action } from "./fields.js";
import { imoFault, mmsiFault } from "./numbers.js";

/** @typedef {{id: string, status: string, title: string, reasons: string[]}} Alike */

/** Milliseconds after the last change before the service is asked. */
const PAUSE = 700;

export class Similar {
  /** @type {Alike[]} */
  found = [];
  #asked = "";
  #timer = 0;

  /** @param {import("./form.js").EventForm} form @param {{link: (id: string) => string, mayAdd: boolean, onSame: (event: Alike) => void, onFound: () => void}} options */
  constructor(form, options) {
    this.form = form;
    this.options = options;
    this.element = h("section", { class: "similar", "aria-live": "polite", "aria-label": t("report.similar"), tabindex: "-1", hidden: true });
    form.onChange(() => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.look(), PAUSE);
    });
  }

  /** What is known so far, if it is enough to compare by. */
  #question() {
    const { type, modality, start, end, date_precision, lon, lat, uncertainty_m, location_precision, regions, vessels } = this.form.facts();
    const ships = vessels.filter(({ name }) => name).map(({ imo, mmsi, ...ship }) => ({ ...ship, ...(imo && !imoFault(imo) ? { imo } : {}), ...(mmsi && !mmsiFault(mmsi) ? { mmsi } : {}) }));
    if (!type || !(start || ships.length)) return null;
    return { type, modality, start, end: end && start && end > start ? end : null, date_precision, lon, lat, uncertainty_m, location_precision, regions, vessels: ships };
  }

  /** Asks, unless that was asked already; true if events were found that have not been shown yet. */
  async look() {
    clearTimeout(this.#timer);
    const question = this.#question();
    const asked = JSON.stringify(question);
    if (asked === this.#asked) return false;
    this.#asked = asked;
    const before = this.found.map(({ id }) => id).join();
    // A report is not held up because nobody could say what it is like.
    const { events } = question ? await request("/events/similar", { method: "POST", body: question }).catch(() => ({ events: [] })) : { events: [] };
    if (this.#asked !== asked) return false;
    this.found = events;
    const fresh = events.length > 0 && events.map((/** @type {Alike} */ { id }) => id).join() !== before;
    this.#render();
    this.options.onFound();
    return fresh;
  }

  #render() {
    const { link, mayAdd, onSame } = this.options;
    this.element.hidden = !this.found.length;
    replace(
      this.element,
      h("h3", null, t("report.similar.title", { n: this.found.length })),
      h("ul", null, this.found.map((event) => {
        const entry = this.form.entries().find(({ id }) => id === event.id);
        return h(
          "li",
          null,
          h("div", { class: "similar-name" }, entry && symbol(entry.properties, 22), h("a", { href: link(event.id), target: "_blank", rel: "noopener" }, event.title, h("span", { class: "hidden-visually" }, ` ${t("report.newTab")}`))),
          h("p", { class: "quiet" }, [entry && when(entry.properties), entry?.properties.place, event.status !== "published" && this.form.codes.label("statuses", event.status)].filter(Boolean).join(" · ")),
          h("p", { class: "quiet" }, t("report.similar.reasons", { reasons: event.reasons.join("; ") })),
          mayAdd && action(t("report.similar.same"), () => onSame(event)),
        );
      })),
      h("p", { class: "hint" }, t(mayAdd ? "report.similar.analyst" : "report.similar.reporter")),
    );
  }
}
