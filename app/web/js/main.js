/** Wires the state to its views. The list is filled before the map is even loaded. */
import { allEvents, findEvents, oneEvent, publishers } from "./api.js";
import { loadCodes } from "./codes.js";
import { entryOf, fold, select } from "./events.js";
import { t } from "./messages.js";
import { Store } from "./store.js";
import { Card } from "./ui/card.js";
import { Filters, clearFilters } from "./ui/filters.js";
import { EventList } from "./ui/list.js";
import { MapPanel } from "./ui/map-panel.js";
import { Session } from "./ui/session.js";
import { setUpChrome } from "./ui/chrome.js";
import { Timeline } from "./ui/timeline.js";
import { byId, h, replace } from "./util/dom.js";
import { count } from "./util/format.js";
import { isFiltered } from "./state.js";

/** @typedef {import("./types").Entry} Entry @typedef {import("./types").State} State @typedef {import("./types").Bounds} Bounds */

const store = new Store();
/** @type {Entry[]} */
let entries = [];
/** @type {Map<string, Entry>} */
const byKey = new Map();
/** @type {Bounds | null} */
let bounds = null;
/** Events of one spot that a cluster opened, instead of the whole list. @type {Set<string> | null} */
let stack = null;

const codes = await loadCodes();
const link = (/** @type {string} */ id) => store.link({ event: id, article: null, view: null, pane: null });

const open = (/** @type {string} */ id) => store.update({ event: id, article: null });
const list = new EventList(byId("list"), { codes, link, onOpen: open, onHover: (id) => map.hover(id ? (byKey.get(id) ?? null) : null) });
const card = new Card(byId("card"), {
  codes, link, onOpen: open, entries: () => entries,
  articleLink: (id) => store.link({ article: id }),
  onArticle: (id) => store.update({ article: id }),
  onClose: closeCard,
  mayReview: () => session.may("analyst"),
});
const filters = new Filters(byId("filters"), byId("chips"), store, codes, () => askPublishers());
const timeline = new Timeline(byId("timeline"), store);
const map = new MapPanel(store, codes, {
  onBounds: (box) => {
    bounds = box;
    if (store.state.inView) show(store.state);
  },
  onPick: open,
  onStack: (ids) => {
    stack = new Set(ids);
    store.update({ pane: store.state.pane === "map" ? "list" : store.state.pane });
    byId("count").focus();
  },
});
const session = new Session(byId("session"));
/** What was remarked when an article was read, by its id. @type {Map<string, string[]>} */
const remarks = new Map();
/** @param {string} id @param {string[]} said */
const onArticle = (id, said) => {
  remarks.set(id, said);
  store.update({ article: id });
};
setUpChrome(store, session, { onArticle, shown: () => list.entries, map: () => map.drawn });
/** What a form needs of the page. @type {import("./report/report.js").Desk} */
const desk = { codes, session, store, map, link, onOpen: open, entries: () => entries, onPublished: addEvent };
byId("report").addEventListener("click", async () => (await import("./report/report.js")).openReport(desk));
/** @type {import("./ui/article.js").ArticlePanel | null} */
let article = null;

/** Opens or closes the article that the state names; its module loads when it is first asked for. @param {State} state @param {State | null} before */
async function showArticle(state, before) {
  if (state.article === (before?.article ?? null)) return;
  if (!state.article) {
    article?.close();
    if (state.event) byId("card").querySelector("h2")?.focus();
    return;
  }
  const { ArticlePanel } = await import("./ui/article.js");
  article ??= new ArticlePanel(byId("article"), {
    codes, session, link, onOpen: open, onPublished: (id) => void addEvent(id), remarks: (id) => remarks.get(id) ?? [],
    onEdit: async (event, onSaved) => void (await import("./report/edit.js")).editEvent(event, { codes, entries: () => entries, onSaved }),
    onClose: () => store.update({ article: null }),
  });
  if (store.state.article) void article.open(store.state.article, true);
}

/** An event that has just been published joins the others. @param {string} id */
async function addEvent(id) {
  const entry = entryOf(await oneEvent(id));
  byKey.set(id, entry);
  entries = [...entries.filter((each) => each.id !== id), entry];
  show(store.state);
}

function closeCard() {
  const { event } = store.state;
  store.update({ event: null });
  if (event && !list.focus(event)) byId("count").focus();
}

/** @param {State} state */
function show(state) {
  const follow = state.inView && bounds ? bounds : null;
  const selection = select(entries, state, follow, found.q === state.q ? found.ids : null);
  const stacked = stack ? selection.shown.filter((entry) => stack?.has(entry.id)) : null;
  list.show(stacked ?? selection.shown, state.event);
  filters.show(state, selection);
  timeline.show(state, selection.anyTime, entries);
  // The map always draws what the filters let through; "only in view" must not empty it as it moves.
  map.show(follow ? select(entries, state, null, found.q === state.q ? found.ids : null).shown : selection.shown);
  replace(byId("count"), countText(selection.shown.length, selection.elsewhere));
  showStack(stacked);
  showEmpty(state, selection.shown.length);
}

