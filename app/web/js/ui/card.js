/** The card of one event: what, when, where, who, who says so, and the words that it rests on. */
import { ApiError, oneEvent, request, root } from "../api.js";
import { fold } from "../events.js";
import { h, replace } from "../util/dom.js";
import { clock, country, date, radius, when } from "../util/format.js";
import { degreesMinutes, distance } from "../util/geo.js";
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";
import { bibtex, citation } from "./citation.js";
import { passages } from "./passages.js";
import { copyButton } from "./share.js";

/** @typedef {import("../types").Entry} Entry @typedef {import("../types").EventFeature} EventFeature */
/** @typedef {import("../types").EventProperties} EventProperties */

/**
 * @typedef {object} Options
 * @property {import("../codes.js").Codes} codes
 * @property {(id: string) => string} link permanent address of an event
 * @property {(id: string) => void} onOpen
 * @property {(id: string) => string} articleLink
 * @property {(id: string) => void} onArticle
 * @property {() => void} onClose
 * @property {() => Entry[]} entries
 * @property {() => boolean} [mayReview] whether the reader may mark an event as disputed
 */

export class Card {
  /** @type {AbortController | null} */
  #loading = null;

  /** @param {HTMLElement} element @param {Options} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") options.onClose();
    });
  }

  /**
   * Shows what the list knows, then all of it; the whole event, or null if it did not come or another was opened.
   * @param {string} id @param {Entry | null} entry what the list knows already @param {boolean} focus
   */
  async open(id, entry, focus) {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.element.hidden = false;
    this.element.dataset.event = id;
    if (entry) this.#render({ type: "Feature", id, geometry: entry.geometry, properties: entry.properties }, true);
    else replace(this.element, this.#head(null), h("p", { class: "quiet" }, t("card.loading")));
    if (focus) this.#title()?.focus();
    try {
      const feature = await oneEvent(id, loading.signal);
      const held = this.element.contains(document.activeElement);
      this.#render(feature, false);
      if (held) this.#title()?.focus({ preventScroll: true });
      return feature;
    } catch (error) {
      if (loading.signal.aborted) return null;
      const text = error instanceof ApiError && error.status === 404 ? t("card.missing") : t("card.failed", { detail: String(/** @type {Error} */ (error).message) });
      replace(this.element, this.#head(null), h("p", { class: "problem", role: "alert" }, text));
      return null;
    }
  }

  close() {
    this.#loading?.abort();
    this.element.hidden = true;
    delete this.element.dataset.event;
    replace(this.element);
  }

  /** @returns {HTMLElement | null} */
  #title() {
    return this.element.querySelector("h2");
  }

  /** @param {EventProperties | null} event */
  #head(event) {
    const { codes } = this.options;
    return h(
      "header",
      { class: "card-head" },
      event && symbol(event, 34),
      h("div", { class: "card-name" }, event && h("p", { class: `kind ${event.category}` }, codes.label("types", event.type)), h("h2", { id: "card-title", tabindex: "-1" }, event ? event.title : t("card.loading"))),
      h("button", { type: "button", class: "close", "aria-label": t("card.close"), title: t("card.close"), onclick: () => this.options.onClose() }, "✕"),
    );
  }

  /** @param {EventFeature} feature @param {boolean} partial true while the passages are still on their way */
  #render(feature, partial) {
    const event = feature.properties;
    const { codes } = this.options;
    replace(
      this.element,
      this.#head(event),
      h(
        "div",
        { class: "card-body" },
        h(
          "p",
          { class: "badges" },
          h("span", { class: `badge ${event.verification}` }, codes.label("verifications", event.verification)),
          event.modality !== "occurred" && h("span", { class: `badge modality ${event.modality}` }, codes.label("modalities", event.modality)),
          event.status && event.status !== "published" && h("span", { class: `badge ${event.status}` }, codes.label("statuses", event.status)),
          event.origin === "sample" && h("span", { class: "badge sample" }, codes.label("origins", "sample")),
        ),
        event.summary && !retold(event) && h("p", { class: "summary" }, event.summary),
        this.#facts(feature),
        partial ? h("p", { class: "quiet", "aria-busy": "true" }, t("card.loading")) : [...passages(event.mentions ?? [], this.options), readings(event, codes), this.#dispute(feature)],
        this.#related(feature),
        partial ? null : this.#history(feature.id),
        this.#actions(feature),
      ),
    );
  }

