/** "Paste an article": an address or a text becomes an article with proposed events, shown on their passages. */
import { request } from "../api.js";
import { h } from "../util/dom.js";
import { isoOf, today } from "../util/format.js";
import { t } from "../messages.js";
import { clearErrors, field, openDialog, showErrors } from "./dialog.js";

/**
 * Opens the form; `onDone` gets the article's id.
 * @param {(id: string, remarks: string[]) => void} onDone
 */
export function openPaste(onDone) {
  const url = h("input", { type: "url", inputmode: "url", placeholder: "https://", autocomplete: "off" });
  const text = h("textarea", { rows: "9" });
  const more = {
    title: h("input", { type: "text", maxlength: "500" }),
    publisher: h("input", { type: "text", maxlength: "255" }),
    published: h("input", { type: "date", max: isoOf(today() + 1) }),
  };
  const summary = h("p", { class: "problem", role: "alert", hidden: true });
  const send = h("button", { class: "button primary" }, t("paste.send"));
  const form = h(
    "form",
    { class: "form", novalidate: true },
    h("p", { class: "quiet" }, t("paste.intro")),
    field("url", t("paste.url"), url, t("paste.urlHint")),
    field("text", t("paste.text"), text, t("paste.textHint")),
    h("div", { class: "form-row" }, field("publisher", t("paste.publisher"), more.publisher), field("published", t("paste.published"), more.published, t("paste.publishedHint"))),
    field("title", t("paste.titleField"), more.title),
    summary,
    h("div", { class: "form-actions" }, send),
  );
  const dialog = openDialog(t("paste.title"), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearErrors(form, summary);
    /** @type {Record<string, string>} */
    const body = {};
    for (const [name, control] of Object.entries({ url, text, ...more })) if (control.value.trim()) body[name] = control.value.trim();
    send.disabled = true;
    send.textContent = t("paste.reading");
    try {
      const article = await request("/articles", { method: "POST", body });
      dialog.close();
      onDone(article.id, article.remarks ?? []);
    } catch (error) {
      showErrors(form, summary, error);
    } finally {
      send.disabled = false;
      send.textContent = t("paste.send");
    }
  });
  url.focus();
}
