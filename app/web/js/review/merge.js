/** Joining an event into another: what it may be the same as, both side by side, then the decision. */
import { findEvents, oneEvent, request } from "../api.js";
import { t } from "../messages.js";
import { clearErrors, field, openDialog, showErrors } from "../ui/dialog.js";
import { h, replace } from "../util/dom.js";
import { radius, when } from "../util/format.js";

/** @typedef {import("../types").EventFeature} EventFeature */
/** @typedef {{id: string, title: string, status: string, score?: number, reasons?: string[]}} Candidate */

/** Events of a search that are offered. */
const MOST = 12;

/**
 * @param {EventFeature} event the one that goes into another
 * @param {import("../codes.js").Codes} codes
 * @param {(into: string) => void} onMerged
 */
export async function openMerge(event, codes, onMerged) {
  const choices = h("div", { class: "merge-choices", role: "radiogroup", "aria-label": t("merge.into") }, h("p", { class: "quiet" }, t("merge.looking")));
  const preview = h("div", { class: "merge-preview", "aria-live": "polite" });
  const reason = h("input", { type: "text", maxlength: "2000" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const send = h("button", { class: "button primary", disabled: true }, t("merge.send"));
  const words = h("input", { type: "search" });
  const form = h("form", { class: "form", novalidate: true }, h("p", null, t("merge.intro", { title: event.properties.title })), choices, field("words", t("merge.search"), words), preview, field("reason", t("review.reason"), reason), problem, h("div", { class: "form-actions" }, send));
  const dialog = openDialog(t("merge.title"), form);
  dialog.classList.add("wide");
  /** @type {string | null} */
  let into = null;

  /** @param {string} id */
  const choose = async (id) => {
    into = null;
    send.disabled = true;
    clearErrors(form, problem);
    try {
      const target = await oneEvent(id);
      into = id;
      replace(preview, comparison(event, target, codes));
      send.disabled = false;
    } catch (error) {
      showErrors(form, problem, error);
    }
  };
  /** @param {Candidate[]} found @param {string} none */
  const offer = (found, none) => replace(choices, found.length ? found.map((each) => candidate(each, codes, () => void choose(each.id))) : h("p", { class: "quiet" }, t(none)));

  let typing = 0;
  words.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      const q = words.value.trim();
      if (q.length < 3) return;
      const ids = [...(await findEvents({ q }).catch(() => new Set()))].filter((id) => id !== event.id).slice(0, MOST);
      const found = await Promise.all(ids.map((id) => oneEvent(id).catch(() => null)));
      offer(found.flatMap((each) => (each ? [{ id: each.id, title: each.properties.title, status: "published", reasons: [when(each.properties), each.properties.place ?? ""] }] : [])), "merge.nothing");
    }, 300);
  });
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    if (!into) return;
    clearErrors(form, problem);
    send.disabled = true;
    try {
      await request(`/events/${encodeURIComponent(event.id)}/merge`, { method: "POST", body: { into, reason: reason.value.trim() || t("review.why.merge") } });
      dialog.close();
      onMerged(into);
    } catch (error) {
      showErrors(form, problem, error);
    } finally {
      send.disabled = false;
    }
  });
  try {
    const { events } = await request(`/events/${encodeURIComponent(event.id)}/similar`);
    offer(events, "merge.none");
    choices.querySelector("input")?.focus();
  } catch (error) {
    replace(choices);
    showErrors(form, problem, error);
  }
}

/** @param {Candidate} each @param {import("../codes.js").Codes} codes @param {() => void} onChoose */
function candidate(each, codes, onChoose) {
  return h(
    "label",
    { class: "merge-choice" },
    h("input", { type: "radio", name: "into", value: each.id, onchange: onChoose }),
    h("span", null, h("strong", null, each.title), h("span", { class: "quiet" }, ` ${[codes.label("statuses", each.status), ...(each.reasons ?? [])].filter(Boolean).join(" · ")}`)),
  );
}

/** What stays, and what is different in the one that goes. @param {EventFeature} event @param {EventFeature} target @param {import("../codes.js").Codes} codes */
function comparison(event, target, codes) {
  /** @type {[string, (each: EventFeature) => string][]} */
  const rows = [
    ["card.what", ({ properties: p }) => `${codes.label("types", p.type)}, ${codes.label("modalities", p.modality).toLowerCase()}`],
    ["card.when", ({ properties: p }) => when(p)],
    ["card.where", ({ properties: p }) => [p.place ?? t("list.nowhere"), radius(p.uncertainty_m)].filter(Boolean).join(", ")],
    ["card.ships", ({ properties: p }) => (p.vessels ?? []).map(({ name, imo }) => [name, imo && t("card.imo", { imo })].filter(Boolean).join(", ")).join("; ")],
    ["card.says", ({ properties: p }) => p.attributed_to ?? ""],
    ["card.passages", ({ properties: p }) => String(p.mentions_count ?? 0)],
  ];
  return [
    h(
      "table",
      { class: "compare" },
      h("thead", null, h("tr", null, h("td"), h("th", { scope: "col" }, t("merge.stays")), h("th", { scope: "col" }, t("merge.goes")))),
      h("tbody", null, rows.map(([name, text]) => {
        const [stays, goes] = [text(target), text(event)];
        return h("tr", { class: stays === goes || name === "card.passages" ? "" : "differs" }, h("th", { scope: "row" }, t(name)), h("td", null, stays), h("td", null, goes));
      })),
    ),
    h("p", { class: "quiet" }, t("merge.after", { n: event.properties.mentions_count ?? 0 })),
  ];
}