  /** @param {EventFeature} feature */
  #facts(feature) {
    const event = feature.properties;
    const { codes } = this.options;
    return h(
      "dl",
      { class: "facts" },
      fact("card.when", whenText(event, codes)),
      fact("card.where", this.#where(feature)),
      event.vessels?.length ? fact("card.ships", h("ul", null, event.vessels.map((vessel) => h("li", null, vesselText(vessel, codes))))) : null,
      event.actors?.length ? fact("card.actors", h("ul", null, event.actors.map((actor) => h("li", null, h("strong", null, actor.name), h("span", { class: "quiet" }, ` ${[actor.country && country(actor.country), codes.label("actor_roles", actor.role).toLowerCase()].filter(Boolean).join(", ")}`))))) : null,
      event.attributed_to ? fact("card.says", event.attributed_to) : null,
      event.count && event.count > 1 ? fact("card.how", t("card.howMany", { n: event.count })) : null,
      fact("card.counted", h("div", { class: "quiet" }, [codes.definition("types", event.type), event.modality !== "occurred" && codes.definition("modalities", event.modality)].filter(Boolean).join(" "))),
      fact("card.why", ...sureText(event, codes)),
    );
  }

  /** @param {EventFeature} feature */
  #where(feature) {
    const event = feature.properties;
    const { codes, entries } = this.options;
    const entry = entries().find(({ id }) => id === feature.id);
    const point = feature.geometry?.type === "Point" ? feature.geometry.coordinates : entry?.lon != null && entry.lat != null ? [entry.lon, entry.lat] : null;
    const regions = (event.regions ?? []).map((code) => codes.region(code)).join(" · ");
    return h(
      "div",
      null,
      h("div", null, event.place ?? t("list.nowhere")),
      point && h("div", { class: "position" }, h("span", null, degreesMinutes(point[0], point[1])), " ", h("span", { class: "quiet" }, `${point[1].toFixed(4)}, ${point[0].toFixed(4)}`)),
      h("div", { class: "quiet" }, [point && radius(event.uncertainty_m), t(`card.position.${event.location_precision}`)].filter(Boolean).join(", ")),
      regions && h("div", { class: "quiet" }, regions),
      zoneText(event.jurisdiction),
    );
  }

  /** @param {EventFeature} feature */
  #related(feature) {
    const { codes, link, onOpen } = this.options;
    const found = relatedTo(feature, this.options.entries());
    if (!found.length) return null;
    return h(
      "section",
      { class: "related" },
      h("h3", null, t("card.related")),
      h(
        "ul",
        null,
        found.map(({ entry, why }) =>
          h("li", null, h("a", { href: link(entry.id), onclick: (/** @type {MouseEvent} */ click) => {
            if (click.ctrlKey || click.metaKey || click.shiftKey) return;
            click.preventDefault();
            onOpen(entry.id);
          } }, symbol(entry.properties, 18), h("span", null, entry.properties.title)), h("span", { class: "quiet" }, `${when(entry.properties)} · ${codes.label("types", entry.properties.type)} · ${t(`card.related.${why}`)}`)),
        ),
      ),
    );
  }

  /** @param {string} id */
  #history(id) {
    const list = h("div", { class: "history-list" });
    const details = h("details", { class: "history" }, h("summary", null, t("card.history")), list);
    details.addEventListener("toggle", async () => {
      if (!details.open || list.childElementCount) return;
      try {
        const { revisions } = await request(`/events/${encodeURIComponent(id)}/history`);
        replace(list, revisions.length ? h("ol", null, revisions.map(revisionRow)) : h("p", { class: "quiet" }, t("card.history.none")));
      } catch (error) {
        replace(list, h("p", { class: "problem" }, t("card.history.failed", { detail: /** @type {Error} */ (error).message })));
      }
    });
    return details;
  }

  /** Where sources contradict each other and nobody has said so yet, a reviewer may. @param {EventFeature} feature */
  #dispute({ id, properties: { differences = [], status, verification } }) {
    if (!differences.some(({ dispute }) => dispute) || status !== "published" || verification === "disputed" || !this.options.mayReview?.()) return null;
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const button = h("button", { type: "button", class: "button" }, t("card.dispute"));
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await request(`/events/${encodeURIComponent(id)}/review`, { method: "POST", body: { decision: "dispute", reason: t("review.why.dispute") } });
        await this.open(id, null, true);
      } catch (error) {
        button.disabled = false;
        problem.hidden = false;
        problem.textContent = String(/** @type {Error} */ (error).message);
      }
    });
    return h("div", null, button, problem);
  }

  /** @param {EventFeature} feature */
  #actions(feature) {
    const event = feature.properties;
    const address = this.options.link(feature.id);
    return h(
      "footer",
      { class: "card-actions" },
      copyButton(t("card.copyLink"), () => address),
      copyButton(t("card.copyCitation"), () => citation(feature, address)),
      copyButton(t("card.copyBibtex"), () => bibtex(feature, address)),
      h("a", { class: "button", href: `${root}/collections/events/items/${encodeURIComponent(feature.id)}?f=json`, download: `skerry-${feature.id}.geojson` }, t("card.download")),
      event.updated && h("p", { class: "quiet" }, t("card.updated", { date: date(event.updated), revision: event.revision ?? 1 })),
    );
  }
}

