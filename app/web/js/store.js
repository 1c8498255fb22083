/** The one state of the page: changed here, told to every view, written to the address. */
import { root } from "./api.js";
import { parse, serialise } from "./state.js";

/** @typedef {import("./types").State} State */
/** @typedef {(state: State, before: State) => void} Listener */

export class Store {
  /** @type {Listener[]} */
  #listeners = [];

  constructor() {
    const read = parse(location.search);
    this.state = read.state;
    this.unknown = read.unknown;
    this.dropped = read.dropped;
    addEventListener("popstate", () => this.#tell(parse(location.search).state));
  }

  /** @param {Listener} listener */
  subscribe(listener) {
    this.#listeners.push(listener);
  }

  /**
   * Changes the state. A commit is a step that "back" undoes; while something is dragged or typed, or the map moves, it is none.
   * @param {Partial<State>} patch
   * @param {{commit?: boolean}} [options]
   */
  update(patch, { commit = true } = {}) {
    const next = { ...this.state, ...patch };
    const address = location.pathname + serialise(next, this.unknown) + location.hash;
    if (address !== location.pathname + location.search + location.hash) {
      history[commit ? "pushState" : "replaceState"](null, "", address);
    }
    this.#tell(next);
  }

  /** @param {State} next */
  #tell(next) {
    const before = this.state;
    this.state = next;
    for (const listener of this.#listeners) listener(next, before);
  }

  /** Address of the whole page as it stands, or with a few things changed. @param {Partial<State>} [patch] */
  link(patch = {}) {
    return `${location.origin}${root}/` + serialise({ ...this.state, ...patch }, this.unknown);
  }
}
