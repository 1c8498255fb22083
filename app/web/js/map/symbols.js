/**
 * Symbols of the events. The frame's shape says the category, the glyph in it the type, filling and outline how far it is
 * settled: solid if corroborated, hollow if reported only; dashed if planned, open if attempted, struck if denied.
 * One drawing serves the list (SVG), the legend (SVG) and the map (canvas). Box of 24 × 24.
 */
import { s } from "../util/dom.js";
import { own } from "../util/own.js";

/** @typedef {{type: string, category: string, modality: string, verification: string}} Look */

/** Frame of each category and its length around, for dashes. @type {Record<string, {path: string, length: number}>} */
const FRAMES = {
  inspection: { path: "M6.5 3h11A3.5 3.5 0 0 1 21 6.5v11a3.5 3.5 0 0 1-3.5 3.5h-11A3.5 3.5 0 0 1 3 17.5v-11A3.5 3.5 0 0 1 6.5 3z", length: 66 },
  escort: { path: "M12 2.2l8.8 2.9v6.7c0 4.9-3.6 8.3-8.8 10.4c-5.2-2.1-8.8-5.5-8.8-10.4V5.1z", length: 63 },
  incident: { path: "M13.1 1.9l9 9a1.55 1.55 0 0 1 0 2.2l-9 9a1.55 1.55 0 0 1-2.2 0l-9-9a1.55 1.55 0 0 1 0-2.2l9-9a1.55 1.55 0 0 1 2.2 0z", length: 58 },
};

/** Glyph of each type: what is stroked, what is filled. @type {Record<string, {line?: string, area?: string}>} */
const GLYPHS = {
  document_check: { line: "M8.6 6.8h4.6l2.4 2.4v8h-7z M10.6 11.6h3 M10.6 14.4h3" },
  boarding: { line: "M12 6.2v6.6 M9 10.2l3 3 3-3 M7 17h10" },
  detention: { line: "M12 9.4v8 M9.6 11.2h4.8 M7 13.4c.3 2.6 2.3 4.2 5 4.2s4.7-1.6 5-4.2", area: "M12 6a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6z" },
  release: { line: "M10.4 7H7.2v10h3.2 M10.6 12h6.8 M14.6 9.2l2.8 2.8-2.8 2.8" },
  naval_escort: { area: "M7 7.4h6.6l3.4 2-3.4 2H7z M7 12.8h6.6l3.4 2-3.4 2H7z" },
  air_escort: { line: "M12 6.4v10.4 M12 10.2l-5 3.4 M12 10.2l5 3.4 M12 16.4l-2.4 1.4 M12 16.4l2.4 1.4" },
  shadowing: { line: "M6.4 12s2.1-3.9 5.6-3.9s5.6 3.9 5.6 3.9s-2.1 3.9-5.6 3.9S6.4 12 6.4 12z", area: "M12 10.3a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 1 1 0-3.4z" },
  infrastructure_damage: { line: "M5.6 12h3.6l1.5-2.6 M18.4 12h-3.6l-1.5 2.6 M12 6v1.4 M12 16.6V18" },
  collision: { line: "M7 8.8l3.3 3.2L7 15.2 M17 8.8L13.7 12l3.3 3.2 M12 8v8" },
  grounding: { line: "M6.8 16.4l2.6-2.2 2.6 2 2.6-2 2.6 2.2", area: "M7.6 8.4h8.8l-1.7 3.8H9.3z" },
  fire_explosion: { area: "M12.5 5.8c.4 2.7 3.9 4 3.9 7.6a4.4 4.4 0 0 1-8.8 0c0-1.9.9-3.1 1.9-4 .3 1 .8 1.5 1.4 1.7c-.3-2 .2-3.9 1.6-5.3z" },
  pollution: { area: "M12 5.8s4.3 4.8 4.3 8a4.3 4.3 0 0 1-8.6 0c0-3.2 4.3-8 4.3-8z" },
  breakdown: { line: "M12 6.4v5 M8.9 8.7a4.7 4.7 0 1 0 6.2 0" },
  attack: { line: "M12 5.8v3.4 M12 14.8v3.4 M5.8 12h3.4 M14.8 12h3.4 M12 8.4a3.6 3.6 0 1 1 0 7.2a3.6 3.6 0 1 1 0-7.2z" },
  signal_interference: { line: "M7.6 10.6a6.2 6.2 0 0 1 8.8 0 M9.7 13a3.3 3.3 0 0 1 4.6 0 M8 16.6l8-9.2", area: "M12 14.3a1.2 1.2 0 1 1 0 2.4a1.2 1.2 0 1 1 0-2.4z" },
  confrontation: { line: "M12 6.4v6.4", area: "M12 15a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z" },
  drone_activity: { line: "M9.4 9.4l5.2 5.2 M14.6 9.4l-5.2 5.2 M8.4 6.9a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z M15.6 6.9a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z M8.4 14.1a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z M15.6 14.1a1.5 1.5 0 1 1 0 3a1.5 1.5 0 1 1 0-3z" },
  transfer: { line: "M6.8 9.6h9 M13.4 7.2l2.6 2.4-2.6 2.4 M17.2 14.6h-9 M10.6 12.2L8 14.6l2.6 2.4" },
  other: { area: "M8 10.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z M12 10.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z M16 10.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0-2.8z" },
};

