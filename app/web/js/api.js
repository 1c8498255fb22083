/** Requests to the service. Errors are RFC 9457 problem details and say what to do. */

/** @typedef {import("./types").EventFeature} EventFeature @typedef {import("./types").Problem} Problem */

/** Path that the service lives under; empty at the root of its host. */
export const root = document.documentElement.dataset.root ?? "";

export class ApiError extends Error {
  /** @param {Problem} problem @param {number} status */
  constructor(problem, status) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** @typedef {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} Options */

/**
 * The response, where more of it is needed than its body. Raises ApiError.
 * @param {string} path
 * @param {Options} [options]
 */
export async function exchange(path, { method = "GET", body, headers: more, signal } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json, application/geo+json", ...more };
  // The service takes a change from the signed-in page only with this header, which no other site can send.
  if (method !== "GET") headers["X-Skerry-Page"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path.startsWith("http") ? path : root + path, {
    method,
    headers,
    signal,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new ApiError(await response.json().catch(() => ({})), response.status);
  return response;
}

/**
 * The body of a response.
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function request(path, options) {
  const response = await exchange(path, options);
  return response.status === 204 ? null : response.json();
}

/** What filters, list, map and timeline need of each event; the card asks for the rest. */
const NEEDED = [
  "type", "category", "modality", "verification", "title", "start", "end", "date_precision", "place", "location_precision",
  "uncertainty_m", "regions", "vessels", "actors", "attributed_to", "publishers", "confidence", "origin", "updated",
].join(",");

/**
 * All published events, page by page; `onPage` sees each page as it comes.
 * @param {(features: EventFeature[]) => void} onPage
 */
export const allEvents = (onPage) => pages(`/collections/events/items?limit=10000&f=json&properties=${NEEDED}`, onPage);

/**
 * Ids of the events that the service finds by what the page doesn't hold: words in passages (`q`).
 * @param {Record<string, string>} asked @returns {Promise<Set<string>>}
 */
export async function findEvents(asked) {
  /** @type {Set<string>} */
  const ids = new Set();
  await pages(`/collections/events/items?limit=10000&f=json&properties=type&${new URLSearchParams(asked)}`, (features) => features.forEach(({ id }) => ids.add(id)));
  return ids;
}

/** Every publisher with the ids of its events. @returns {Promise<{name: string, events: string[]}[]>} */
export const publishers = () => request("/publishers.json");

/** Follows `next` to the last page. @param {string} path @param {(features: EventFeature[]) => void} onPage */
async function pages(path, onPage) {
  /** @type {string | null} */
  let next = path;
  while (next) {
    const page = await request(next);
    onPage(page.features);
    next = sameOrigin(page.links?.find((/** @type {{rel: string}} */ link) => link.rel === "next")?.href);
  }
}

/** The path of an address of our own host (it may name a public host that we are not reached by). @param {string | undefined} href */
function sameOrigin(href) {
  if (!href) return null;
  const url = new URL(href, location.href);
  return location.origin + url.pathname + url.search;
}

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<EventFeature>} */
export const oneEvent = (id, signal) => request(`/collections/events/items/${encodeURIComponent(id)}?f=json`, { signal });
