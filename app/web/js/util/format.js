/** Dates, numbers and names as people read them. All times are UTC unless a label says otherwise. */
import { language, t } from "../messages.js";
import { own } from "./own.js";

const DAY = 86_400_000;

/** Days since 1970-01-01 of an ISO date or time; null if it is none. @param {string | null | undefined} iso */
export function dayOf(iso) {
  if (!iso) return null;
  const time = Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  return Number.isNaN(time) ? null : Math.floor(time / DAY);
}

/** ISO date of a day number. @param {number} day */
export const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** Today as a day number, UTC. */
export const today = () => Math.floor(Date.now() / DAY);

/** First and last day that a date of this precision may mean. @param {string | null} start @param {string | null} end @param {string} precision @returns {[number, number] | [null, null]} */
export function daySpan(start, end, precision) {
  const first = dayOf(start);
  if (first === null || precision === "unknown") return [null, null];
  const until = dayOf(end) ?? first;
  return [first, Math.max(first, lastDay(until, precision))];
}

/** @param {number} day @param {string} precision */
function lastDay(day, precision) {
  const date = new Date(day * DAY);
  if (precision === "week") return day + 6;
  if (precision === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / DAY;
  if (precision === "year") return Date.UTC(date.getUTCFullYear(), 11, 31) / DAY;
  return day;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options */
function formatter(options) {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "UTC", ...options })));
  return found;
}

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const PRECISIONS = {
  year: { year: "numeric" },
  month: { year: "numeric", month: "long" },
  day: { year: "numeric", month: "short", day: "numeric" },
};

/** A date no finer than it is known; of a time with its offset, the date on the spot. @param {string | null | undefined} iso @param {string} precision */
export function date(iso, precision = "day") {
  const day = dayOf(iso?.slice(0, 10));
  if (day === null || precision === "unknown") return t("date.unknown");
  const text = formatter(own(PRECISIONS, precision) ?? PRECISIONS.day).format(day * DAY);
  return precision === "week" ? t("date.week", { date: text }) : text;
}

/** When an event was, in one line. @param {import("../types").EventProperties} event */
export function when(event) {
  const start = date(event.start, event.date_precision);
  if (event.end && event.end !== event.start) return t("date.span", { start, end: date(event.end, event.date_precision) });
  return start;
}

/** Time of day of an instant: on the spot as far as its offset is given, in UTC, and on the reader's own clock if that differs. @param {string} iso */
export function clock(iso) {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return null;
  const local = /T(\d\d:\d\d)[\d:.]*([+-]\d\d:\d\d)$/.exec(iso);
  // As seafarers write it in every language, and as the offset's own time stands in the source.
  const utc = `${instant.toISOString().slice(11, 16)} UTC`;
  if (local && local[2] !== "+00:00") return [`${local[1]} (UTC${local[2]})`, utc].join(" · ");
  const mine = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }).format(instant);
  return mine === utc ? utc : `${utc} · ${t("card.ownClock", { time: mine })}`;
}

/** @param {number} number */
export const count = (number) => new Intl.NumberFormat(language).format(number);

/** A radius in metres as people say it: `± 500 m`, `± 12 km`. @param {number | null} metres */
export function radius(metres) {
  if (metres === null || metres === undefined) return null;
  if (metres < 1000) return `± ${count(Math.round(metres))} m`;
  return `± ${count(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000))} km`;
}

/** @type {Intl.DisplayNames | null} */
let countries = null;

/** Name of a country by its ISO 3166-1 alpha-2 code; the code itself if it is unknown. @param {string} code */
export function country(code) {
  try {
    countries ??= new Intl.DisplayNames([language], { type: "region" });
    return countries.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Name of a language by its code. @param {string} code */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
