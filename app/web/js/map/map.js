/** The map: a second view of the page's state. Loaded after the list is there, and only where WebGL 2 is. */
import { request } from "../api.js";
import { t } from "../messages.js";
import { byId, stillness } from "../util/dom.js";
import { country } from "../util/format.js";
import { boundsOf, circle, contains } from "../util/geo.js";
import { colourOf, picture } from "./symbols.js";
import { clusterPicture, eventPicture, locale, nothing, placeColours, style } from "./style.js";

/** @typedef {import("../types").Entry} Entry @typedef {import("../types").State} State @typedef {import("../types").Bounds} Bounds */

// By address, so that the type checker reads the package's own types and not the bundle.
const library = new URL("../../vendor/maplibre-gl/maplibre-gl.mjs", import.meta.url).href;
const maplibre = /** @type {typeof import("maplibre-gl")} */ (await import(library));

/** What the map shows at first: the Baltic from the Danish straits to St Petersburg. @type {Bounds} */
const HOME = [9.5, 53.6, 30.6, 61.4];

/** Layers of lines at sea, each with its switch. */
const LIMITS = ["territorial-sea", "nearest-state"];

/** What the base map covers. @type {Bounds} */
const REACH = [-9, 47, 42, 71];

/** Zoom from which the coast beyond that looks as coarse as it is. */
const COARSE = 5.5;

/**
 * @typedef {object} Callbacks
 * @property {(view: import("../types").View, bounds: Bounds) => void} onMove the user moved the map
 * @property {(id: string) => void} onPick an event was chosen
 * @property {(ids: string[]) => void} onStack events on one spot, to be chosen from
 */

