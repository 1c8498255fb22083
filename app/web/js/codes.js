/** The service's code lists and regions: labels, definitions and their order. */
import { request } from "./api.js";
import { language, translated } from "./messages.js";

/** @typedef {import("./types").Code} Code @typedef {import("./types").Region} Region */

export class Codes {
  /** @param {Record<string, Code[]>} lists @param {Region[]} regions */
  constructor(lists, regions) {
    this.lists = lists;
    this.regions = regions;
  }

  /** @param {string} list @param {string} code @returns {Code | undefined} */
  find(list, code) {
    return this.lists[list]?.find((entry) => entry.code === code);
  }

  /** @param {string} list @param {string} code */
  label(list, code) {
    return translated(`code.${list}.${code}`, this.find(list, code)?.label ?? words(code));
  }

  /** @param {string} list @param {string} code */
  definition(list, code) {
    return translated(`code.${list}.${code}.means`, this.find(list, code)?.definition ?? "");
  }

  /** @param {string} code */
  region(code) {
    return this.regions.find((region) => region.code === code)?.name ?? words(code);
  }

  /** Regions with all that lie inside them. @param {string[]} codes */
  within(codes) {
    const found = new Set(codes);
    for (let before = -1; before !== found.size; ) {
      before = found.size;
      for (const { code, parent } of this.regions) if (parent && found.has(parent)) found.add(code);
    }
    return [...found];
  }

  /** Regions with those inside them after them. @returns {(Region & {depth: number})[]} */
  regionTree() {
    const known = new Set(this.regions.map((region) => region.code));
    /** @param {string | null} parent @param {number} depth @returns {(Region & {depth: number})[]} */
    const below = (parent, depth) =>
      this.regions
        .filter((region) => (region.parent && known.has(region.parent) ? region.parent : null) === parent)
        .flatMap((region) => [{ ...region, depth }, ...(depth < 6 ? below(region.code, depth + 1) : [])]);
    return below(null, 0);
  }
}

/** `gulf-of-riga` → `Gulf of riga`: for a code that no list explains. @param {string} code */
function words(code) {
  const text = code.replace(/[-_]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Asks the service; a list that fails leaves its codes to speak for themselves. */
export async function loadCodes() {
  const [lists, regions] = await Promise.all([
    request("/codes").catch(() => ({})),
    // Names only: the outlines are drawn from a thinned copy, and only when somebody asks for them.
    request(`/basemap/regions.json?lang=${language}`).catch(() => []),
  ]);
  return new Codes(lists, regions);
}