/** True if the summary stands below word for word: our own digest, or the words of the one passage. @param {EventProperties} event */
function retold({ summary, mentions = [] }) {
  const flat = (/** @type {(string | null | undefined)[]} */ texts) => texts.join(" ").replace(/\s+/g, " ").trim();
  const digest = mentions.filter(({ article }) => article.kind === "digest").map(({ exact }) => exact);
  return flat(mentions.map(({ exact }) => exact)).includes(flat([summary])) || (digest.length > 0 && flat(digest).length >= flat([summary]).length * 0.95);
}

/** @param {string} name @param {...import("../util/dom.js").Child} value */
const fact = (name, ...value) => h("div", { class: "fact" }, h("dt", null, t(name)), h("dd", null, ...value));

/** @param {EventProperties} event @param {import("../codes.js").Codes} codes */
function whenText(event, codes) {
  const precision = event.date_precision;
  const time = precision === "minute" && event.start ? clock(event.start) : null;
  return h(
    "div",
    null,
    h("div", null, when(event)),
    time && h("div", null, time),
    event.start && precision !== "day" && h("div", { class: "quiet" }, t("card.precision", { precision: codes.label("date_precisions", precision).toLowerCase() })),
  );
}

/**
 * How well it is established, and by what. People judged the catalogue, so a count of publishers may say something else.
 * @param {EventProperties} event @param {import("../codes.js").Codes} codes
 */
function sureText({ verification, publishers }, codes) {
  const n = publishers ?? 0;
  const judged = verification === "reported" && n > 1 ? "card.oneOrigin" : verification === "corroborated" && n === 1 ? "card.oneNamed" : null;
  return [
    h("div", null, [codes.label("verifications", verification), n > 0 && t(judged ? "list.sources" : "card.publishers", { n })].filter(Boolean).join(", ")),
    h("div", { class: "quiet" }, judged ? t(judged) : codes.definition("verifications", verification)),
  ];
}

/** Whose waters they are, where the data can say. @param {EventProperties["jurisdiction"]} waters */
export function zoneText(waters) {
  const states = waters?.zone === "beyond-12nm" ? [waters.nearest_state] : (waters?.states ?? []);
  const names = states.flatMap((code) => (code ? [country(code)] : []));
  if (!names.length || (waters?.zone !== "internal-or-territorial" && waters?.zone !== "beyond-12nm")) return null;
  return h("div", { class: "quiet" }, t(`card.zone.${waters.zone}`, { states: names.join(", ") }));
}

