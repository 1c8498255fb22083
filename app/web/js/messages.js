/** Interface texts: one file a language, named by what they say. `{name}` is replaced; a missing text shows its name. */
import { en } from "./messages/en.js";

/** @type {Record<string, Record<string, string>>} */
const languages = { en };

/** Language of the interface, an ISO 639-1 code that has a file. */
export const language = document.documentElement.lang in languages ? document.documentElement.lang : "en";

/**
 * The text `key`, with values put in; `key.one` is taken instead where `n` is 1.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const texts = languages[language];
  const text = (values.n === 1 && texts[`${key}.one`]) || texts[key] || en[key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