export class EventMap {
  #theme = /** @type {"light" | "dark"} */ ("light");
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Set<string>} */
  #loaded = new Set();
  /** @type {Entry | null} */
  #selected = null;
  /** @type {Entry | null} */
  #hovered = null;
  #ready = false;
  /** True while a click picks a position, not an event. */
  picking = false;

  /**
   * @param {HTMLElement} container
   * @param {State} state
   * @param {"light" | "dark"} theme
   * @param {import("./style.js").Tiles} tiles
   * @param {Callbacks} callbacks
   */
  constructor(container, state, theme, tiles, callbacks) {
    this.#theme = theme;
    this.callbacks = callbacks;
    /** @type {import("maplibre-gl").Map} */
    this.map = new maplibre.Map({
      container,
      style: style(theme, tiles),
      ...(state.view ? { center: [state.view.lon, state.view.lat], zoom: state.view.zoom } : { bounds: HOME }),
      minZoom: 2.5,
      maxZoom: 13,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxPitch: 0,
      fadeDuration: 0,
      reduceMotion: stillness(),
      locale: locale(),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-left");
    this.map.addControl(new maplibre.ScaleControl({ unit: "nautical", maxWidth: 120 }), "bottom-left");
    this.map.setMissingStyleImageResolver(async (name) => this.#draw(name));
    this.#listen();
  }

  /** Settles when the map can take data. */
  whenReady() {
    return new Promise((resolve) => {
      const go = () => {
        this.#ready = true;
        void this.#widen();
        resolve(undefined);
      };
      if (this.map.isStyleLoaded()) go();
      else this.map.once("load", go);
    });
  }

  #listen() {
    const { map } = this;
    map.on("moveend", () => {
      const { lng, lat } = map.getCenter();
      void this.#widen();
      this.callbacks.onMove({ zoom: map.getZoom(), lat, lon: lng }, this.bounds());
    });
    map.on("click", (event) => {
      if (this.picking) return;
      const hits = map.queryRenderedFeatures(
        [[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]],
        { layers: ["selected", "events", "clusters"].filter((id) => map.getLayer(id)) },
      );
      if (!hits.length) return;
      if (hits[0].properties.cluster) void this.#openCluster(hits[0]);
      else this.callbacks.onPick(String(hits[0].properties.id));
    });
    for (const layer of ["events", "clusters"]) {
      map.on("mouseenter", layer, () => map.getCanvas().classList.add("over"));
      map.on("mouseleave", layer, () => map.getCanvas().classList.remove("over"));
    }
  }

  /** Brings the land around the base map once it comes into view, and says that it is coarse. */
  async #widen() {
    const [west, south, east, north] = this.bounds();
    const { lng, lat } = this.map.getCenter();
    if (!this.#loaded.has("world") && (west < REACH[0] || south < REACH[1] || east > REACH[2] || north > REACH[3])) {
      this.#loaded.add("world");
      const land = await request("/basemap/world.geojson").catch(() => null);
      if (land) this.#fill("world", land);
      else this.#coast = "map.noCoast";
    }
    const note = byId("map-note");
    note.hidden = this.map.getZoom() < COARSE || contains(REACH, lng, lat);
    note.textContent = t(this.#coast);
  }

  #coast = "map.coarse";

  /** A cluster opens: closer, or as a list where its events lie on one spot. @param {import("maplibre-gl").MapGeoJSONFeature} feature */
  async #openCluster(feature) {
    const source = /** @type {import("maplibre-gl").GeoJSONSource} */ (this.map.getSource("events"));
    const { cluster_id: id, point_count: size } = feature.properties;
    const zoom = await source.getClusterExpansionZoom(id);
    const leaves = await source.getClusterLeaves(id, Math.min(size, 200), 0);
    if (zoom > this.map.getMaxZoom() || onOneSpot(leaves)) {
      this.callbacks.onStack(leaves.map((leaf) => String(leaf.properties?.id)));
      return;
    }
    const points = /** @type {GeoJSON.Point} */ (feature.geometry);
    this.map.easeTo({ center: /** @type {[number, number]} */ (points.coordinates), zoom: Math.min(zoom + 0.4, this.map.getMaxZoom()) });
  }

  /** @param {string} name */
  #draw(name) {
    const ratio = Math.max(2, Math.ceil(devicePixelRatio));
    const image = name === "place" ? placeDot(this.#theme, ratio) : picture(name, ratio);
    if (image && !this.map.hasImage(name)) this.map.addImage(name, image, { pixelRatio: ratio });
  }

  /** @param {string} id @param {GeoJSON.FeatureCollection} data */
  #fill(id, data) {
    const source = /** @type {import("maplibre-gl").GeoJSONSource | undefined} */ (this.map.getSource(id));
    source?.setData(data);
  }

  /** The events to draw. @param {Entry[]} entries */
  show(entries) {
    this.#entries = entries;
    if (!this.#ready) return;
    this.#fill("events", {
      type: "FeatureCollection",
      features: entries.flatMap((entry) => (entry.lon === null || entry.lat === null ? [] : [pointOf(entry)])),
    });
    this.#drawUncertainty();
  }

  /** @param {Entry | null} entry */
  select(entry) {
    this.#selected = entry;
    this.#drawSelection();
  }

  /** @param {Entry | null} entry */
  hover(entry) {
    if (entry === this.#hovered) return;
    this.#hovered = entry;
    this.#drawSelection();
  }

  #drawSelection() {
    if (!this.#ready) return;
    /** @type {GeoJSON.Feature[]} */
    const features = [];
    const entry = this.#selected;
    if (entry && entry.lon !== null && entry.lat !== null) {
      const properties = { colour: colourOf(entry.properties.category, this.#theme), role: "reach" };
      const area = reachOf(entry);
      if (area) features.push({ type: "Feature", properties, geometry: area });
      const point = pointOf(entry);
      features.push({ ...point, properties: { ...point.properties, role: "selected" } });
    }
    const hovered = this.#hovered;
    if (hovered && hovered !== entry && hovered.lon !== null) {
      const point = pointOf(hovered);
      features.push({ ...point, properties: { ...point.properties, role: "hover" } });
    }
    this.#fill("selection", { type: "FeatureCollection", features });
  }

  /** Moves so that an event and its reach are in view. @param {Entry} entry */
  fit(entry) {
    if (entry.lon === null || entry.lat === null) return;
    const reach = reachOf(entry);
    const [west, south, east, north] = reach ? widened(boundsOf(/** @type {any} */ (reach))) : [entry.lon, entry.lat, entry.lon, entry.lat];
    const motion = stillness() ? { animate: false } : { duration: 700 };
    this.map.fitBounds([[west, south], [east, north]], { maxZoom: 8, padding: this.#room(), ...motion });
  }

  /** Moves so that all of these are in view, as far as they lie where there is a base map. @param {Entry[]} entries */
  fitAll(entries) {
    const [west, south, east, north] = REACH;
    const points = entries.flatMap(({ lon, lat }) => (lon !== null && lat !== null && lon > west && lon < east && lat > south && lat < north ? [[lon, lat]] : []));
    if (!points.length) return;
    const box = new maplibre.LngLatBounds();
    for (const point of points) box.extend(/** @type {[number, number]} */ (point));
    this.map.fitBounds(box, { maxZoom: 7, padding: this.#room(), animate: false });
  }

  /** Moves only if the event is hidden or outside. @param {Entry} entry */
  reveal(entry) {
    if (entry.lon === null || entry.lat === null) return;
    const { x, y } = this.map.project([entry.lon, entry.lat]);
    const { clientWidth: width, clientHeight: height } = this.map.getContainer();
    const { left, right, top, bottom } = this.#room();
    if (x < left || y < top || x > width - right || y > height - bottom || this.map.getZoom() < 5.5) this.fit(entry);
  }

  /** Room that the card and the controls take, in CSS pixels. */
  #room() {
    const container = this.map.getContainer();
    const box = container.getBoundingClientRect();
    const cards = [...document.querySelectorAll(".card:not([hidden])")];
    const cover = Math.max(0, ...cards.map((card) => box.right - Math.max(card.getBoundingClientRect().left, box.left)));
    const right = cover < box.width * 0.8 ? cover : 0;
    const edge = Math.min(60, box.width / 8, box.height / 8);
    return { left: edge, top: edge, bottom: edge, right: right + edge };
  }

  /** @returns {Bounds} */
  bounds() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  /** @param {import("../types").View} view */
  go(view) {
    const { lng, lat } = this.map.getCenter();
    if (Math.abs(lng - view.lon) < 1e-4 && Math.abs(lat - view.lat) < 1e-4 && Math.abs(this.map.getZoom() - view.zoom) < 0.01) return;
    this.map.jumpTo({ center: [view.lon, view.lat], zoom: view.zoom });
  }

  /** Back to where the map begins. */
  home() {
    this.map.fitBounds(HOME, { animate: false });
  }

  /** Shows optional layers, and marks the regions that are filtered by. @param {string[]} layers @param {string[]} regions codes */
  async overlay(layers, regions) {
    const { map } = this;
    /** @type {Record<string, boolean>} */
    const wanted = { regions: layers.includes("regions") || regions.length > 0 };
    for (const name of LIMITS) wanted[name] = layers.includes(name);
    for (const [name, on] of Object.entries(wanted)) {
      if (!on || this.#loaded.has(name)) continue;
      this.#loaded.add(name);
      const data = await request(`/basemap/${name}.geojson`).catch(() => nothing());
      for (const { properties } of data.features) if (properties.states) properties.name = properties.states.map(country).join(" – ");
      this.#fill(name, data);
    }
    for (const name of [...LIMITS, "nearest-state-name"]) map.setLayoutProperty(name, "visibility", wanted[name.replace("-name", "")] ? "visible" : "none");
    map.setLayoutProperty("regions-line", "visibility", wanted.regions ? "visible" : "none");
    map.setLayoutProperty("regions-fill", "visibility", wanted.regions ? "visible" : "none");
    map.setFilter("regions-line", layers.includes("regions") ? null : ["in", ["get", "code"], ["literal", regions]]);
    map.removeFeatureState({ source: "regions" });
    for (const id of regions) map.setFeatureState({ source: "regions", id }, { chosen: true });
    this.#uncertainty = layers.includes("uncertainty");
    this.#drawUncertainty();
  }

  #uncertainty = false;

  #drawUncertainty() {
    if (!this.#ready) return;
    const drawn = this.#uncertainty ? this.#entries.slice(0, 2000) : [];
    this.#fill("uncertainty", {
      type: "FeatureCollection",
      features: drawn.flatMap((entry) => {
        const geometry = reachOf(entry);
        return geometry ? [{ type: "Feature", properties: { colour: colourOf(entry.properties.category, this.#theme) }, geometry }] : [];
      }),
    });
  }

  /** @param {"light" | "dark"} theme */
  setTheme(theme) {
    if (theme === this.#theme) return;
    this.#theme = theme;
    const { map } = this;
    if (map.hasImage("place")) map.removeImage("place");
    for (const layer of style(theme, map.getSource("base") ? { bounds: [0, 0, 0, 0], minzoom: 0, maxzoom: 0 } : null).layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, /** @type {any} */ (name), value);
    }
    map.setLayoutProperty("events", "icon-image", eventPicture(theme));
    map.setLayoutProperty("selected", "icon-image", eventPicture(theme));
    map.setLayoutProperty("clusters", "icon-image", clusterPicture(theme));
    this.#draw("place");
    this.#drawSelection();
    this.#drawUncertainty();
  }

  resize() {
    this.map.resize();
  }

  /** What the map shows now; it can be read only while it is drawn. @returns {Promise<CanvasImageSource & {width: number, height: number}>} */
  picture() {
    return new Promise((resolve) => {
      this.map.once("render", () => resolve(createImageBitmap(this.map.getCanvas())));
      this.map.triggerRepaint();
    });
  }
}

/** @param {Entry} entry @returns {GeoJSON.Feature<GeoJSON.Point>} */
function pointOf({ id, lon, lat, properties: { type, category, modality, verification } }) {
  return {
    type: "Feature",
    properties: { id, type, category, modality, verification },
    geometry: { type: "Point", coordinates: [lon ?? 0, lat ?? 0] },
  };
}

/** Where the event may have been: its area, or the circle of its uncertainty; null if its point is good to 200 m. @param {Entry} entry @returns {GeoJSON.Polygon | GeoJSON.MultiPolygon | null} */
function reachOf({ geometry, lon, lat, properties: { uncertainty_m: metres } }) {
  if (geometry && geometry.type !== "Point") return geometry;
  if (lon === null || lat === null || !metres || metres < 200) return null;
  return { type: "Polygon", coordinates: [circle(lon, lat, metres)] };
}

/** Twice the size, so that a coast comes into view with the reach. @param {Bounds} box @returns {Bounds} */
function widened([west, south, east, north]) {
  const [x, y] = [(east - west) / 2, (north - south) / 2];
  return [west - x, south - y, east + x, north + y];
}

/** True if all lie within about 100 m. @param {GeoJSON.Feature[]} leaves */
function onOneSpot(leaves) {
  const [west, south, east, north] = leaves
    .map((leaf) => /** @type {GeoJSON.Point} */ (leaf.geometry).coordinates)
    .reduce(([w, s, e, n], [x, y]) => [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)], [180, 90, -180, -90]);
  return east - west < 0.002 && north - south < 0.001;
}

/** @param {"light" | "dark"} theme @param {number} ratio */
function placeDot(theme, ratio) {
  const surface = document.createElement("canvas");
  surface.width = surface.height = 8 * ratio;
  const pen = surface.getContext("2d");
  if (!pen) return null;
  const { fill, line } = placeColours(theme);
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.arc(4, 4, 2.4, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.strokeStyle = line;
  pen.lineWidth = 1.2;
  pen.fill();
  pen.stroke();
  return pen.getImageData(0, 0, surface.width, surface.height);
}