/** @param {import("../types").Vessel} vessel @param {import("../codes.js").Codes} codes */
function vesselText(vessel, codes) {
  const details = [
    vessel.mmsi && t("card.mmsi", { mmsi: vessel.mmsi }),
    vessel.type,
    vessel.flag && t("card.flag", { flag: country(vessel.flag) }),
    vessel.other_names?.length && t("card.formerly", { names: vessel.other_names.join(", ") }),
    vessel.role !== "subject" && codes.label("vessel_roles", vessel.role).toLowerCase(),
  ].filter(Boolean);
  const number = vessel.imo ? [" ", h("a", { href: `${root}/vessels/${encodeURIComponent(vessel.imo)}` }, t("card.imo", { imo: vessel.imo }))] : [];
  return [h("strong", null, vessel.name ?? t("card.unnamed")), ...number, h("span", { class: "quiet" }, ` ${details.join(", ")}`)];
}

/** @param {{at: string, by?: string, action: string, reason?: string}} revision */
function revisionRow(revision) {
  return h("li", null, h("time", { datetime: revision.at }, date(revision.at)), ` ${[t(`history.${revision.action}`), revision.by].filter(Boolean).join(", ")}`, revision.reason && h("span", { class: "quiet" }, `: ${revision.reason}`));
}

/** What the sources say differently, each reading with who has it. @param {EventProperties} event @param {import("../codes.js").Codes} codes */
function readings({ differences = [], mentions = [] }, codes) {
  // Two actors in one report are no difference: somebody else has to tell it otherwise.
  const real = differences.filter(({ values }) => new Set(values.map(({ mentions: ids }) => [...ids].sort().join())).size > 1);
  if (!real.length) return null;
  /** @param {string} field @param {unknown} value */
  const text = (field, value) => {
    if (field === "type" || field === "modality" || field === "stance") return codes.label({ type: "types", modality: "modalities", stance: "stances" }[field], String(value));
    if (field === "flag") return country(String(value));
    return field === "start" ? date(String(value)) : String(value);
  };
  /** @param {string[]} ids */
  const tellers = (ids) => {
    const names = mentions.filter(({ id }) => id && ids.includes(id)).map(({ article }) => (article.kind === "digest" ? t("card.digestName") : (article.publisher ?? "")));
    return [...new Set(names)].filter(Boolean).join(", ");
  };
  return h(
    "section",
    { class: "readings" },
    h("h3", null, t("card.readings")),
    h("dl", { class: "facts" }, real.map(({ field, chosen, values, dispute }) => fact(
      `field.${field}`,
      h("ul", null, values.map(({ value, mentions: ids }) => h("li", null, h("strong", { class: dispute ? "differs" : "" }, text(field, value)), h("span", { class: "quiet" }, ` ${[tellers(ids), value === chosen && t("card.reading.chosen")].filter(Boolean).join(" · ")}`)))),
    ))),
  );
}

/** Events with the same ship, then those within 40 km and ten days. @param {EventFeature} feature @param {Entry[]} entries */
function relatedTo(feature, entries) {
  const self = entries.find(({ id }) => id === feature.id);
  const ships = new Set((feature.properties.vessels ?? []).filter(({ role }) => role === "subject").flatMap(({ name, imo }) => [imo, name && fold(name)]).filter(Boolean));
  /** @type {{entry: Entry, why: "vessel" | "near", rank: number}[]} */
  const found = [];
  for (const entry of entries) {
    if (entry.id === feature.id) continue;
    const same = (entry.properties.vessels ?? []).some(({ name, imo, role }) => role === "subject" && ((imo && ships.has(imo)) || (name && ships.has(fold(name)))));
    const days = self?.first != null && entry.first !== null ? Math.abs(self.first - entry.first) : Infinity;
    const near = days <= 10 && self?.lon != null && self.lat !== null && entry.lon !== null && entry.lat !== null && distance(self.lon, self.lat, entry.lon, entry.lat) < 40_000;
    if (same || near) found.push({ entry, why: same ? "vessel" : "near", rank: (same ? 0 : 1e6) + Math.min(days, 1e5) });
  }
  return found.sort((a, b) => a.rank - b.rank).slice(0, 6);
}
