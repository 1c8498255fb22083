/**
 * A record's own entry: a code from outside may be called `constructor`, and must find nothing.
 * @template T
 * @param {Record<string, T>} record
 * @param {string} key
 * @returns {T | undefined}
 */
export const own = (record, key) => (Object.hasOwn(record, key) ? record[key] : undefined);
