/** An event as it is cited: for a text, and for a bibliography. */
import { date, isoOf, today, when } from "../util/format.js";
import { t } from "../messages.js";

/** @typedef {import("../types").EventFeature} EventFeature */

/** @param {EventFeature} feature @param {string} url */
export function citation({ id, properties: event }, url) {
  return t("card.citation", { title: event.title, when: when(event), id, revision: event.revision ?? 1, url, today: date(isoOf(today())) });
}

/** What TeX would take for a command, and braces, which BibTeX counts even where they are escaped. @type {Record<string, string>} */
const COMMANDS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}" };
/** @param {string} text */
const tex = (text) => text.replace(/\s+/g, " ").replace(/[\\{}$&#%_~^]/g, (sign) => COMMANDS[sign] ?? `\\${sign}`);

/**
 * A BibTeX entry; braces balance whatever the title holds. Its year is that of the revision that is cited.
 * @param {EventFeature} feature @param {string} url
 */
export function bibtex({ id, properties: event }, url) {
  const fields = {
    title: `{${tex(event.title)}}`,
    author: "{Skerry}",
    year: (event.updated ?? isoOf(today())).slice(0, 4),
    note: tex(`${when(event)}. Event ${id}, revision ${event.revision ?? 1}`),
    url: url.replace(/[{}\\]/g, encodeURIComponent),
    urldate: isoOf(today()),
  };
  return `@misc{skerry-${id},\n${Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},\n`).join("")}}\n`;
}
