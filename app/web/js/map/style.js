/** The map's style: our own tiles and layers, drawn in the page's two themes. */
import { root } from "../api.js";
import { t } from "../messages.js";

/** @typedef {import("maplibre-gl").StyleSpecification} Style */
/** @typedef {{bounds: [number, number, number, number], minzoom: number, maxzoom: number} | null} Tiles */

const COLOURS = {
  light: {
    sea: "#d5e3ec", land: "#f4f1ea", coast: "#8fa6b5", lake: "#dfe9ef", border: "#b3a897", grid: "#bfd2de",
    seaText: "#4a708a", landText: "#6b6459", placeText: "#3b3f45", halo: "#f4f1ea", seaHalo: "#d5e3ec",
    region: "#0b5c9e", limit: "#7a6aa8", selected: "#17212b", text: "#17212b",
  },
  dark: {
    sea: "#0d1822", land: "#1c252e", coast: "#42586a", lake: "#101c27", border: "#4a4f55", grid: "#172736",
    seaText: "#6f9bb8", landText: "#98a1aa", placeText: "#c3cad1", halo: "#1c252e", seaHalo: "#0d1822",
    region: "#6db8f2", limit: "#9a8bcb", selected: "#ffffff", text: "#e8edf2",
  },
};

const SANS = ["Noto Sans"];
const ITALIC = ["Noto Sans Italic"];
const BOLD = ["Noto Sans SemiBold"];

/** An empty layer's data. @returns {GeoJSON.FeatureCollection} */
export const nothing = () => ({ type: "FeatureCollection", features: [] });

/** Meridians and parallels every `step` degrees within a box. @param {number} step @param {[number, number, number, number]} box @returns {GeoJSON.FeatureCollection} */
function graticule(step, [west, south, east, north]) {
  /** @type {GeoJSON.Feature[]} */
  const features = [];
  /** @param {number[][]} coordinates */
  const add = (coordinates) => features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
  for (let lon = west; lon <= east; lon += step) add([[lon, south], [lon, north]]);
  for (let lat = south; lat <= north; lat += step) add([[west, lat], [east, lat]]);
  return { type: "FeatureCollection", features };
}

/** Size of a cluster's ring in CSS pixels, by its count. @type {any} */
const CLUSTER_SIZE = ["step", ["get", "point_count"], 34, 10, 40, 50, 48, 200, 56, 1000, 66];

/** @param {string} category @returns {any} */
const share = (category) => ["to-string", ["round", ["/", ["*", 16, ["get", category]], ["get", "point_count"]]]];

/** @param {"light" | "dark"} theme @returns {any} */
export const clusterPicture = (theme) => ["concat", "cluster|", ["to-string", CLUSTER_SIZE], "|", share("inspection"), "|", share("escort"), "|", share("incident"), "|", theme];

/** @param {"light" | "dark"} theme @returns {any} */
export const eventPicture = (theme) => ["concat", "event|", ["get", "type"], "|", ["get", "category"], "|", ["get", "modality"], "|", ["get", "verification"], "|", theme];

/** @param {string} name @returns {any} */
const countOf = (name) => ["+", ["case", ["==", ["get", "category"], name], 1, 0]];

/**
 * @param {"light" | "dark"} theme
 * @param {Tiles} tiles
 * @returns {Style}
 */
