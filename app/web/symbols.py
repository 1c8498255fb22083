"""Symbols of the events as SVG, from the same drawings as the map client's: `js/map/symbols.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from app.codes import category_of

DRAWINGS = Path(__file__).parent / "js" / "map" / "symbols.json"

_SETTLED = ("corroborated", "confirmed")
_HAPPENED = ("occurred", "ongoing")


@cache
def drawings() -> dict[str, Any]:
    """Frames by category, glyphs by type, colours by theme; on a box of 24 × 24."""
    read: dict[str, Any] = json.loads(DRAWINGS.read_text("utf-8"))
    return read


def symbol(event: Mapping[str, Any], theme: str | None = None) -> Markup:
    """The symbol's elements, without the `svg` around them.

    Without a theme the style sheet colours them by class; with one they carry their colours. A code that no list knows
    is drawn as an incident without a glyph.
    """
    known = drawings()
    category = category_of().get(str(event.get("type")), "incident")
    frame, glyph = known["frames"][category], known["glyphs"].get(str(event.get("type")), {})
    modality, verification = event.get("modality"), event.get("verification")
    solid = verification in _SETTLED and modality in _HAPPENED
    length = frame["length"]
    dash = {"planned": (length / 15, length / 20), "attempted": (length * 0.76, length * 0.24)}.get(str(modality))
    paint = _paint(category, theme, solid=solid)
    parts = [Markup('<path class="frame" d="{}"{}{}/>').format(frame["path"], _dash(dash), paint["frame"])]
    parts += [
        Markup('<path class="{}" d="{}"{}/>').format(kind, glyph[kind], paint[kind])
        for kind in ("line", "area")
        if kind in glyph
    ]
    if modality == "denied" or verification == "retracted":
        parts.append(Markup('<path class="strike" d="{}"{}/>').format(known["strike"], paint["strike"]))
    if modality == "ongoing":
        badge = known["badge"]
        parts.append(
            Markup('<circle class="live" cx="{x}" cy="{y}" r="{r}"{paint}/>').format(**badge, paint=paint["live"])
        )
    return Markup("").join(parts)


def symbol_class(event: Mapping[str, Any]) -> str:
    """Classes of the `svg` around a symbol that the style sheet colours."""
    category = category_of().get(str(event.get("type")), "incident")
    solid = event.get("verification") in _SETTLED and event.get("modality") in _HAPPENED
    return f"symbol {category} {'solid' if solid else 'hollow'}"


def _dash(dash: tuple[float, float] | None) -> Markup:
    return Markup(' stroke-dasharray="{:.1f} {:.1f}"').format(*dash) if dash else Markup("")


def _paint(category: str, theme: str | None, *, solid: bool) -> dict[str, Markup]:
    if theme is None:
        return dict.fromkeys(("frame", "line", "area", "strike", "live"), Markup(""))
    inks = drawings()["inks"][theme]
    colour, inner = inks[category], inks["ink"] if solid else inks[category]
    fill = colour if solid else inks["paper"]
    stroke = Markup(' fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"')
    return {
        "frame": Markup(' fill="{}" stroke="{}" stroke-width="{}"').format(fill, colour, 1 if solid else 2.2),
        "line": stroke.format(inner, 1.9),
        "area": Markup(' fill="{}"').format(inner),
        "strike": stroke.format(colour, 2.4),
        "live": Markup(' fill="{}" stroke="{}" stroke-width="1.6"').format(inks["live"], inks["halo"]),
    }
