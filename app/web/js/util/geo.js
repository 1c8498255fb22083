/** Geometry on WGS 84 lon/lat degrees; distances in metres on a sphere, good to 0.5 %. */

/** @typedef {import("../types").Geometry} Geometry @typedef {import("../types").Bounds} Bounds */

const EARTH = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** Great-circle distance in metres. @param {number} lon1 @param {number} lat1 @param {number} lon2 @param {number} lat2 */
export function distance(lon1, lat1, lon2, lat2) {
  const a =
    Math.sin(((lat2 - lat1) * RADIANS) / 2) ** 2 +
    Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * Math.sin(((lon2 - lon1) * RADIANS) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}

/**
 * A geodesic circle as a closed ring.
 * @param {number} lon @param {number} lat @param {number} radius metres
 * @returns {[number, number][]}
 */
export function circle(lon, lat, radius, steps = 72) {
  const arc = radius / EARTH;
  const phi = lat * RADIANS;
  /** @type {[number, number][]} */
  const ring = [];
  for (let step = 0; step <= steps; step += 1) {
    const bearing = (2 * Math.PI * (step % steps)) / steps;
    const y = Math.asin(Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(bearing));
    const x = Math.atan2(Math.sin(bearing) * Math.sin(arc) * Math.cos(phi), Math.cos(arc) - Math.sin(phi) * Math.sin(y));
    ring.push([lon + x / RADIANS, y / RADIANS]);
  }
  return ring;
}

/** A position as sailors write it: `59°48.66′N 025°55.04′E`. @param {number} lon @param {number} lat */
export function degreesMinutes(lon, lat) {
  /** @param {number} value @param {number} width @param {string} sides */
  const part = (value, width, sides) => {
    const hundredths = Math.round(Math.abs(value) * 6000);
    const degrees = Math.floor(hundredths / 6000);
    const minutes = ((hundredths % 6000) / 100).toFixed(2);
    return `${String(degrees).padStart(width, "0")}°${minutes.padStart(5, "0")}′${sides[value < 0 ? 1 : 0]}`;
  };
  return `${part(lat, 2, "NS")} ${part(lon, 3, "EW")}`;
}

/** The outer rings of a geometry. @param {Geometry} geometry @returns {[number, number][][]} */
function rings(geometry) {
  if (geometry.type === "Point") return [[geometry.coordinates]];
  return geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((polygon) => polygon[0]);
}

/** @param {Geometry} geometry @returns {Bounds} */
export function boundsOf(geometry) {
  /** @type {Bounds} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings(geometry).flat()) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** Where the symbol of a geometry stands: the point, or the middle of the area's bounds. @param {Geometry | null} geometry @returns {[number, number] | null} */
export function anchorOf(geometry) {
  if (!geometry) return null;
  if (geometry.type === "Point") return geometry.coordinates;
  const [west, south, east, north] = boundsOf(geometry);
  return [(west + east) / 2, (south + north) / 2];
}

/** @param {Bounds} box @param {number} lon @param {number} lat */
export const contains = (box, lon, lat) => lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3];