export function style(theme, tiles) {
  const colour = COLOURS[theme];
  /** @type {any} */
  const spec = {
    version: 8,
    sources: {
      grid: { type: "geojson", data: graticule(5, [-180, -80, 180, 80]) },
      world: { type: "geojson", data: nothing() },
      "fine-grid": { type: "geojson", data: graticule(1, [-30, 30, 60, 75]) },
      labels: { type: "geojson", data: `${location.origin}${root}/basemap/labels.geojson` },
      regions: { type: "geojson", data: nothing(), promoteId: "code" },
      "territorial-sea": { type: "geojson", data: nothing() },
      "nearest-state": { type: "geojson", data: nothing() },
      selection: { type: "geojson", data: nothing() },
      uncertainty: { type: "geojson", data: nothing() },
      events: {
        type: "geojson",
        data: nothing(),
        promoteId: "id",
        cluster: true,
        clusterRadius: 38,
        // Deeper than the map goes: what lies on one spot stays one symbol that opens a list.
        clusterMaxZoom: 16,
        clusterProperties: { inspection: countOf("inspection"), escort: countOf("escort"), incident: countOf("incident") },
      },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour.sea } },
      { id: "world", type: "fill", source: "world", paint: { "fill-color": colour.land, "fill-antialias": false } },
      // Below the land: the areas run under it, and their limits show at sea only.
      { id: "regions-fill", type: "fill", source: "regions", paint: { "fill-color": colour.region, "fill-opacity": ["case", ["boolean", ["feature-state", "chosen"], false], 0.13, 0] } },
      { id: "regions-line", type: "line", source: "regions", paint: { "line-color": colour.region, "line-opacity": 0.7, "line-width": 1.2 } },
      ...(tiles ? base(colour) : []),
      { id: "grid", type: "line", source: "grid", maxzoom: 7, paint: { "line-color": colour.grid, "line-width": 0.7 } },
      { id: "fine-grid", type: "line", source: "fine-grid", minzoom: 7, paint: { "line-color": colour.grid, "line-width": 0.7 } },
      { id: "territorial-sea", type: "line", source: "territorial-sea", paint: { "line-color": colour.limit, "line-width": 1.1, "line-dasharray": [5, 3] } },
      { id: "nearest-state", type: "line", source: "nearest-state", paint: { "line-color": colour.limit, "line-width": 1.6, "line-opacity": 0.8, "line-dasharray": [0.1, 2.5] }, layout: { "line-cap": "round" } },
      {
        id: "nearest-state-name", type: "symbol", source: "nearest-state", minzoom: 4.5,
        layout: { "symbol-placement": "line", "symbol-spacing": 420, "text-field": ["get", "name"], "text-font": ITALIC, "text-size": 11, "text-offset": [0, 0.9], "text-max-angle": 30 },
        paint: { "text-color": colour.limit, "text-halo-color": colour.seaHalo, "text-halo-width": 1.2 },
      },
      { id: "uncertainty-line", type: "line", source: "uncertainty", minzoom: 6, paint: { "line-color": ["get", "colour"], "line-opacity": 0.6, "line-width": 1, "line-dasharray": [3, 3] } },
      ...labels(colour),
      { id: "selection-fill", type: "fill", source: "selection", filter: ["!=", ["geometry-type"], "Point"], paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.12 } },
      { id: "selection-line", type: "line", source: "selection", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": ["get", "colour"], "line-width": 2, "line-dasharray": [3, 2] } },
      {
        id: "clusters", type: "symbol", source: "events", filter: ["has", "point_count"],
        layout: {
          "icon-image": clusterPicture(theme), "icon-allow-overlap": true, "text-allow-overlap": true,
          "text-field": ["get", "point_count_abbreviated"], "text-font": BOLD, "text-size": ["step", ["get", "point_count"], 13, 50, 14, 1000, 15],
        },
        paint: { "text-color": colour.text },
      },
      { id: "events", type: "symbol", source: "events", filter: ["!", ["has", "point_count"]], layout: { "icon-image": eventPicture(theme), "icon-allow-overlap": true } },
      { id: "hover-ring", type: "circle", source: "selection", filter: ["==", ["get", "role"], "hover"], paint: ring(colour.selected, 2) },
      { id: "selected-ring", type: "circle", source: "selection", filter: ["==", ["get", "role"], "selected"], paint: ring(colour.selected, 3) },
      { id: "selected", type: "symbol", source: "selection", filter: ["==", ["get", "role"], "selected"], layout: { "icon-image": eventPicture(theme), "icon-allow-overlap": true, "icon-size": 1.15 } },
    ],
  };
  if (tiles) {
    spec.sources.base = {
      type: "vector",
      tiles: [`${location.origin}${root}/basemap/{z}/{x}/{y}.mvt`],
      minzoom: tiles.minzoom,
      maxzoom: tiles.maxzoom,
      bounds: tiles.bounds,
    };
  }
  return spec;
}