/** @param {number} shown @param {number} elsewhere */
function countText(shown, elsewhere) {
  const text = shown === entries.length ? t("count.all", { n: shown }) : t("count.shown", { n: shown, all: count(entries.length) });
  return elsewhere ? `${text}, ${t("count.elsewhere", { n: elsewhere })}` : text;
}

/** @param {Entry[] | null} stacked */
function showStack(stacked) {
  const bar = byId("stack");
  bar.hidden = !stacked;
  if (!stacked) return;
  const leave = () => {
    stack = null;
    show(store.state);
  };
  replace(bar, h("strong", null, t("list.stack", { n: stacked.length })), h("button", { type: "button", class: "clear", onclick: leave }, t("list.stackClose")));
}

/** @param {State} state @param {number} shown */
function showEmpty(state, shown) {
  const empty = byId("empty");
  empty.hidden = shown > 0;
  if (shown) return;
  if (!entries.length) return replace(empty, h("p", null, t("list.none")));
  const button = (/** @type {string} */ text, /** @type {() => void} */ action) => h("button", { type: "button", class: "button", onclick: action }, t(text));
  const inView = state.inView && button("list.everywhere", () => store.update({ inView: false }));
  replace(empty, h("p", null, t(state.inView ? "list.emptyView" : "list.empty")), inView, isFiltered(state) && button("list.clear", () => clearFilters(store)));
}

const TITLE = document.title;

/** Opens, changes or closes what the state names. @param {State} state @param {State | null} before */
function showCard(state, before) {
  if (state.event === (before?.event ?? null)) return;
  const entry = state.event ? (byKey.get(state.event) ?? null) : null;
  if (state.event) void card.open(state.event, entry, before !== null);
  else card.close();
  map.select(entry, { fit: before === null && !state.view });
  document.title = entry ? `${entry.properties.title} – Skerry` : TITLE;
}

/** What the service found for the words of the search, in passages too. @type {{q: string, ids: Set<string> | null}} */
let found = { q: "", ids: null };

/** The list answers at once from what the page holds; the service's answer, which knows the passages, joins it. @param {string} q */
async function searchPassages(q) {
  if (q.length < 3 || q === found.q) return;
  const ids = await findEvents({ q }).catch(() => null);
  if (store.state.q !== q || !ids) return;
  found = { q, ids };
  show(store.state);
}

/** @type {Promise<void> | null} */
let told = null;

/** Who tells of which event: features only say how many do, so it is asked for when somebody wants to know. */
const askPublishers = () => (told ??= publishers().then((list) => {
  for (const { name, events } of list) for (const id of events) byKey.get(id)?.codes.publisher.push(name);
  // An address may spell a name in its own way.
  const known = new Map(list.map(({ name }) => [fold(name), name]));
  /** @param {State["include"]} facets */
  const spelt = ({ publisher, ...rest }) => ({ ...rest, publisher: publisher.map((name) => known.get(fold(name)) ?? name) });
  const { include, exclude } = store.state;
  store.update({ include: spelt(include), exclude: spelt(exclude) }, { commit: false });
}, () => void (told = null)));

/** @param {State} state */
const namesPublishers = ({ include, exclude }) => include.publisher.length + exclude.publisher.length > 0;

store.subscribe((state, before) => {
  if (state.q !== before.q || state.include !== before.include || state.exclude !== before.exclude) stack = null;
  show(state);
  if (state.q !== before.q) void searchPassages(state.q);
  showCard(state, before);
  void showArticle(state, before);
  if (namesPublishers(state)) void askPublishers();
});

async function load() {
  const failed = byId("problem");
  failed.hidden = true;
  try {
    await allEvents((features) => {
      const page = features.map(entryOf);
      for (const entry of page) byKey.set(entry.id, entry);
      entries = entries.concat(page);
      show(store.state);
    });
  } catch (error) {
    failed.hidden = false;
    replace(failed, h("p", null, t("list.failed", { detail: /** @type {Error} */ (error).message })), h("button", { type: "button", class: "button", onclick: () => location.reload() }, t("list.retry")));
    return;
  }
  void searchPassages(store.state.q);
  if (namesPublishers(store.state)) void askPublishers();
  showCard(store.state, null);
  void showArticle(store.state, null);
  document.documentElement.dataset.ready = "list";
  await map.start(isFiltered(store.state) && !store.state.view && !store.state.event);
  map.select(store.state.event ? (byKey.get(store.state.event) ?? null) : null, { fit: !store.state.view });
  document.documentElement.dataset.ready = "map";
}

await load();
