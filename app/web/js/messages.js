/** Interface texts: one file a language, named by what they say. `{name}` is replaced; a missing text shows the last part of its name. */

import { own } from "./util/own.js";

/** Languages that have a file, ISO 639-1. */
const LANGUAGES = ["en", "fi", "et"];

/** Language of the interface. */
export const language = LANGUAGES.includes(document.documentElement.lang) ? document.documentElement.lang : "en";

/** @type {Record<string, string>} */
const texts = await (await fetch(new URL(`./messages/${language}.json`, import.meta.url))).json();

/**
 * The text `key`, with values put in; `key.one` is taken instead where `n` is 1.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = (values.n === 1 && own(texts, `${key}.one`)) || own(texts, key) || key.slice(key.indexOf(".") + 1);
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(own(values, name) ?? whole));
}

/**
 * The text `key`, or `fallback` where this language has none: labels that the service has in English.
 * @param {string} key @param {string} fallback
 */
export const translated = (key, fallback) => own(texts, key) ?? fallback;