const STRIKE = "M3.4 20.6L20.6 3.4";
/** A dot at the upper right: still going on. */
const BADGE = { x: 19.4, y: 4.6, r: 3.6 };

/** Colours of the map's symbols, by theme: the category's, the paper behind it, the ink of the glyph, the halo around all. */
export const INKS = {
  light: { inspection: "#0b5c9e", escort: "#00704f", incident: "#b84300", paper: "#ffffff", ink: "#ffffff", halo: "#ffffff", live: "#17212b" },
  dark: { inspection: "#6db8f2", escort: "#4fcfa5", incident: "#ff9a5c", paper: "#0e1720", ink: "#0b131b", halo: "#0b131b", live: "#ffffff" },
};

/** @param {Look} look */
const frameOf = (look) => own(FRAMES, look.category) ?? FRAMES.incident;

/** The colour of a category's symbols. @param {string} category @param {"light" | "dark"} theme */
export const colourOf = (category, theme) => (own(FRAMES, category) && own(INKS[theme], category)) || INKS[theme].incident;

/**
 * How an event's symbol is drawn.
 * @param {Look} look
 */
export function styleOf(look) {
  const settled = look.verification === "corroborated" || look.verification === "confirmed";
  const happened = look.modality === "occurred" || look.modality === "ongoing";
  const { length } = frameOf(look);
  return {
    solid: settled && happened,
    dash: look.modality === "planned" ? [length / 15, length / 20] : look.modality === "attempted" ? [length * 0.76, length * 0.24] : null,
    struck: look.modality === "denied" || look.verification === "retracted",
    live: look.modality === "ongoing",
    disputed: look.verification === "disputed",
  };
}

