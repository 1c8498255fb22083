/** Ship numbers, checked as they are typed; the service checks them again. Pure. */

/** @typedef {{key: string, values?: Record<string, string>}} Fault the name of a text and its values */

/**
 * What is wrong with an IMO number; null if nothing is, or it is not there yet.
 * Seven digits, the last of which checks the others (IMO resolution A.1117(30)).
 * @param {string} number
 * @returns {Fault | null}
 */
export function imoFault(number) {
  if (!number) return null;
  if (!/^\d{7}$/.test(number)) return { key: "report.imo.form" };
  const sum = [...number.slice(0, 6)].reduce((total, digit, index) => total + Number(digit) * (7 - index), 0);
  return sum % 10 === Number(number[6]) ? null : { key: "report.imo.check", values: { digit: String(sum % 10) } };
}

/** The same for an MMSI of a ship station: nine digits, the first 2 to 7 (ITU-R M.585). @param {string} number @returns {Fault | null} */
export const mmsiFault = (number) => (!number || /^[2-7]\d{8}$/.test(number) ? null : { key: "report.mmsi.form" });
