/** The review page: the queue on the left, the card and what to decide on the right; all of it by keyboard, too. */
import { ApiError, request, root } from "../api.js";
import { loadCodes } from "../codes.js";
import { t } from "../messages.js";
import { Card } from "../ui/card.js";
import { openDialog } from "../ui/dialog.js";
import { Session } from "../ui/session.js";
import { setTheme } from "../ui/theme.js";
import { byId, h, replace } from "../util/dom.js";
import { DecideBar, KEYS, acts } from "./decide.js";
import { Queue } from "./queue.js";

/** @typedef {import("./decide.js").Act} Act @typedef {import("../types").EventFeature} EventFeature */

/** Filters of the queue that the address holds. */
const FILTERS = ["status", "type", "region", "origin", "assigned", "q"];

const theme = new URLSearchParams(location.search).get("theme");
if (theme === "dark" || theme === "light") setTheme(theme);

const codes = await loadCodes();
const session = new Session(byId("session"));
const form = /** @type {HTMLFormElement} */ (byId("queue-filters"));
/** Who reviews: the name on the token. @type {string} */
let reviewer = "";
/** @type {EventFeature | null} */
let open = null;
/** What can be taken back, the last first. @type {{path: string, body: object, text: string}[]} */
const done = [];

/** @param {Record<string, string | null>} change */
function address(change) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) value ? query.set(name, value) : query.delete(name);
  return `${location.pathname}${query.size ? `?${query}` : ""}`;
}

const queue = new Queue(byId("queue"), byId("queue-more"), { codes, link: (id) => address({ e: id }), onOpen: (id) => void show(id, false), onTicked: showBar });
const card = new Card(byId("card"), {
  codes,
  link: (id) => `${location.origin}${root}/?e=${encodeURIComponent(id)}`,
  onOpen: (id) => void show(id, true),
  entries: () => [],
  articleLink: (id) => `${root}/?a=${encodeURIComponent(id)}`,
  onArticle: (id) => window.open(`${root}/?a=${encodeURIComponent(id)}`, "_blank", "noopener"),
  onClose: () => void show(null, false),
});
const bar = new DecideBar(byId("decide"), (act) => void take(act));

/** Opens an event beside the queue. @param {string | null} id @param {boolean} focus */
async function show(id, focus) {
  history.replaceState(null, "", address({ e: id }));
  queue.select(id);
  const entry = id ? queue.find(id) : null;
  // What the queue knows is enough to decide: nobody waits for the answer with a key in mind.
  open = id && entry ? { type: "Feature", id, geometry: entry.geometry, properties: entry.properties } : null;
  byId("nothing").hidden = id !== null;
  replace(byId("why"), open ? reasons(open) : "");
  showBar();
  if (!id) return card.close();
  const feature = await card.open(id, entry, focus);
  if (!feature || card.element.dataset.event !== id) return;
  open = feature;
  replace(byId("why"), reasons(feature));
  showBar();
}

/** Who or what proposed it, and what speaks for it. @param {EventFeature} feature */
function reasons({ properties: event }) {
  const mentions = /** @type {(import("../types").Mention & {found_by?: string | null, rules?: string[], reasons?: string[]})[]} */ (event.mentions ?? []);
  const rows = [
    ["review.foundBy", [...new Set(mentions.map(({ found_by: by }) => by).filter(Boolean))].join(", ")],
    ["review.confidence", event.confidence == null ? "" : `${Math.round(event.confidence * 100)} %`],
    ["review.reasons", [...new Set(mentions.flatMap(({ reasons: given }) => given ?? []))].join("; ")],
    ["review.rules", [...new Set(mentions.flatMap(({ rules }) => rules ?? []))].join(", ")],
  ].filter(([, text]) => text);
  return rows.length ? h("details", null, h("summary", null, t("review.whyProposed")), h("dl", { class: "facts" }, rows.map(([name, text]) => h("div", { class: "fact" }, h("dt", null, t(name)), h("dd", null, text))))) : "";
}

function showBar() {
  const status = queue.ticked.size ? String(form.status.value) : (open?.properties.status ?? undefined);
  const assigned = open && /** @type {{assigned_to?: string | null}} */ (queue.find(open.id)?.properties ?? {}).assigned_to;
  bar.show(status, queue.ticked.size, queue.ticked.size ? null : (assigned ?? null));
  const all = /** @type {HTMLInputElement} */ (byId("tick-all"));
  all.checked = queue.ticked.size > 0 && queue.ticked.size === queue.entries.length;
  all.indeterminate = queue.ticked.size > 0 && !all.checked;
  byId("count").textContent = t(queue.hasMore ? "review.countMore" : "review.count", { n: queue.entries.length });
  byId("empty").hidden = queue.entries.length > 0 || !session.may("analyst");
}

/** @param {Act} act */
async function take(act) {
  const ids = queue.ticked.size ? [...queue.ticked] : open ? [open.id] : [];
  if (!ids.length || !acts(open?.properties.status ?? String(form.status.value), queue.ticked.size > 0).includes(act)) return;
  try {
    if (act === "merge") return await merge();
    if (act === "edit") return await edit();
    if (act === "assign") return await assign(ids);
    const { batch, events } = await request("/events/review", { method: "POST", body: { ids, decision: act, reason: bar.why(act) } });
    const text = t(`review.done.${act}`, { n: ids.length });
    done.push({ path: `/events/review/${batch}/undo`, body: { reason: t("review.why.undo") }, text });
    decided(ids, text, events[0]?.status !== String(form.status.value));
  } catch (error) {
    bar.fail(error);
  }
}

