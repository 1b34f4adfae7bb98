// All that the keyboard must reach, in the order of the page; kept in the window for `keyboard.js`.
() => {
  const wanted = "a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex], [contenteditable='true']";
  const isReached = (node) => {
    if (node.tabIndex < 0 || node.disabled || node.closest("[inert]")) return false;
    if (node.type === "radio" && node.name && !node.checked) {
      const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(node.name)}"]`)];
      if (group.some((each) => each.checked) || group[0] !== node) return false;
    }
    return node.checkVisibility({ checkVisibilityCSS: true });
  };
  window.__stops = [...document.querySelectorAll(wanted)].filter(isReached);
  return window.__stops.map((node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 100));
}
