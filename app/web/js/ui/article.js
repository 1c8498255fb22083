/** One article: where it is from, its passages and the events that they tell of; for analysts its text, and what to decide. */
import { ApiError, request } from "../api.js";
import { h, linkOut, replace, safeUrl } from "../util/dom.js";
import { date, languageName, when } from "../util/format.js";
import { t } from "../messages.js";
import { symbol } from "../map/symbols.js";
import { after, before } from "./passages.js";
import { clearErrors, field, showErrors } from "./dialog.js";

/** @typedef {{start: number, end: number, exact: string, prefix?: string, suffix?: string, state?: string}} Passage */
/** @typedef {import("../types").EventProperties & {id: string, passages: Passage[]}} ArticleEvent */
/** @typedef {{id: string, kind: string, title: string | null, publisher: string | null, url: string | null, published: string | null, language: string | null, text?: string | null, events: ArticleEvent[], digest_of?: string[] | null}} Article */

/**
 * @typedef {object} Options
 * @property {import("../codes.js").Codes} codes
 * @property {import("./session.js").Session} session
 * @property {(id: string) => string} link
 * @property {(id: string) => void} onOpen
 * @property {(id: string) => void} onPublished
 * @property {(event: {id: string}, onSaved: (saved: import("../types").EventFeature) => void) => void} onEdit
 * @property {(id: string) => string[]} remarks what was remarked when the article was read
 * @property {() => void} onClose
 */

export class ArticlePanel {
  /** @type {string | null} */
  #id = null;