/** @param {string} colour @param {number} width */
const ring = (colour, width) => ({
  "circle-radius": 18, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colour, "circle-stroke-width": width,
});

/** @param {typeof COLOURS.light} colour @returns {any[]} */
function base(colour) {
  return [
    { id: "land", type: "fill", source: "base", "source-layer": "land", paint: { "fill-color": colour.land } },
    { id: "lake", type: "fill", source: "base", "source-layer": "lake", paint: { "fill-color": colour.lake } },
    { id: "coast", type: "line", source: "base", "source-layer": "land", paint: { "line-color": colour.coast, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.4, 9, 1], "line-opacity": ["interpolate", ["linear"], ["zoom"], 3.6, 0, 4.6, 1] } },
    { id: "border", type: "line", source: "base", "source-layer": "border", paint: { "line-color": colour.border, "line-width": 0.9, "line-dasharray": [4, 2, 1, 2] } },
  ];
}

/** A place's own name where the interface's readers can read its letters. @type {any} */
const LOCAL_NAME = ["case", ["==", ["get", "country"], "RU"], ["get", "name_en"], ["get", "name"]];

/** Names of seas, countries and places; a place's rank says from which zoom it is worth its room. @param {typeof COLOURS.light} colour @returns {any[]} */
function labels(colour) {
  const kind = (/** @type {string[]} */ ...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
  const visible = ["<=", ["coalesce", ["get", "min_zoom"], 0], ["zoom"]];
  return [
    {
      id: "sea-names", type: "symbol", source: "labels", filter: ["all", kind("sea"), visible],
      layout: { "text-field": ["get", "name"], "text-font": ITALIC, "text-size": ["interpolate", ["linear"], ["zoom"], 4, 12, 9, 16], "text-letter-spacing": 0.12, "text-max-width": 7, "text-padding": 6, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 1.8 },
      paint: { "text-color": colour.seaText, "text-halo-color": colour.seaHalo, "text-halo-width": 1.2 },
    },
    {
      id: "country-names", type: "symbol", source: "labels", filter: ["all", kind("country"), visible], maxzoom: 8,
      layout: { "text-field": ["upcase", ["get", "name_en"]], "text-font": SANS, "text-size": 11, "text-letter-spacing": 0.2, "text-max-width": 8 },
      paint: { "text-color": colour.landText, "text-halo-color": colour.halo, "text-halo-width": 1.2 },
    },
    {
      id: "place-names", type: "symbol", source: "labels", filter: ["all", ["!", kind("sea", "country")], visible],
      layout: {
        "icon-image": "place", "icon-size": 1, "text-field": LOCAL_NAME, "text-font": SANS, "text-size": ["interpolate", ["linear"], ["zoom"], 5, 11, 9, 13],
        "text-anchor": "left", "text-offset": [0.55, 0], "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.55, "text-justify": "auto", "icon-optional": false,
      },
      paint: { "text-color": colour.placeText, "text-halo-color": colour.halo, "text-halo-width": 1.3 },
    },
  ];
}

/** The dot that marks a town. @param {"light" | "dark"} theme */
export const placeColours = (theme) => ({ fill: COLOURS[theme].halo, line: COLOURS[theme].placeText });

/** Texts of the map's own controls. */
export const locale = () => ({
  "Map.Title": t("map.title"),
  "NavigationControl.ZoomIn": t("map.zoomIn"),
  "NavigationControl.ZoomOut": t("map.zoomOut"),
  "ScaleControl.NauticalMiles": t("map.nauticalMiles"),
});
