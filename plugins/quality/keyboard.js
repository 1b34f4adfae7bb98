// Where the keyboard stands: its place and how its focus is shown; null when it is nowhere on the page.
() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const box = at.getBoundingClientRect();
  const own = getComputedStyle(at);
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const top = document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 1), Math.min(Math.max(y, 1), innerHeight - 1));
  // The first box of a link that wraps; its middle may lie beside it.
  const first = at.getClientRects()[0] ?? box;
  const hit = document.elementFromPoint((first.left + first.right) / 2, (first.top + first.bottom) / 2);
  const inside = (node) => node && (at.contains(node) || node.contains(at));
  return {
    number: window.__stops ? window.__stops.indexOf(at) : -1,
    html: at.outerHTML.replace(/\s+/g, " ").slice(0, 100),
    // "auto" is the browser's own ring, whatever width it says.
    isOutlined: own.outlineStyle === "auto" || (own.outlineStyle !== "none" && parseFloat(own.outlineWidth) >= 2),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    isCovered: !inside(top) && !inside(hit),
    box: { left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY },
  };
}
