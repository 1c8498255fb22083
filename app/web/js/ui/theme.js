/** Light or dark: the reader's choice, else the system's. */

/** @typedef {"light" | "dark"} Theme */

const system = matchMedia("(prefers-color-scheme: dark)");
/** @type {((theme: Theme) => void)[]} */
const listeners = [];

/** @returns {Theme} */
export function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen;
  return system.matches ? "dark" : "light";
}

/** @param {(theme: Theme) => void} listener */
export function onTheme(listener) {
  listeners.push(listener);
}

/** @param {Theme | null} theme null: the system's */
export function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const listener of listeners) listener(currentTheme());
}

system.addEventListener("change", () => setTheme(/** @type {Theme | null} */ (document.documentElement.dataset.theme ?? null)));
