/** The events that the page holds: filtered, counted, binned. Pure, no DOM. */
import { FACETS, lastDays, perFacet } from "./state.js";
import { anchorOf, contains } from "./util/geo.js";
import { dayOf, daySpan, today } from "./util/format.js";

/** @typedef {import("./types").State} State @typedef {import("./types").FacetName} FacetName */
/** @typedef {import("./types").EventFeature} EventFeature @typedef {import("./types").Entry} Entry */

/** Lower case without accents: `Jägare` is found by `jagare`. @param {string} text */
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {EventFeature} feature @returns {Entry} */
export function entryOf(feature) {
  const event = feature.properties;
  const anchor = anchorOf(feature.geometry);
  const [first, last] = daySpan(event.start, event.end, event.date_precision);
  const vessels = event.vessels ?? [];
  const actors = event.actors ?? [];
  const tellers = (event.mentions ?? []).filter(({ article }) => article.kind !== "digest");
  const flags = vessels.filter((vessel) => vessel.role === "subject" && vessel.flag).map((vessel) => String(vessel.flag));
  const countries = actors.filter((actor) => actor.country).map((actor) => String(actor.country));
  return {
    id: feature.id,
    properties: event,
    geometry: feature.geometry,
    lon: anchor && anchor[0],
    lat: anchor && anchor[1],
    first,
    last,
    codes: {
      type: [event.type],
      region: event.regions ?? [],
      verification: [event.verification],
      modality: [event.modality],
      flag: [...new Set(flags)],
      country: [...new Set(countries)],
      // A feature of the list has no mentions: who tells of it is asked for when somebody wants to know.
      publisher: [...new Set(tellers.flatMap(({ article }) => article.publisher ?? []))],
    },
    text: fold(
      [
        event.title, event.summary, event.place, event.attributed_to,
        ...vessels.flatMap((vessel) => [vessel.name, vessel.imo, vessel.mmsi, ...(vessel.other_names ?? [])]),
        ...actors.map((actor) => actor.name),
      ].filter(Boolean).join("\n"),
    ),
  };
}

/**
 * What the state lets through, and for each facet how many events each of its codes would show.
 * @typedef {{shown: Entry[], elsewhere: number, undated: number, anyTime: Entry[], counts: Record<FacetName, Map<string, number>>}} Selection
 * @param {Entry[]} entries
 * @param {State} state
 * @param {import("./types").Bounds | null} bounds what the map shows, if the list is to follow it
 * @param {Set<string> | null} [found] ids that the service found for `q` in the passages
 * @returns {Selection}
 */
export function select(entries, state, bounds, found = null) {
  const [from, to] = timeWindow(state);
  const words = fold(state.q).split(/\s+/).filter(Boolean);
  const facets = FACETS.map((name) => ({
    name,
    keep: new Set(state.include[name]),
    drop: new Set(state.exclude[name]),
    counts: /** @type {Map<string, number>} */ (new Map()),
  }));
  /** @type {Selection} */
  const selection = {
    shown: [],
    elsewhere: 0,
    undated: 0,
    anyTime: [],
    counts: perFacet((name) => facets[FACETS.indexOf(name)].counts),
  };
  for (const entry of entries) {
    if (!words.every((word) => entry.text.includes(word)) && !found?.has(entry.id)) continue;
    if (state.confidence !== null && (entry.properties.confidence ?? 1) < state.confidence) continue;
    /** @type {(typeof facets)[number] | null} */
    let failed = null;
    let failures = 0;
    for (const facet of facets) {
      const codes = entry.codes[facet.name];
      if ((facet.keep.size && !codes.some((code) => facet.keep.has(code))) || (facet.drop.size && codes.some((code) => facet.drop.has(code)))) {
        failed = facet;
        failures += 1;
      }
    }
    const inTime = (from === null && to === null) || (entry.first !== null && entry.last !== null && entry.last >= (from ?? -Infinity) && entry.first <= (to ?? Infinity));
    const inPlace = !bounds || (entry.lon !== null && entry.lat !== null && contains(bounds, entry.lon, entry.lat));
    if (failures === 0 && inPlace) {
      selection.anyTime.push(entry);
      if (entry.first === null && !inTime) selection.undated += 1;
    }
    if (!inTime) continue;
    if (failures === 0 && !inPlace) selection.elsewhere += 1;
    if (!inPlace) continue;
    if (failures === 0) selection.shown.push(entry);
    // A code's count is what choosing it would show: all other filters hold, those of its own facet do not.
    for (const facet of facets) {
      if (failures > 1 || (failures === 1 && failed !== facet)) continue;
      for (const code of entry.codes[facet.name]) facet.counts.set(code, (facet.counts.get(code) ?? 0) + 1);
    }
  }
  selection.shown.sort(ORDERS[state.sort]);
  return selection;
}

/** @param {Entry} entry */
const newest = (entry) => entry.first ?? -Infinity;

/** @type {Record<State["sort"], (a: Entry, b: Entry) => number>} */
const ORDERS = {
  newest: (a, b) => newest(b) - newest(a) || compare(b.id, a.id),
  oldest: (a, b) => (a.first ?? Infinity) - (b.first ?? Infinity) || compare(a.id, b.id),
  updated: (a, b) => compare(b.properties.updated ?? "", a.properties.updated ?? "") || compare(b.id, a.id),
};

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** First and last day that the state asks for. @param {State} state @returns {[number | null, number | null]} */
export function timeWindow(state) {
  const days = state.last ? lastDays(state.last) : null;
  if (days !== null) return [Math.floor(today() - days), null];
  return [dayOf(state.from), dayOf(state.to)];
}

/** Month number since year 0 of a day. @param {number} day */
export function monthOf(day) {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** First day of a month number. @param {number} month */
export const firstDayOf = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000;

/**
 * Events a month and category, by their first day.
 * @param {Entry[]} entries
 * @param {number} first month number
 * @param {number} last month number
 * @returns {{month: number, total: number, categories: Map<string, number>}[]}
 */
export function histogram(entries, first, last) {
  const bins = Array.from({ length: last - first + 1 }, (_, index) => ({
    month: first + index,
    total: 0,
    categories: /** @type {Map<string, number>} */ (new Map()),
  }));
  for (const entry of entries) {
    if (entry.first === null) continue;
    const bin = bins[monthOf(entry.first) - first];
    if (!bin) continue;
    bin.total += 1;
    const { category } = entry.properties;
    bin.categories.set(category, (bin.categories.get(category) ?? 0) + 1);
  }
  return bins;
}
