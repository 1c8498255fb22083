/** The same form for an event that is there: its words beside it, and only what was changed is sent. */
import { exchange, request } from "../api.js";
import { loadCodes } from "../codes.js";
import { t } from "../messages.js";
import { openDialog } from "../ui/dialog.js";
import { after as endOf, before as startOf } from "../ui/passages.js";
import { h } from "../util/dom.js";
import { showErrors, showProblem } from "./errors.js";
import { action } from "./fields.js";
import { EventForm } from "./form.js";
import { loadStyle } from "./style.js";

/** @typedef {import("../types").EventFeature} EventFeature @typedef {ReturnType<EventForm["facts"]>} Facts */

/** Fields that are sent together, since they only make sense together. @type {(keyof Facts)[][]} */
const TOGETHER = [["start", "end", "date_precision"], ["lon", "lat", "location_precision", "uncertainty_m", "regions"]];

/**
 * Opens a dialog to change an event. A proposal can be published in the same step.
 * @param {{id: string}} event
 * @param {object} [options]
 * @param {(feature: EventFeature) => void | Promise<void>} [options.onSaved] gets the event as it is now
 * @param {import("../codes.js").Codes} [options.codes] if the page has them already
 * @param {() => import("../types").Entry[]} [options.entries] events whose ships are offered
 */
export async function editEvent({ id }, { onSaved, codes, entries } = {}) {
  const path = `/collections/events/items/${encodeURIComponent(id)}`;
  const [answer, lists] = await Promise.all([exchange(`${path}?f=json`), codes ?? loadCodes(), loadStyle()]);
  const tag = answer.headers.get("ETag") ?? "";
  /** @type {EventFeature} */
  const feature = await answer.json();
  const form = new EventForm({ codes: lists, entries, editing: true });
  await form.fill(feature);
  const before = form.facts();
  const proposed = feature.properties.status === "proposed";

  const save = action(t("edit.save"), () => void submit(false), { class: "button" });
  const send = h("button", { class: "button primary" }, t(proposed ? "edit.publish" : "edit.save"));
  form.element.append(h("div", { class: "send" }, h("div", { class: "form-actions" }, send, proposed && save)));
  const dialog = openDialog(t("edit.title"), h("div", { class: "edit-body" }, words(feature), form.element));
  dialog.classList.add("edit-dialog");

  /** @param {boolean} publish */
  const submit = async (publish) => {
    if (send.disabled) return;
    send.disabled = save.disabled = true;
    try {
      const errors = await form.check();
      if (errors.length) return showErrors(form.element, form.summary, errors);
      const changes = changed(before, form, feature);
      const reason = form.reason.value.trim() || t(publish ? "edit.reason.publish" : "edit.reason");
      if (publish) await request(`/events/${encodeURIComponent(id)}/review`, { method: "POST", body: { decision: "publish", reason, changes } });
      else if (Object.keys(changes).length) await request(path, { method: "PATCH", body: { ...changes, reason }, headers: { "If-Match": tag } });
      const saved = await request(`${path}?f=json`);
      dialog.close();
      await onSaved?.(saved);
    } catch (error) {
      showProblem(form.element, form.summary, error);
    } finally {
      send.disabled = save.disabled = false;
    }
  };
  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(proposed);
  });
  return dialog;
}

/** What is different now, as a merge patch. @param {Facts} before @param {EventForm} form @param {EventFeature} feature */
function changed(before, form, feature) {
  const now = form.facts();
  const names = /** @type {(keyof Facts)[]} */ (Object.keys(now)).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(before[name]));
  // The radius alone may change where it is; a new place takes all that says where.
  const whole = TOGETHER.filter((group) => group.some((name) => names.includes(name)) && !(names.includes("uncertainty_m") && !names.includes("lon") && !names.includes("lat") && group.includes("lon"))).flat();
  /** @type {Record<string, unknown>} */
  const patch = Object.fromEntries([...new Set([...names, ...whole])].map((name) => [name, now[name]]));
  if (patch.regions === null) delete patch.regions;
  if (patch.vessels) patch.vessels = now.vessels.map((ship) => ({ ...kindOf(ship, feature), ...ship }));
  const { sources } = form.extras();
  return { ...patch, ...(sources.length ? { sources } : {}) };
}

/** What the form does not ask of a ship, and a changed list must not lose. @param {Record<string, string>} ship @param {EventFeature} feature */
function kindOf(ship, { properties: { vessels } }) {
  const same = vessels.find(({ name, imo }) => (ship.imo ? imo === ship.imo : name === ship.name));
  return same ? { type: same.type ?? null, other_names: same.other_names ?? [] } : {};
}

/** The words that the event rests on, to be read beside the fields. @param {EventFeature} feature */
function words({ properties: { mentions = [] } }) {
  const quoted = mentions.filter(({ exact }) => exact);
  return h(
    "aside",
    { class: "edit-words", "aria-label": t("card.passages") },
    h("h3", null, t("card.passages")),
    quoted.length ? quoted.map(({ exact, prefix, suffix, article }) => h("figure", { class: "quote" },
      h("blockquote", { lang: article.language }, prefix && h("span", { class: "context" }, startOf(prefix)), h("mark", null, exact), suffix && h("span", { class: "context" }, endOf(suffix))),
      h("figcaption", { class: "quiet" }, [article.publisher, article.title].filter(Boolean).join(" · ")))) : h("p", { class: "quiet" }, t("card.noPassages")),
  );
}
