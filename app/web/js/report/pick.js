/** A position picked on the map: by a click, or by moving the map under a cross and pressing Enter. */
import { t } from "../messages.js";
import { h } from "../util/dom.js";
import { degreesMinutes } from "../util/geo.js";
import { action } from "./fields.js";

/** Metres of a pixel at zoom 0 on the equator, with tiles of 512 pixels. */
const METRES = 78_271.517;
/** How near somebody points, in pixels. */
const POINTING = 6;
/** The least radius that a picked position gets, in metres. */
const LEAST = 50;

/**
 * Asks for a position; null if nobody picks one.
 * @param {import("../map/map.js").EventMap} eventMap
 * @param {number} covered pixels at the map's right that something else covers
 * @returns {Promise<{lon: number, lat: number, radius: number} | null>}
 */
export function pickPosition(eventMap, covered) {
  const { map } = eventMap;
  const container = map.getContainer();
  return new Promise((resolve) => {
    const place = h("output", { class: "position" });
    const take = () => done(map.getCenter());
    const bar = h(
      "div",
      { class: "pick-bar", role: "group", "aria-label": t("report.pick") },
      h("p", null, t("report.pick.how")),
      place,
      h("div", { class: "form-actions" }, action(t("report.pick.take"), take, { class: "button small primary" }), action(t("report.pick.cancel"), () => done(null))),
    );
    const cross = h("div", { class: "crosshair", "aria-hidden": "true" });
    cross.style.left = `${(container.clientWidth - covered) / 2}px`;
    bar.style.right = `${covered}px`;

    /** Makes the middle of what is left free the middle of the map; nothing moves. @param {number} right pixels */
    const uncover = (right) => map.jumpTo({ center: map.unproject([(container.clientWidth - right) / 2, container.clientHeight / 2]), padding: { top: 0, right, bottom: 0, left: 0 } });
    /** @param {KeyboardEvent} event */
    const key = (event) => {
      const taken = event.key === "Enter" && event.target === map.getCanvas();
      if (!taken && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (taken) take();
      else done(null);
    };
    const click = (/** @type {import("maplibre-gl").MapMouseEvent} */ event) => done(event.lngLat);
    const tell = () => {
      const { lng, lat } = map.getCenter();
      place.textContent = degreesMinutes(lng, lat);
    };
    /** @param {{lng: number, lat: number} | null} at */
    const done = (at) => {
      eventMap.picking = false;
      map.off("click", click);
      map.off("moveend", tell);
      document.removeEventListener("keydown", key, true);
      const zoom = map.getZoom();
      bar.remove();
      cross.remove();
      container.classList.remove("picking");
      document.documentElement.classList.remove("picking");
      uncover(0);
      if (!at) return resolve(null);
      const radius = Math.max(LEAST, (POINTING * METRES * Math.cos((at.lat * Math.PI) / 180)) / 2 ** zoom);
      resolve({ lon: at.lng, lat: at.lat, radius: Number(radius.toPrecision(1)) });
    };

    eventMap.picking = true;
    document.documentElement.classList.add("picking");
    container.classList.add("picking");
    container.append(cross, bar);
    uncover(covered);
    tell();
    map.on("click", click);
    map.on("moveend", tell);
    document.addEventListener("keydown", key, true);
    map.getCanvas().focus();
  });
}
