/** The words that an event rests on: quoted within their sentence, with who published them and when. */
import { h, linkOut, safeUrl } from "../util/dom.js";
import { date, languageName } from "../util/format.js";
import { language, t } from "../messages.js";

/** @typedef {import("../types").Mention} Mention @typedef {import("../types").ArticleRef} ArticleRef */
/** @typedef {{articleLink: (id: string) => string, onArticle: (id: string) => void}} Options */

/**
 * The two sections of a card: quotes, and pages of which we hold no text.
 * @param {Mention[]} mentions
 * @param {Options} options
 */
export function passages(mentions, options) {
  const quoted = mentions.filter((mention) => mention.exact && mention.state !== "reference");
  const references = mentions.filter((mention) => !mention.exact || mention.state === "reference");
  return [
    h("section", { class: "passages" }, h("h3", null, t("card.passages")), quoted.length ? byArticle(quoted).map((group) => articleGroup(group, options)) : h("p", { class: "quiet" }, t("card.noPassages"))),
    references.length > 0 && h("section", { class: "references" }, h("h3", null, t("card.sources")), h("p", { class: "quiet" }, t("card.sourcesNote")), h("ul", null, references.map((mention) => reference(mention.article)))),
  ];
}

/** @param {Mention[]} mentions @returns {Mention[][]} */
function byArticle(mentions) {
  /** @type {Map<string, Mention[]>} */
  const groups = new Map();
  for (const mention of mentions) {
    const group = groups.get(mention.article.id);
    if (group) group.push(mention);
    else groups.set(mention.article.id, [mention]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => (a.start ?? 0) - (b.start ?? 0)));
}

/** @param {Mention[]} group @param {Options} options */
function articleGroup(group, { articleLink, onArticle }) {
  const { article } = group[0];
  const url = article.kind === "digest" ? null : safeUrl(article.url);
  const more = h("a", {
    href: articleLink(article.id),
    onclick: (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      onArticle(article.id);
    },
  }, t("card.article"));
  return h(
    "figure",
    { class: `article ${article.kind}` },
    runs(group).map(quote),
    h(
      "figcaption",
      null,
      h("span", { class: "publisher" }, article.kind === "digest" ? t("card.digestName") : (article.publisher ?? hostOf(article.url) ?? "")),
      article.title && article.kind !== "digest" ? h("span", { class: "headline", lang: article.language }, article.title) : null,
      h("span", { class: "dated" }, source(article)),
      h("span", { class: "links" }, url && linkOut(withFragment(url, group[0]), t("card.open")), article.kind !== "digest" && more),
    ),
    article.kind === "digest" && h("p", { class: "caution" }, t("card.digest")),
    article.kind === "sample" && h("p", { class: "caution" }, t("card.sample")),
  );
}

/** Passages that follow each other are read as one: the words between them are not shown twice. @param {Mention[]} group @returns {Mention[]} */
function runs(group) {
  /** @type {Mention[]} */
  const joined = [];
  for (const mention of group) {
    const last = joined.at(-1);
    const follows = last && last.end != null && mention.start != null && mention.start - last.end <= 2 && mention.start >= last.end && last.state === mention.state && last.stance === mention.stance;
    if (follows) joined[joined.length - 1] = { ...last, exact: `${last.exact}${mention.start === last.end ? "" : " "}${mention.exact}`, end: mention.end, suffix: mention.suffix };
    else joined.push(mention);
  }
  return joined;
}

/** @param {Mention} mention */
function quote(mention) {
  const stance = mention.stance && mention.stance !== "asserts" ? h("span", { class: "stance" }, t(`card.stance.${mention.stance}`)) : null;
  const state = mention.state === "moved" || mention.state === "orphaned" ? h("p", { class: `anchor ${mention.state}` }, t(`card.state.${mention.state}`)) : null;
  return h(
    "div",
    { class: `quote ${mention.state}` },
    h(
      "blockquote",
      { lang: mention.article.language, cite: safeUrl(mention.article.url) },
      mention.prefix ? h("span", { class: "context" }, before(mention.prefix)) : null,
      h("mark", null, mention.exact),
      mention.suffix ? h("span", { class: "context" }, after(mention.suffix)) : null,
    ),
    stance,
    state,
  );
}

/** Characters that the service keeps on either side of a quote; shorter means that the text begins or ends there. */
const CONTEXT = 32;

/** The words before a quote, without the piece of a word at the cut. @param {string} prefix */
export const before = (prefix) => ([...prefix].length < CONTEXT ? prefix : `… ${prefix.replace(/^\S*\s+/, "")}`);

/** The words after a quote, without the piece of a word at the cut. @param {string} suffix */
export const after = (suffix) => ([...suffix].length < CONTEXT ? suffix : `${suffix.replace(/\s+\S*$/, "")} …`);

/** @param {ArticleRef} article */
function reference(article) {
  const url = safeUrl(article.url);
  const name = article.publisher ?? hostOf(article.url) ?? article.title ?? "";
  return h("li", null, url ? linkOut(url, t("card.openAt", { publisher: name })) : name, h("span", { class: "dated" }, source(article)));
}

/** Date and language of an article, as far as known. @param {ArticleRef} article */
function source(article) {
  const foreign = article.language && article.language !== "und" && article.language !== language ? languageName(article.language) : null;
  return [article.published ? date(article.published) : t("card.undated"), foreign].filter(Boolean).join(" · ");
}

/** @param {string | null} url */
function hostOf(url) {
  const safe = safeUrl(url);
  return safe && new URL(safe).hostname.replace(/^www\./, "");
}

/** The address with a text fragment that makes a browser show the words. @param {string} url @param {Mention} mention */
function withFragment(url, mention) {
  const words = (mention.exact ?? "").trim().split(/\s+/);
  const part = (/** @type {string[]} */ some) => encodeURIComponent(some.join(" ")).replaceAll("-", "%2D");
  const text = words.length > 12 ? `${part(words.slice(0, 5))},${part(words.slice(-5))}` : part(words);
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${text}`;
}