  /** @param {HTMLElement} element @param {Options} options */
  constructor(element, options) {
    this.element = element;
    this.options = options;
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") options.onClose();
    });
    element.addEventListener("mouseover", (event) => this.#light(event.target));
    element.addEventListener("focusin", (event) => {
      this.#light(event.target);
      // Who picks an event reads its words: they come into view, unless it is the text that was clicked.
      if (event.target instanceof Element && event.target.closest("li[data-event]")) element.querySelector("mark.lit")?.scrollIntoView({ block: "nearest" });
    });
    options.session.onChange(() => {
      if (this.#id) void this.open(this.#id, false);
    });
  }

  /** @param {string} id @param {boolean} focus */
  async open(id, focus) {
    this.#id = id;
    this.element.hidden = false;
    replace(this.element, this.#head(t("article.loading")));
    if (focus) this.#title()?.focus();
    try {
      const article = await request(`/articles/${encodeURIComponent(id)}`);
      if (this.#id !== id) return;
      this.#render(article);
      this.element.querySelector(".fulltext mark")?.scrollIntoView({ block: "center" });
      if (focus) this.#title()?.focus();
    } catch (error) {
      if (this.#id !== id) return;
      const text = error instanceof ApiError && error.status === 404 ? t("article.missing") : t("article.failed", { detail: /** @type {Error} */ (error).message });
      replace(this.element, this.#head(t("article.title")), h("p", { class: "problem", role: "alert" }, text));
    }
  }

  close() {
    this.#id = null;
    this.element.hidden = true;
    replace(this.element);
  }

  /** @returns {HTMLElement | null} */
  #title() {
    return this.element.querySelector("h2");
  }

  /** @param {string} title @param {string | null} [kind] */
  #head(title, kind = null) {
    return h(
      "header",
      { class: "card-head" },
      h("div", { class: "card-name" }, h("p", { class: "kind" }, kind ? this.options.codes.label("article_kinds", kind) : t("article.title")), h("h2", { id: "article-title", tabindex: "-1" }, title)),
      h("button", { type: "button", class: "close", "aria-label": t("card.close"), title: t("card.close"), onclick: () => this.options.onClose() }, "✕"),
    );
  }

  /** @param {Article} article */
  #render(article) {
    const url = safeUrl(article.url);
    this.element.classList.toggle("with-text", Boolean(article.text));
    replace(
      this.element,
      this.#head(article.title ?? t("article.untitled"), article.kind),
      h(
        "div",
        { class: "card-body article-body" },
        h(
          "div",
          { class: "article-text", tabindex: article.text ? "0" : null, role: article.text ? "region" : null, "aria-labelledby": article.text ? "article-title" : null },
          h("p", { class: "article-source" }, [article.publisher, article.published ? date(article.published) : t("card.undated"), article.language && article.language !== "und" && languageName(article.language)].filter(Boolean).join(" · "), url && h("span", null, " · ", linkOut(url, t("card.open")))),
          article.kind === "sample" && h("p", { class: "caution" }, t("card.sample")),
          article.kind === "digest" && h("p", { class: "caution" }, t("card.digest")),
          this.options.remarks(article.id).map((remark) => h("p", { class: "remark", role: "note", lang: "en" }, remark)),
          article.text ? h("div", { class: "fulltext", lang: article.language }, marked(article.text, article.events)) : null,
        ),
        h(
          "div",
          { class: "article-events" },
          h("h3", null, t("article.events", { n: article.events.length })),
          article.events.length ? h("ol", null, article.events.map((event, index) => this.#event(event, index, Boolean(article.text)))) : h("p", { class: "quiet" }, t("article.none")),
        ),
      ),
    );
  }

  /** @param {ArticleEvent} event @param {number} index @param {boolean} hasText */
  #event(event, index, hasText) {
    const { codes, link, onOpen, session } = this.options;
    const category = codes.find("types", event.type)?.category ?? "incident";
    const look = { type: event.type, category, modality: event.modality, verification: event.verification ?? "reported" };
    const published = event.status === "published";
    return h(
      "li",
      { class: `article-event ${event.status}`, "data-event": event.id, tabindex: "0" },
      h("div", { class: "row-over" }, h("span", { class: `kind ${category}` }, `${index + 1} · ${codes.label("types", event.type)}${event.modality === "occurred" ? "" : `, ${codes.label("modalities", event.modality).toLowerCase()}`}`), h("span", { class: `badge ${event.status}` }, codes.label("statuses", event.status ?? ""))),
      h("div", { class: "article-event-name" }, symbol(look, 22), published ? h("a", { href: link(event.id), onclick: (/** @type {MouseEvent} */ click) => {
        if (click.ctrlKey || click.metaKey || click.shiftKey) return;
        click.preventDefault();
        onOpen(event.id);
      } }, event.title) : h("strong", null, event.title)),
      h("p", { class: "quiet" }, [when(event), event.place, (event.vessels ?? []).map(({ name }) => name).join(", "), event.attributed_to && t("article.says", { who: event.attributed_to })].filter(Boolean).join(" · ")),
      hasText ? null : event.passages.map((passage) => h("blockquote", null, passage.prefix ? h("span", { class: "context" }, before(passage.prefix)) : null, h("mark", null, passage.exact), passage.suffix ? h("span", { class: "context" }, after(passage.suffix)) : null)),
      event.status === "proposed" && session.may("analyst") ? this.#decide(event) : null,
    );
  }

  /** Publish or reject, each with its reason. @param {ArticleEvent} event */
  #decide(event) {
    const reason = h("input", { type: "text", maxlength: "2000" });
    const summary = h("p", { class: "problem", role: "alert", hidden: true });
    const form = h("form", { class: "decide", novalidate: true });
    /** @param {"publish" | "reject"} decision */
    const decide = async (decision) => {
      clearErrors(form, summary);
      try {
        await request(`/events/${encodeURIComponent(event.id)}/review`, { method: "POST", body: { decision, reason: reason.value.trim() || t(`article.reason.${decision}`) } });
        await this.#decided(event.id, decision === "publish");
      } catch (error) {
        showErrors(form, summary, error);
      }
    };
    form.append(
      labelled(event.id, reason),
      h("div", { class: "form-actions" },
        h("button", { class: "button primary" }, t("article.publish")),
        h("button", { type: "button", class: "button", onclick: () => this.options.onEdit(event, (saved) => void this.#saved(saved)) }, t("article.edit")),
        h("button", { type: "button", class: "button", onclick: () => void decide("reject") }, t("article.reject")),
      ),
      summary,
    );
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      void decide("publish");
    });
    return form;
  }

  /** @param {import("../types").EventFeature} event */
  async #saved({ id, properties: { status } }) {
    await this.#decided(id, status === "published");
  }

  /** Shows the article as it is now, with the focus where it was. @param {string} id @param {boolean} published */
  async #decided(id, published) {
    if (published) this.options.onPublished(id);
    if (this.#id) await this.open(this.#id, false);
    const row = this.element.querySelector(`[data-event="${CSS.escape(id)}"]`);
    if (row instanceof HTMLElement) row.focus();
  }

  /** Marks the passages of the event that the pointer or the focus is on. @param {EventTarget | null} target */
  #light(target) {
    const row = target instanceof Element ? target.closest("[data-event], mark[data-events]") : null;
    const ids = row instanceof HTMLElement ? (row.dataset.event ?? row.dataset.events ?? "").split(" ") : [];
    for (const part of this.element.querySelectorAll("mark[data-events]")) {
      const own = (part.getAttribute("data-events") ?? "").split(" ");
      part.classList.toggle("lit", ids.some((id) => id && own.includes(id)));
    }
    for (const part of this.element.querySelectorAll("li[data-event]")) part.classList.toggle("lit", ids.includes(part.getAttribute("data-event") ?? ""));
  }
}

/** @param {string} id @param {HTMLInputElement} control */
function labelled(id, control) {
  const part = field("reason", t("article.reason"), control);
  // Several of these stand on one page: ids must differ.
  for (const each of part.querySelectorAll("[id]")) each.id += `-${id}`;
  part.querySelector("label")?.setAttribute("for", control.id);
  control.setAttribute("aria-describedby", `field-reason-error-${id}`);
  return part;
}

/**
 * The text with every passage marked; where passages overlap, each stretch carries all its events.
 * Offsets are Unicode code points, as the service stores them.
 * @param {string} text
 * @param {ArticleEvent[]} events
 */
export function marked(text, events) {
  const points = [...text];
  const spans = events.flatMap((event, index) =>
    event.passages.filter(({ start, end, state }) => state !== "orphaned" && start >= 0 && end > start && end <= points.length).map(({ start, end }) => ({ start, end, id: event.id, number: index + 1 })),
  );
  const cuts = [...new Set([0, points.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1];
    const words = points.slice(from, to).join("");
    const over = spans.filter(({ start, end }) => start <= from && end >= to);
    if (!over.length) return words;
    const begins = over.filter(({ start }) => start === from).map(({ number }) => number);
    return h("mark", { class: over.length > 1 ? "overlap" : "", "data-events": over.map(({ id }) => id).join(" ") }, begins.length ? h("sup", { "aria-hidden": "true" }, begins.join(",")) : null, words);
  });
}
