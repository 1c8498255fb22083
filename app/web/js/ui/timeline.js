/** Events a month by category, and a brush whose two ends are sliders for mouse and keyboard alike. */
import { firstDayOf, histogram, monthOf, timeWindow } from "../events.js";
import { h, replace, s } from "../util/dom.js";
import { date, isoOf, today } from "../util/format.js";
import { t } from "../messages.js";

/** @typedef {import("../types").Entry} Entry @typedef {import("../types").State} State */

const CATEGORIES = ["incident", "escort", "inspection"];
const HEIGHT = 46;

/** A month's name. @param {number} month */
const monthName = (month) => date(isoOf(firstDayOf(month)), "month");

export class Timeline {
  #first = 0;
  #last = 0;
  /** Months of the brush while it is dragged. @type {[number, number] | null} */
  #dragged = null;

  /** @param {HTMLElement} element @param {import("../store.js").Store} store */
  constructor(element, store) {
    this.store = store;
    this.bars = s("svg", { class: "bars", preserveAspectRatio: "none", role: "img" });
    this.axis = h("div", { class: "axis", "aria-hidden": "true" });
    this.window = h("div", { class: "brush", onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event, "both") });
    this.shades = [h("div", { class: "shade" }), h("div", { class: "shade" })];
    this.ends = /** @type {const} */ (["first", "last"]).map((end) => this.#handle(end));
    this.reset = h("button", { type: "button", class: "reset", hidden: true, onclick: () => store.update({ from: null, to: null, last: null }) }, t("timeline.reset"));
    this.label = h("span", { class: "range" });
    this.track = h("div", { class: "track", onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event, "new") }, this.bars, ...this.shades, this.window, ...this.ends);
    replace(element, h("div", { class: "timeline-head" }, h("h2", null, t("timeline.title")), this.label, this.reset), this.track, this.axis);
  }

  /** @param {"first" | "last"} end */
  #handle(end) {
    return h("div", {
      class: `handle ${end}`, role: "slider", tabindex: "0", "aria-label": t(`timeline.${end}`), "aria-orientation": "horizontal",
      onpointerdown: (/** @type {PointerEvent} */ event) => this.#grab(event, end),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event, end),
    });
  }

  /**
   * @param {State} state
   * @param {Entry[]} entries what the other filters let through, at any time
   * @param {Entry[]} all every event: they set the extent, so that it does not jump
   */
  show(state, entries, all) {
    const months = all.flatMap((entry) => (entry.first === null ? [] : [monthOf(entry.first)]));
    const window = timeWindow(state);
    const asked = window.flatMap((day) => (day === null ? [] : [monthOf(day)]));
    if (!months.length) {
      this.track.hidden = true;
      this.label.textContent = t("timeline.empty");
      return;
    }
    this.track.hidden = false;
    this.#first = months.reduce((a, b) => Math.min(a, b), asked[0] ?? Infinity);
    this.#last = months.reduce((a, b) => Math.max(a, b), Math.max(...asked, monthOf(today())));
    this.#draw(histogram(entries, this.#first, this.#last));
    this.#place(this.#asked());
    const filtered = Boolean(state.from || state.to || state.last);
    this.reset.hidden = !filtered;
    this.track.classList.toggle("filtered", filtered);
  }

  /** @param {ReturnType<typeof histogram>} bins */
  #draw(bins) {
    const most = bins.reduce((best, bin) => (bin.total > best.total ? bin : best), bins[0]);
    const scale = HEIGHT / Math.max(1, most.total);
    this.bars.setAttribute("viewBox", `0 0 ${bins.length} ${HEIGHT}`);
    this.bars.setAttribute("aria-label", t("timeline.summary", { from: monthName(this.#first), to: monthName(this.#last), peak: monthName(most.month), n: most.total }));
    replace(
      this.bars,
      bins.flatMap((bin, index) => {
        let top = HEIGHT;
        const parts = CATEGORIES.map((category) => {
          const tall = (bin.categories.get(category) ?? 0) * scale;
          top -= tall;
          return tall ? s("rect", { class: category, x: index + 0.1, y: top.toFixed(2), width: 0.8, height: tall.toFixed(2) }) : null;
        });
        return bin.total ? [s("g", null, s("title", null, t("timeline.bar", { month: monthName(bin.month), n: bin.total })), ...parts)] : [];
      }),
    );
    const years = [];
    for (let month = Math.ceil(this.#first / 12) * 12; month <= this.#last; month += 12) years.push(month);
    replace(this.axis, years.map((month) => {
      const tick = h("span", null, month / 12);
      tick.style.setProperty("left", `${(100 * (month - this.#first)) / bins.length}%`);
      return tick;
    }));
  }

  /** Months that the state asks for. @returns {[number, number]} */
  #asked() {
    const [from, to] = timeWindow(this.store.state);
    return [from === null ? this.#first : monthOf(from), to === null ? this.#last : monthOf(to)];
  }

  /** @param {[number, number]} range */
  #place([from, to]) {
    const span = this.#last - this.#first + 1;
    const left = (100 * (from - this.#first)) / span;
    const right = (100 * (to + 1 - this.#first)) / span;
    this.window.style.setProperty("left", `${left}%`);
    this.window.style.setProperty("width", `${right - left}%`);
    this.shades[0].style.setProperty("right", `${100 - left}%`);
    this.shades[0].style.setProperty("left", "0");
    this.shades[1].style.setProperty("left", `${right}%`);
    this.shades[1].style.setProperty("right", "0");
    this.ends.forEach((end, index) => {
      end.style.setProperty("left", `${index ? right : left}%`);
      const value = index ? to : from;
      end.setAttribute("aria-valuemin", String(index ? from : this.#first));
      end.setAttribute("aria-valuemax", String(index ? this.#last : to));
      end.setAttribute("aria-valuenow", String(value));
      end.setAttribute("aria-valuetext", monthName(value));
    });
    this.label.textContent = t("date.span", { start: monthName(from), end: monthName(to) });
  }

  /** @param {[number, number]} range @param {boolean} commit */
  #set([from, to], commit) {
    const first = Math.max(this.#first, Math.min(from, to));
    const last = Math.min(this.#last, Math.max(from, to));
    this.#place([first, last]);
    if (!commit) return;
    const whole = first === this.#first && last === this.#last;
    this.store.update({ last: null, from: whole || first === this.#first ? null : isoOf(firstDayOf(first)), to: whole || last === this.#last ? null : isoOf(firstDayOf(last + 1) - 1) });
  }

  /** @param {KeyboardEvent} event @param {"first" | "last"} end */
  #key(event, end) {
    const range = this.#asked();
    const side = end === "first" ? 0 : 1;
    /** @type {Record<string, number>} */
    const targets = {
      ArrowLeft: range[side] - 1, ArrowDown: range[side] - 1, ArrowRight: range[side] + 1, ArrowUp: range[side] + 1,
      PageDown: range[side] - 12, PageUp: range[side] + 12, Home: side ? range[0] : this.#first, End: side ? this.#last : range[1],
    };
    if (!(event.key in targets)) return;
    event.preventDefault();
    const value = targets[event.key];
    this.#set(side ? [range[0], Math.max(range[0], value)] : [Math.min(range[1], value), range[1]], true);
  }

  /** @param {PointerEvent} event @param {"first" | "last" | "both" | "new"} part */
  #grab(event, part) {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const box = this.track.getBoundingClientRect();
    const span = this.#last - this.#first + 1;
    const monthAt = (/** @type {PointerEvent} */ at) => this.#first + Math.max(0, Math.min(span - 1, Math.floor(((at.clientX - box.left) / box.width) * span)));
    const start = monthAt(event);
    const range = this.#asked();
    // With all time chosen there is nothing to move: a drag across it draws a new window.
    const move = part === "both" && range[0] === this.#first && range[1] === this.#last ? "new" : part;
    this.#dragged = move === "new" ? [start, start] : range;
    this.track.setPointerCapture(event.pointerId);
    const onMove = (/** @type {PointerEvent} */ at) => {
      const month = monthAt(at);
      if (move === "first") this.#dragged = [Math.min(month, range[1]), range[1]];
      else if (move === "last") this.#dragged = [range[0], Math.max(month, range[0])];
      else if (move === "new") this.#dragged = [Math.min(start, month), Math.max(start, month)];
      else {
        const shift = Math.max(this.#first - range[0], Math.min(this.#last - range[1], month - start));
        this.#dragged = [range[0] + shift, range[1] + shift];
      }
      this.#set(this.#dragged, false);
    };
    const onEnd = () => {
      this.track.removeEventListener("pointermove", onMove);
      this.track.removeEventListener("pointerup", onEnd);
      this.track.removeEventListener("pointercancel", onEnd);
      if (this.#dragged) this.#set(this.#dragged, true);
      this.#dragged = null;
      const end = this.ends[move === "last" ? 1 : 0];
      end.focus({ preventScroll: true });
    };
    this.track.addEventListener("pointermove", onMove);
    this.track.addEventListener("pointerup", onEnd);
    this.track.addEventListener("pointercancel", onEnd);
  }
}

