/**
 * Symbols of the events. The frame's shape says the category, the glyph in it the type, filling and outline how far it is
 * settled: solid if corroborated, hollow if reported only; dashed if planned, open if attempted, struck if denied.
 * One drawing serves the list (SVG), the legend (SVG) and the map (canvas). Box of 24 × 24.
 */
import { s } from "../util/dom.js";
import { own } from "../util/own.js";

/** @typedef {{type: string, category: string, modality: string, verification: string}} Look */

/**
 * The drawings, shared with the service, which draws the same symbols in its pages and in `/map.svg`: frames by category,
 * with their length around for dashes; glyphs by type, what is stroked and what is filled; colours by theme: the
 * categories', the paper behind them, the ink of the glyph, the halo around all.
 * @type {{frames: Record<string, {path: string, length: number}>, glyphs: Record<string, {line?: string, area?: string}>,
 *   strike: string, badge: {x: number, y: number, r: number}, inks: Record<"light" | "dark", Record<string, string>>}}
 */
const drawings = await (await fetch(new URL("./symbols.json", import.meta.url))).json();
const { frames: FRAMES, glyphs: GLYPHS, strike: STRIKE, badge: BADGE } = drawings;

/** Colours of the map's symbols, by theme. */
export const INKS = drawings.inks;

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
      pen.strokeStyle = own(ink, category) ?? ink.incident;
      pen.stroke();
      turned += turn;
    });
  });
}
