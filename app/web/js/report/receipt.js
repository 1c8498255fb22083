/** What has become of a report: shown in place of the form. */
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";
import { h, replace } from "../util/dom.js";
import { radius, when } from "../util/format.js";
import { degreesMinutes } from "../util/geo.js";
import { action } from "./fields.js";

/** @typedef {import("../types").EventFeature} EventFeature */

/**
 * @param {HTMLElement} place
 * @param {EventFeature} feature as the service has stored it
 * @param {{codes: import("../codes.js").Codes, text: string, onOpen: (() => void) | null, onAgain: () => void, onClose: () => void}} options
 */
export function showReceipt(place, { id, geometry, properties: event }, { codes, text, onOpen, onAgain, onClose }) {
  const point = geometry?.type === "Point" ? geometry.coordinates : null;
  const status = event.status ?? "proposed";
  const facts = [
    ["card.when", when(event)],
    ["card.where", [event.place, point && degreesMinutes(point[0], point[1]), point && radius(event.uncertainty_m), event.regions.map((code) => codes.region(code)).join(" · ")].filter(Boolean).join(", ") || t("list.nowhere")],
    ["card.ships", event.vessels.map(({ name, imo }) => [name, imo && t("card.imo", { imo })].filter(Boolean).join(", ")).join("; ")],
    ["report.rests", [...new Set((event.mentions ?? []).map(({ article }) => article.publisher ?? article.url ?? article.title))].filter(Boolean).join("; ")],
    ["report.number", id],
  ];
  replace(
    place,
    h("p", { class: "receipt-text" }, text),
    h("div", { class: "receipt" },
      h("div", { class: "row-over" }, h("span", { class: `kind ${event.category}` }, codes.label("types", event.type)), h("span", { class: `badge ${status}` }, codes.label("statuses", status))),
      h("div", { class: "article-event-name" }, symbol(event, 26), h("strong", null, event.title)),
      h("dl", { class: "facts" }, facts.filter(([, value]) => value).map(([name, value]) => h("div", { class: "fact" }, h("dt", null, t(String(name))), h("dd", null, value)))),
    ),
    h("div", { class: "form-actions" }, onOpen && action(t("report.open"), onOpen, { class: "button primary" }), action(t("report.again"), onAgain, { class: "button" }), action(t("card.close"), onClose, { class: "button" })),
  );
}
