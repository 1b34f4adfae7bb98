"""SVG made safe: a drawing that is opened by itself could run scripts and call other hosts.

In: a file. Out: the same drawing with what only draws, and the names of what was taken out. Elements are
those of SVG 2 that draw or move; attributes that run something or point out of the file go.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree
from msgspec import Struct

from plugins.images.raster import Unreadable

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
XML = "{http://www.w3.org/XML/1998/namespace}"
DRAWING = """a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight
    feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line
    linearGradient marker mask mpath path pattern polygon polyline radialGradient rect set stop style svg
    switch symbol text textPath title tspan use view"""
ELEMENTS = {f"{SVG}{name}" for name in DRAWING.split()}
QUIET = {"metadata", "namedview", "perspective", "sfw", "pgf"}
"""What programs keep for themselves; it goes without a word."""
WITHIN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp|avif);)", re.I)
"""Addresses within the file, and pixels written into it."""
OUTSIDE = re.compile(
    r"@import|url\(\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpeg|gif|webp|avif);)|\\|expression\(", re.I
)
LENGTH = re.compile(r"\s*([\d.]+)\s*(?:px)?\s*$")
AGAIN = "Export it again, as plain SVG"


class Drawing(Struct, frozen=True):
    """Width and height are 0 where the drawing says none."""

    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def clean_drawing(path: Path) -> Drawing:
    """Read and clean; raise `Unreadable` for what is no drawing."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True
    )
    data = path.read_bytes()
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Unreadable("is empty (0 bytes)" if not data else "is not well-formed SVG", AGAIN) from None
    if etree.QName(root).localname != "svg":
        raise Unreadable(f"is no SVG: it begins with <{etree.QName(root).localname}>", AGAIN)
    removed = (
        {"entities"} if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in data else set()
    )
    _mend_namespace(root)
    _clean(root, removed)
    etree.cleanup_namespaces(root)
    width, height = _size(root)
    return Drawing(etree.tostring(root, encoding="utf-8"), width, height, tuple(sorted(removed)))


def _mend_namespace(root: etree._Element) -> None:
    """Without its namespace a browser shows no drawing: it is put back."""
    for each in root.iter(etree.Element):
        if isinstance(each.tag, str) and not each.tag.startswith("{"):
            each.tag = f"{SVG}{each.tag}"


def _clean(element: etree._Element, removed: set[str]) -> None:
    for child in list(element):
        if not isinstance(child.tag, str):  # an entity that was not resolved
            _take_out(child)
        elif child.tag not in ELEMENTS:
            name = etree.QName(child).localname
            if child.tag.startswith(SVG) and name not in QUIET:
                removed.add(f"<{name}>")
            _take_out(child)
        elif child.tag == f"{SVG}style" and OUTSIDE.search("".join(map(str, child.itertext()))):
            removed.add("styles that call another file")
            _take_out(child)
        elif _sets_address(child):
            removed.add(f"<{etree.QName(child).localname}> of an address")
            _take_out(child)
        else:
            _clean(child, removed)
    for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
        if what := _fault(name, value):
            removed.add(what)
        if what is not None:
            del element.attrib[name]


def _take_out(child: etree._Element) -> None:
    """Remove an element, and leave the text behind it."""
    parent, before = child.getparent(), child.getprevious()
    assert parent is not None
    if child.tail:
        if before is not None:
            before.tail = (before.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _sets_address(child: etree._Element) -> bool:
    """Whether an animation would change an address, or what runs."""
    changed = (child.get("attributeName") or "").rpartition(":")[2].strip().lower()
    return changed == "href" or changed.startswith("on")


def _fault(name: str, value: str) -> str | None:
    """Say what is wrong with an attribute: empty, it goes without a word; None, it stays."""
    plain = name.rpartition("}")[2].lower()
    if name.startswith("{") and not name.startswith((XLINK, XML)):
        return ""
    if plain.startswith("on"):
        return f"{plain}=…"
    if plain in {"href", "src", "base"}:
        return None if WITHIN.match(value) and plain != "base" else "addresses out of the drawing"
    if "(" in value and OUTSIDE.search(value):
        return "addresses out of the drawing"
    return None


def _size(root: etree._Element) -> tuple[int, int]:
    sides = [LENGTH.match(root.get(name) or "") for name in ("width", "height")]
    found = [side[1] for side in sides if side]
    box = (root.get("viewBox") or "").replace(",", " ").split()
    width, height = found if len(found) == 2 else box[2:] if len(box) == 4 else ("0", "0")
    try:
        return round(float(width)), round(float(height))
    except (ValueError, OverflowError):
        raise Unreadable(f"has no size that can be read ({width} by {height})", AGAIN) from None
