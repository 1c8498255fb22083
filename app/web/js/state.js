/**
 * The state of the page and its form in the address: pure, no DOM.
 * Names are the API's where it has one (`type`, `region`, `verification`, `q` …); `name!` leaves out instead of keeping.
 */

import { own } from "./util/own.js";

/** @typedef {import("./types").State} State @typedef {import("./types").FacetName} FacetName */

/** @type {FacetName[]} */
export const FACETS = ["type", "region", "verification", "modality", "flag", "country", "publisher"];

/** Short names that addresses may use as well. @type {Record<string, FacetName>} */
const ALIASES = { t: "type", status: "verification", src: "publisher" };

export const LAYERS = ["regions", "territorial-sea", "nearest-state", "uncertainty"];

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LAST = /^([1-9]\d{0,2})([dmy])$/;

/** A record of every facet. @template T @param {(name: FacetName) => T} value @returns {Record<FacetName, T>} */
export function perFacet(value) {
  return /** @type {any} */ (Object.fromEntries(FACETS.map((name) => [name, value(name)])));
}

/** @returns {State} */
export function initialState() {
  return {
    include: perFacet(() => []),
    exclude: perFacet(() => []),
    from: null,
    to: null,
    last: null,
    confidence: null,
    q: "",
    event: null,
    article: null,
    view: null,
    layers: [],
    pane: null,
    inView: false,
    sort: "newest",
    theme: null,
  };
}

/**
 * Reads the query string of an address. What it does not know it keeps (`unknown`); what it cannot read it drops and names (`dropped`).
 * @param {string} search
 * @returns {{state: State, unknown: [string, string][], dropped: string[]}}
 */
export function parse(search) {
  const state = initialState();
  /** @type {[string, string][]} */
  const unknown = [];
  /** @type {string[]} */
  const dropped = [];
  for (const [key, value] of new URLSearchParams(search)) {
    const facet = facetOf(key);
    if (facet) {
      const codes = value.split(",").map(decodeCode).filter(Boolean);
      state[key.endsWith("!") ? "exclude" : "include"][facet] = [...new Set(codes)].slice(0, 200);
    } else if (own(READERS, key)) {
      if (value !== "" && !READERS[key](state, value)) dropped.push(`${key}=${value}`);
    } else unknown.push([key, value]);
  }
  if (state.from && state.to && state.from > state.to) [state.from, state.to] = [state.to, state.from];
  return { state, unknown, dropped };
}

/** @param {string} key @returns {FacetName | null} */
function facetOf(key) {
  const name = key.replace(/!$/, "");
  const facet = own(ALIASES, name) ?? name;
  return FACETS.includes(/** @type {FacetName} */ (facet)) ? /** @type {FacetName} */ (facet) : null;
}

// A publisher's name may hold a comma; within a list it is written as %2C once more.
/** @param {string} code */
const encodeCode = (code) => code.replaceAll("%", "%25").replaceAll(",", "%2C");
/** @param {string} code */
const decodeCode = (code) => code.replaceAll("%2C", ",").replaceAll("%25", "%").trim();

/** @type {Record<string, (state: State, value: string) => boolean>} */
const READERS = {
  v: (state, value) => {
    const [zoom, lat, lon] = value.split("/").map(Number);
    const good = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
    if (good) state.view = { zoom, lat, lon };
    return good;
  },
  from: (state, value) => isDay(value) && ((state.from = value), true),
  to: (state, value) => isDay(value) && ((state.to = value), true),
  last: (state, value) => LAST.test(value) && ((state.last = value), true),
  conf: (state, value) => {
    const number = Number(value);
    if (!(number >= 0 && number <= 1)) return false;
    state.confidence = number;
    return true;
  },
  q: (state, value) => ((state.q = value.slice(0, 200)), true),
  e: (state, value) => ((state.event = value.slice(0, 100)), true),
  a: (state, value) => ((state.article = value.slice(0, 100)), true),
  layers: (state, value) => {
    const names = value.split(",");
    state.layers = LAYERS.filter((name) => names.includes(name));
    return state.layers.length === names.length;
  },
  view: (state, value) => (value === "list" || value === "map") && ((state.pane = value), true),
  inview: (state, value) => value === "1" && (state.inView = true),
  sort: (state, value) => (value === "oldest" || value === "updated") && ((state.sort = value), true),
  theme: (state, value) => (value === "dark" || value === "light") && ((state.theme = value), true),
};

/** @param {string} value */
function isDay(value) {
  return DAY.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString().startsWith(value);
}

/**
 * The query string that says this state, with `?`, or an empty one for the initial state.
 * @param {State} state
 * @param {[string, string][]} [unknown]
 */
export function serialise(state, unknown = []) {
  /** @type {[string, string][]} */
  const pairs = [];
  for (const facet of FACETS) {
    if (state.include[facet].length) pairs.push([facet, state.include[facet].map(encodeCode).join(",")]);
    if (state.exclude[facet].length) pairs.push([`${facet}!`, state.exclude[facet].map(encodeCode).join(",")]);
  }
  /** @type {Record<string, string | null | false>} */
  const single = {
    from: state.from,
    to: state.to,
    last: state.last,
    conf: state.confidence === null ? null : String(state.confidence),
    q: state.q,
    e: state.event,
    a: state.article,
    v: state.view && `${state.view.zoom.toFixed(2)}/${state.view.lat.toFixed(4)}/${state.view.lon.toFixed(4)}`,
    layers: state.layers.join(","),
    view: state.pane,
    inview: state.inView && "1",
    sort: state.sort === "newest" ? null : state.sort,
    theme: state.theme,
  };
  for (const [key, value] of Object.entries(single)) if (value) pairs.push([key, value]);
  pairs.push(...unknown);
  if (!pairs.length) return "";
  // Commas and slashes are legal in a query and read better than %2C.
  return `?${pairs.map(([key, value]) => `${plain(key)}=${plain(value)}`).join("&")}`;
}

/** @param {string} value */
const plain = (value) => encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%21", "!").replaceAll("%20", "+");

/** How many days `last` covers. @param {string} last */
export function lastDays(last) {
  const match = LAST.exec(last);
  if (!match) return null;
  return Number(match[1]) * { d: 1, m: 30.4375, y: 365.25 }[/** @type {"d" | "m" | "y"} */ (match[2])];
}

/** True if anything narrows the events down. @param {State} state */
export function isFiltered(state) {
  return Boolean(
    FACETS.some((facet) => state.include[facet].length || state.exclude[facet].length) ||
      state.from || state.to || state.last || state.confidence || state.q,
  );
}
