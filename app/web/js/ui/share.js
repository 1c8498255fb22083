/** Copying, and saying that it worked. */
import { h } from "../util/dom.js";
import { t } from "../messages.js";

/** Milliseconds that a message stays in sight. */
const SHOWN = 10_000;

/** @param {string} label @param {() => string} text */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "button" }, label);
  button.addEventListener("click", async () => {
    const value = text();
    const done = await copy(value);
    button.textContent = done ? t("card.copied") : label;
    if (done) setTimeout(() => (button.textContent = label), 2000);
    announce(done ? t("card.copied") : t("card.copyFailed", { text: value }));
  });
  return button;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Tells it to a screen reader, and shows it for a moment where there is a place for it. @param {string} text */
export function announce(text) {
  const status = document.getElementById("status");
  if (!status) return;
  status.textContent = text;
  setTimeout(() => {
    if (status.textContent === text) status.textContent = "";
  }, SHOWN);
}
