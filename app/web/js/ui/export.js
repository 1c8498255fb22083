/** What the list shows, as a file: with the address that shows it again. */
import { root } from "../api.js";
import { h } from "../util/dom.js";
import { isoOf, today } from "../util/format.js";

/** @typedef {import("../types").Entry} Entry */

/** @type {Record<string, (entry: Entry, address: string) => unknown>} */
const COLUMNS = {
  id: ({ id }) => id,
  title: ({ properties }) => properties.title,
  type: ({ properties }) => properties.type,
  category: ({ properties }) => properties.category,
  modality: ({ properties }) => properties.modality,
  verification: ({ properties }) => properties.verification,
  start: ({ properties }) => properties.start,
  end: ({ properties }) => properties.end,
  date_precision: ({ properties }) => properties.date_precision,
  place: ({ properties }) => properties.place,
  lat: ({ lat }) => lat,
  lon: ({ lon }) => lon,
  uncertainty_m: ({ properties }) => properties.uncertainty_m,
  regions: ({ properties }) => properties.regions?.join("; "),
  ships: ({ properties }) => properties.vessels?.map(({ name }) => name).join("; "),
  imo: ({ properties }) => properties.vessels?.flatMap(({ imo }) => imo ?? []).join("; "),
  actors: ({ properties }) => properties.actors?.map(({ name }) => name).join("; "),
  attributed_to: ({ properties }) => properties.attributed_to,
  publishers: ({ properties }) => properties.publishers,
  address: ({ id }, address) => `${address}?e=${id}`,
};

/**
 * A table after RFC 4180. A cell that a spreadsheet would take for a formula is made text.
 * @param {Entry[]} entries
 * @param {string} address of the service
 */
export function csv(entries, address) {
  const cell = (/** @type {unknown} */ value) => {
    const text = String(value ?? "");
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = entries.map((entry) => Object.values(COLUMNS).map((column) => cell(column(entry, address))).join(","));
  return [Object.keys(COLUMNS).join(","), ...rows, ""].join("\r\n");
}

/** @param {Entry[]} entries @param {string} view address of what is shown */
function geojson(entries, view) {
  const features = entries.map(({ id, geometry, properties }) => ({ type: "Feature", id, geometry, properties }));
  return JSON.stringify({ type: "FeatureCollection", source: view, features }, null, 1);
}

/** @param {string} format @param {Entry[]} entries @param {string} view */
export async function download(format, entries, view) {
  const name = `skerry-${isoOf(today())}.${format}`;
  if (format === "svg") {
    const picture = await (await fetch(`${root}/map.svg${location.search}`)).text();
    return save(picture, "image/svg+xml", name);
  }
  const address = `${location.origin}${root}/`;
  // A byte order mark, for spreadsheets that would else not take the table for UTF-8.
  if (format === "csv") return save(`\ufeff${csv(entries, address)}`, "text/csv", name);
  save(geojson(entries, view), "application/geo+json", name);
}

/** @param {string} content @param {string} type @param {string} name */
function save(content, type, name) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