/** The symbol as SVG; its colours come from the style sheet. @param {Look} look */
export function symbol(look, size = 22) {
  const style = styleOf(look);
  const frame = frameOf(look);
  const glyph = own(GLYPHS, look.type);
  return s(
    "svg",
    { class: `symbol ${look.category} ${style.solid ? "solid" : "hollow"}`, viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    s("path", { class: "frame", d: frame.path, "stroke-dasharray": style.dash?.map((part) => part.toFixed(1)).join(" ") }),
    glyph?.line && s("path", { class: "line", d: glyph.line }),
    glyph?.area && s("path", { class: "area", d: glyph.area }),
    style.struck && s("path", { class: "strike", d: STRIKE }),
    style.live && s("circle", { class: "live", cx: BADGE.x, cy: BADGE.y, r: BADGE.r }),
    style.disputed && disputedBadge(),
  );
}

function disputedBadge() {
  return s("g", { class: "disputed" }, s("circle", { cx: 19, cy: 5, r: 4.6 }), s("path", { d: "M17.4 4.1a1.6 1.6 0 1 1 2.4 1.4c-.6.35-.8.6-.8 1.1 M19 7.9v.1" }));
}

/** Names a symbol's picture on the map; `pictureOf` reads it back. @param {Look} look @param {string} theme */
export const pictureName = (look, theme) => `event|${look.type}|${look.category}|${look.modality}|${look.verification}|${theme}`;

/** Side of a symbol on the map in CSS pixels, halo included. */
const SIDE = 30;

/**
 * Draws the picture that a name asks for; null if the name is not one of ours.
 * @param {string} name
 * @param {number} ratio device pixels per CSS pixel
 */
export function picture(name, ratio) {
  const parts = name.split("|");
  if (parts[0] === "event") {
    const [, type, category, modality, verification, theme] = parts;
    return drawEvent({ type, category, modality, verification }, theme === "dark" ? "dark" : "light", ratio);
  }
  if (parts[0] === "cluster") return drawCluster(parts.slice(1, 5).map(Number), parts[5] === "dark" ? "dark" : "light", ratio);
  return null;
}

/** @param {number} side CSS pixels @param {number} ratio @param {(pen: CanvasRenderingContext2D) => void} draw */
function canvas(side, ratio, draw) {
  const surface = document.createElement("canvas");
  surface.width = surface.height = Math.round(side * ratio);
  const pen = surface.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.scale(surface.width / side, surface.height / side);
  pen.lineCap = pen.lineJoin = "round";
  draw(pen);
  return pen.getImageData(0, 0, surface.width, surface.height);
}

/** @param {Look} look @param {"light" | "dark"} theme @param {number} ratio */
function drawEvent(look, theme, ratio) {
  const ink = INKS[theme];
  const colour = colourOf(look.category, theme);
  const style = styleOf(look);
  const frame = frameOf(look);
  const outline = new Path2D(frame.path);
  const glyph = own(GLYPHS, look.type);
  return canvas(SIDE, ratio, (pen) => {
    pen.translate((SIDE - 24) / 2, (SIDE - 24) / 2);
    pen.lineWidth = 5;
    pen.strokeStyle = pen.fillStyle = ink.halo;
    pen.globalAlpha = 0.9;
    pen.stroke(outline);
    pen.globalAlpha = 1;
    pen.fillStyle = style.solid ? colour : ink.paper;
    pen.fill(outline);
    pen.strokeStyle = colour;
    pen.lineWidth = style.solid ? 1 : 2.2;
    pen.setLineDash(style.dash ?? []);
    pen.lineCap = style.dash ? "butt" : "round";
    pen.stroke(outline);
    pen.setLineDash([]);
    pen.lineCap = "round";
    pen.lineWidth = 1.9;
    pen.strokeStyle = pen.fillStyle = style.solid ? ink.ink : colour;
    if (glyph?.line) pen.stroke(new Path2D(glyph.line));
    if (glyph?.area) pen.fill(new Path2D(glyph.area));
    if (style.struck) {
      pen.strokeStyle = ink.halo;
      pen.lineWidth = 5;
      pen.stroke(new Path2D(STRIKE));
      pen.strokeStyle = colour;
      pen.lineWidth = 2.4;
      pen.stroke(new Path2D(STRIKE));
    }
    if (style.live || style.disputed) {
      pen.beginPath();
      pen.arc(BADGE.x, BADGE.y, BADGE.r, 0, 2 * Math.PI);
      pen.fillStyle = ink.live;
      pen.strokeStyle = ink.halo;
      pen.lineWidth = 1.6;
      pen.fill();
      pen.stroke();
      if (style.disputed) {
        pen.fillStyle = ink.halo;
        pen.font = "700 6.4px 'Noto Sans', sans-serif";
        pen.textAlign = "center";
        pen.fillText("?", BADGE.x, BADGE.y + 2.3);
      }
    }
  });
}

const CATEGORIES = /** @type {const} */ (["inspection", "escort", "incident"]);

/** A ring whose arcs are the shares of the categories, in sixteenths; its size grows with the count. @param {number[]} numbers @param {"light" | "dark"} theme @param {number} ratio */
function drawCluster([size, ...shares], theme, ratio) {
  const ink = INKS[theme];
  const side = size + 4;
  const middle = side / 2;
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  return canvas(side, ratio, (pen) => {
    pen.beginPath();
    pen.arc(middle, middle, size / 2, 0, 2 * Math.PI);
    pen.fillStyle = ink.halo;
    pen.fill();
    pen.lineCap = "butt";
    pen.lineWidth = 4.5;
    let turned = -Math.PI / 2;
    CATEGORIES.forEach((category, index) => {
      const turn = (2 * Math.PI * shares[index]) / total;
      if (!turn) return;
      pen.beginPath();
      pen.arc(middle, middle, size / 2 - 3.5, turned, turned + turn);
      pen.strokeStyle = ink[category];
      pen.stroke();
      turned += turn;
    });
  });
}
