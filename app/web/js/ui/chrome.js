/** Everything around the views: search, order, theme, panes, notices. */
import { byId, h, replace } from "../util/dom.js";
import { root } from "../api.js";
import { t } from "../messages.js";
import { currentTheme, setTheme } from "./theme.js";
import { announce } from "./share.js";

/** @typedef {import("../types").State} State */

/** @param {import("../store.js").Store} store @param {import("./session.js").Session} session @param {{onArticle: (id: string, remarks: string[]) => void, shown: () => import("../types").Entry[], map: () => import("../map/map.js").EventMap | null}} actions */
export function setUpChrome(store, session, { onArticle, shown, map }) {
  const search = /** @type {HTMLInputElement} */ (byId("search"));
  const inView = /** @type {HTMLInputElement} */ (byId("in-view"));
  const sort = /** @type {HTMLSelectElement} */ (byId("sort"));
  const theme = byId("theme");

  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => store.update({ q: search.value.trim() }, { commit: false }), 150);
  });
  byId("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    store.update({ q: search.value.trim() });
  });
  inView.addEventListener("change", () => store.update({ inView: inView.checked }));
  sort.addEventListener("change", () => store.update({ sort: /** @type {State["sort"]} */ (sort.value) }));
  theme.addEventListener("click", () => store.update({ theme: currentTheme() === "dark" ? "light" : "dark" }, { commit: false }));
  byId("share").addEventListener("click", async () => {
    const done = await navigator.clipboard?.writeText(store.link()).then(() => true, () => false);
    announce(done ? t("card.copied") : t("card.copyFailed", { text: store.link() }));
  });
  const hide = byId("hide-map");
  hide.addEventListener("click", () => store.update({ pane: store.state.pane === "list" ? null : "list" }));
  const menu = /** @type {HTMLDetailsElement} */ (byId("export"));
  replace(byId("export-menu"), ["csv", "geojson", "kml", "png", "svg"].map((format) => h("li", null, h("button", { type: "button", onclick: async () => {
    menu.open = false;
    (await import("./export.js")).download(format, shown(), store.link(), map());
  } }, t(`export.${format}`)))));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  const more = byId("menu");
  const expand = (/** @type {boolean} */ open) => more.setAttribute("aria-expanded", String(open));
  more.addEventListener("click", () => expand(more.getAttribute("aria-expanded") !== "true"));
  byId("bar-more").addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    expand(false);
    more.focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(/** @type {Node} */ (target))) menu.open = false;
    if (!more.parentElement?.contains(/** @type {Node} */ (target))) expand(false);
  });
  const paste = async () => (await import("./paste.js")).openPaste(onArticle);
  byId("paste").addEventListener("click", () => {
    if (session.may("analyst")) void paste();
    else void session.signIn(() => session.may("analyst") && void paste(), t("session.whyPaste"));
  });
  for (const button of document.querySelectorAll("[data-pane-to]")) {
    button.addEventListener("click", () => store.update({ pane: /** @type {"list" | "map"} */ (button.getAttribute("data-pane-to")) }));
  }

  /** @param {State} state */
  const follow = (state) => {
    if (document.activeElement !== search) search.value = state.q;
    inView.checked = state.inView;
    hide.textContent = t(state.pane === "list" ? "map.show" : "map.hide");
    sort.value = state.sort;
    if ((state.theme ?? null) !== (document.documentElement.dataset.theme ?? null)) setTheme(state.theme);
    theme.textContent = t(currentTheme() === "dark" ? "theme.light" : "theme.dark");
    // In a frame the map comes first where only one view fits; the link leads to the whole page in the same state.
    const framed = "embed" in document.documentElement.dataset;
    document.documentElement.dataset.pane = state.pane ?? (framed ? "map" : "");
    if (framed) byId("open-whole").setAttribute("href", `${root}/${location.search}`);
    for (const link of document.querySelectorAll("a[data-lang]")) {
      const address = new URL(location.href);
      address.searchParams.set("lang", link.getAttribute("data-lang") ?? "");
      link.setAttribute("href", address.search);
    }
    for (const button of document.querySelectorAll("[data-pane-to]")) {
      button.setAttribute("aria-pressed", String((document.documentElement.dataset.pane || "list") === button.getAttribute("data-pane-to")));
    }
  };
  follow(store.state);
  store.subscribe(follow);
  if (store.dropped.length) notice(t("notice.dropped", { parts: store.dropped.join(", ") }));
}

/** A message above the list that can be sent away. @param {string} text */
export function notice(text) {
  const box = byId("notice");
  box.hidden = false;
  replace(box, h("p", null, text), h("button", { type: "button", class: "close", "aria-label": t("notice.close"), onclick: () => (box.hidden = true) }, "✕"));
}
