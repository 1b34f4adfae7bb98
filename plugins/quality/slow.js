// Run in a page before its own: how far things move while it loads, and what is painted before its styles are there.
() => {
  const seen = { shift: 0, moved: [], bare: 0 };
  window.__seen = seen;
  const note = (entry) => {
    if (entry.hadRecentInput) return;
    seen.shift += entry.value;
    for (const { node } of entry.sources) if (node) seen.moved.push((node.outerHTML ?? node.data).slice(0, 100));
  };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    for (const link of document.querySelectorAll("link[rel=stylesheet]")) {
      if (link.sheet) continue;
      for (let next = link.nextElementSibling; next; next = next.nextElementSibling) {
        if (next.getClientRects().length) seen.bare += 1;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