/** @param {string[]} ids @param {string} text @param {boolean} leaves whether they leave this queue @param {boolean} [undoable] */
function decided(ids, text, leaves, undoable = true) {
  bar.reason.value = "";
  const next = leaves ? queue.remove(ids) : (open?.id ?? null);
  tell(text, undoable);
  void show(next, false);
}

async function merge() {
  if (!open) return;
  const event = open;
  const { openMerge } = await import("./merge.js");
  await openMerge(event, codes, () => {
    const text = t("review.done.merge", { title: event.properties.title });
    done.push({ path: `/events/${event.id}/review`, body: { decision: "reopen", reason: t("review.why.undo") }, text });
    decided([event.id], text, true);
  });
}

async function edit() {
  if (!open) return;
  const { editEvent } = await import("../report/edit.js");
  await editEvent(open, { codes, onSaved: (saved) => {
    if (saved.properties.status !== String(form.status.value)) return decided([saved.id], t("review.done.publish", { n: 1 }), true, false);
    queue.change(saved);
    void show(saved.id, true);
  } });
}

/** Takes events on, or gives them back. @param {string[]} ids */
async function assign(ids) {
  const entries = ids.map((id) => queue.find(id)).filter((entry) => entry !== null);
  const mine = entries.every((entry) => /** @type {{assigned_to?: string | null}} */ (entry.properties).assigned_to);
  await request("/events/assign", { method: "POST", body: { ids, to: mine ? null : reviewer } });
  for (const entry of entries) Object.assign(entry.properties, { assigned_to: mine ? null : reviewer });
  queue.render();
  queue.select(queue.selected);
  tell(t(mine ? "review.done.unassign" : "review.done.assign", { n: ids.length }), false);
}

async function undo() {
  const last = done.pop();
  if (!last) return tell(t("review.nothingToUndo"), false);
  try {
    await request(last.path, { method: "POST", body: last.body });
    tell(t("review.undone", { text: last.text }), false);
    await load();
  } catch (error) {
    bar.fail(error);
  }
}

/** @param {string} text @param {boolean} undoable */
function tell(text, undoable) {
  replace(byId("status"), text, undoable && h("button", { type: "button", class: "clear", onclick: () => void undo() }, t("review.undo"), h("kbd", { "aria-hidden": "true" }, "u")));
}

async function load() {
  const problem = byId("problem");
  problem.hidden = true;
  byId("stranger").hidden = session.may("analyst");
  byId("reviewer").hidden = !session.may("analyst");
  if (!session.may("analyst")) return;
  reviewer = (await request("/session")).name ?? "";
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = String(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value);
    if (value) query.set(name, name === "assigned" && value === "me" ? reviewer : value);
  }
  try {
    await queue.load(query);
  } catch (error) {
    problem.hidden = false;
    problem.textContent = error instanceof ApiError ? error.message : t("list.failed", { detail: String(error) });
    return;
  }
  const wanted = new URLSearchParams(location.search).get("e");
  await show(wanted ?? queue.entries[0]?.id ?? null, false);
}

/** @type {Record<string, () => void>} */
const SHORTCUTS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => queue.tickSelected(),
  u: () => void undo(),
  "?": help,
  ...Object.fromEntries(Object.entries(KEYS).map(([act, key]) => [key, () => void take(/** @type {Act} */ (act))])),
};

/** @param {1 | -1} by */
function step(by) {
  const id = queue.neighbour(by);
  if (id) void show(id, false);
}

function help() {
  const keys = [["j / k", "review.key.step"], ["x", "review.key.tick"], ...Object.entries(KEYS).map(([act, key]) => [key, `review.act.${act}`]), ["u", "review.undo"], ["?", "review.key.help"]];
  openDialog(t("review.keys"), h("dl", { class: "facts keys" }, keys.map(([key, name]) => h("div", { class: "fact" }, h("dt", null, h("kbd", null, key)), h("dd", null, t(name))))));
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.matches("input:not([type=checkbox]), textarea, select") || target.closest("dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !session.may("analyst")) return;
  const act = Object.hasOwn(SHORTCUTS, event.key) ? SHORTCUTS[event.key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});
byId("tick-all").addEventListener("change", (event) => queue.tickAll(/** @type {HTMLInputElement} */ (event.target).checked));
byId("keys").addEventListener("click", help);
byId("sign-in").addEventListener("click", () => void session.signIn(undefined, t("session.whyReview")));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => {
  const asked = Object.fromEntries(FILTERS.map((name) => [name, String(/** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value)]));
  history.pushState(null, "", address({ ...asked, status: asked.status === "proposed" ? null : asked.status, e: null }));
  void load();
});
session.onChange(() => void load());
addEventListener("popstate", () => {
  readAddress();
  void load();
});

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const name of FILTERS) /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value = query.get(name) ?? (name === "status" ? "proposed" : "");
}

readAddress();
await load();
document.documentElement.dataset.ready = "review";
