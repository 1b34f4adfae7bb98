// What is lost of a page as it stands: it scrolls sideways, text is cut off, lines of text lie on each other.
// Gives [what, where] for each. In forced colours also buttons and fields that nothing tells from text.
() => {
  const found = [];
  const name = (node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 100);
  const width = document.documentElement.clientWidth;
  const style = (node) => getComputedStyle(node);
  const hides = (value) => value === "hidden" || value === "clip";
  // Words for screen readers only are one pixel large, on purpose.
  const isTiny = (box) => box.width <= 2 || box.height <= 2;
  const scrolls = (node) => {
    for (let up = node; up && up !== document.body; up = up.parentElement) {
      if (style(up).overflowX !== "visible") return true;
    }
    return false;
  };

  if (document.documentElement.scrollWidth > width) {
    const rtl = document.documentElement.dir === "rtl";
    const out = [...document.body.querySelectorAll("*")].filter((node) => {
      const box = node.getBoundingClientRect();
      return !isTiny(box) && (rtl ? box.left < -1 : box.right > width + 1) && !scrolls(node);
    });
    const last = out.filter((node) => !out.some((other) => other !== node && node.contains(other)));
    found.push(["the page scrolls sideways", name(last[0] ?? document.body)]);
  }

  // What an element around it cuts off of a line is not seen, so it lies on nothing.
  const seen = (node, line) => {
    let [left, right] = [line.left, line.right];
    let { top, bottom } = line;
    for (let up = node; up && up !== document.body; up = up.parentElement) {
      const own = style(up);
      const box = up.getBoundingClientRect();
      if (own.overflowX !== "visible") [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      if (own.overflowY !== "visible") [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, right, top, bottom };
  };

  if (matchMedia("(forced-colors: active)").matches) {
    for (const node of document.querySelectorAll("button, input, select, textarea, .button")) {
      // A drawing has edges of its own.
      const isDrawn = node.tagName === "BUTTON" && !node.innerText.trim();
      const isPlain = isDrawn || ["radio", "checkbox", "hidden", "range"].includes(node.type);
      const hasEdge = ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style(node)[`border${side}Width`]) > 0);
      const isMarked = style(node).textDecorationLine !== "none";
      if (!isPlain && node.checkVisibility() && !hasEdge && !isMarked) found.push(["a control has no edge", name(node)]);
    }
  }

  const lines = [];
  for (const node of document.body.querySelectorAll("*")) {
    if (!node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const own = style(node);
    const box = node.getBoundingClientRect();
    const texts = [...node.childNodes].filter((child) => child.nodeType === 3 && child.data.trim());
    if (!isTiny(box) && node.innerText?.trim() && !["SELECT", "INPUT", "TEXTAREA"].includes(node.tagName)) {
      const wide = hides(own.overflowX) && node.scrollWidth > node.clientWidth + 1;
      const high = hides(own.overflowY) && node.scrollHeight > node.clientHeight + 1;
      if (wide || high) found.push(["text is cut off", name(node)]);
    }
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const line of range.getClientRects()) {
        // The box of a line is higher than its letters.
        const size = Math.min(line.height, parseFloat(own.fontSize) * 0.7);
        const middle = (line.top + line.bottom) / 2;
        if (line.width > 3 && line.bottom + scrollY > 0 && line.right > 0) {
          const inner = { left: line.left, right: line.right, top: middle - size / 2, bottom: middle + size / 2 };
          lines.push({ node, ...seen(node, inner) });
        }
      }
    }
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i += 1) {
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom - 2; j += 1) {
      const [a, b] = [lines[i], lines[j]];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const isFar = isTiny(a.node.getBoundingClientRect()) || isTiny(b.node.getBoundingClientRect());
      if (across > 3 && Math.min(a.bottom, b.bottom) - b.top > 2 && !isFar) {
        found.push(["two texts lie on each other", `${name(a.node)} and ${name(b.node)}`]);
      }
    }
  }
  return found;
}
