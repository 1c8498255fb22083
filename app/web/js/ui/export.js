/** What the list shows, as a file: with the address that shows it again. */
import { root } from "../api.js";
import { h } from "../util/dom.js";
import { date, isoOf, today } from "../util/format.js";

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

const KML = "http://www.opengis.net/kml/2.2";
/** What no XML document may hold. */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Placemarks with the columns of the table as extended data; put together as a document, so that no text becomes markup.
 * @param {Entry[]} entries @param {string} view address of what is shown @param {string} address of the service
 */
export function kml(entries, view, address) {
  const file = document.implementation.createDocument(KML, "kml");
  /** @param {string} name @param {(Element | string | null)[]} children */
  const make = (name, ...children) => {
    const element = file.createElementNS(KML, name);
    element.append(...children.flatMap((child) => (typeof child === "string" ? child.replace(NO_XML, "") : child) || []));
    return element;
  };
  const points = (/** @type {number[][]} */ line) => make("coordinates", line.map(([lon, lat]) => `${lon},${lat}`).join(" "));
  const shape = (/** @type {number[][][]} */ [outer, ...holes]) => make("Polygon",
    make("outerBoundaryIs", make("LinearRing", points(outer))), ...holes.map((hole) => make("innerBoundaryIs", make("LinearRing", points(hole)))));
  const drawn = (/** @type {Entry["geometry"]} */ geometry) => {
    if (!geometry) return null;
    if (geometry.type === "Point") return make("Point", points([geometry.coordinates]));
    return geometry.type === "Polygon" ? shape(geometry.coordinates) : make("MultiGeometry", ...geometry.coordinates.map(shape));
  };
  const marks = entries.map((entry) => {
    const { start, end } = entry.properties;
    const data = Object.entries(COLUMNS).flatMap(([name, column]) => {
      const value = column(entry, address) ?? "";
      if (value === "") return [];
      const element = make("Data", make("value", String(value)));
      element.setAttribute("name", name);
      return element;
    });
    return make("Placemark", make("name", entry.properties.title), start ? make("TimeSpan", make("begin", start), end && make("end", end)) : null, make("ExtendedData", ...data), drawn(entry.geometry));
  });
  file.documentElement.append(make("Document", make("name", "Skerry"), make("description", view), ...marks));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}`;
}

/** Picture of the map as the service draws it: where there is no map to be read. */
const still = async () => (await fetch(`${root}/map.svg${location.search}`)).text();

/**
 * The map with what it shows, where to find it again and whose data it is, written below it.
 * @param {import("../map/map.js").EventMap | null} map @param {string} view
 */
async function png(map, view) {
  const picture = map ? await map.picture() : await image(`data:image/svg+xml,${encodeURIComponent(await still())}`);
  const { width, height } = picture;
  const scale = map ? devicePixelRatio : 1;
  const chips = [...document.querySelectorAll("#chips .chip")].map((chip) => chip.firstChild?.textContent);
  const lines = [["Skerry", document.getElementById("count")?.textContent, ...chips].filter(Boolean).join(" · "), view, `${document.querySelector(".attribution")?.textContent?.trim()} · ${date(isoOf(today()))}`];
  const surface = h("canvas", { width, height: height + Math.round((12 + 18 * lines.length) * scale) });
  const pen = /** @type {CanvasRenderingContext2D} */ (surface.getContext("2d"));
  const look = getComputedStyle(/** @type {Element} */ (document.querySelector(".bar")));
  pen.fillStyle = look.backgroundColor;
  pen.fillRect(0, 0, surface.width, surface.height);
  pen.drawImage(picture, 0, 0);
  pen.fillStyle = look.color;
  lines.forEach((line, row) => {
    pen.font = `${row ? 400 : 600} ${12 * scale}px "Noto Sans", sans-serif`;
    pen.fillText(line, 10 * scale, height + (18 + 18 * row) * scale, width - 20 * scale);
  });
  return new Promise((/** @type {(blob: Blob | null) => void} */ resolve) => surface.toBlob(resolve, "image/png"));
}

/** @param {string} src @returns {Promise<HTMLImageElement>} */
async function image(src) {
  const found = new Image();
  found.src = src;
  await found.decode();
  return found;
}

/** @param {string} format @param {Entry[]} entries @param {string} view @param {import("../map/map.js").EventMap | null} map */
export async function download(format, entries, view, map) {
  const name = `skerry-${isoOf(today())}.${format}`;
  const address = `${location.origin}${root}/`;
  switch (format) {
    case "svg": return save(await still(), "image/svg+xml", name);
    case "png": return save((await png(map, view)) ?? "", "image/png", name);
    case "kml": return save(kml(entries, view, address), "application/vnd.google-earth.kml+xml", name);
    // A byte order mark, for spreadsheets that would else not take the table for UTF-8.
    case "csv": return save(`\ufeff${csv(entries, address)}`, "text/csv", name);
    default: return save(geojson(entries, view), "application/geo+json", name);
  }
}

/** @param {string | Blob} content @param {string} type @param {string} name */
function save(content, type, name) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
