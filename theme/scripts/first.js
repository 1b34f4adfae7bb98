// The reader's light or dark, before anything is painted; what somebody uses fetches what answers it (`use/`).
const root = document.documentElement;
root.dataset.theme = "";
try { root.dataset.theme = localStorage.theme || ""; } catch {}
onclick = onsubmit = (event) => {
  const part = event.target.closest?.(event.type === "submit" ? "[data-answer]:not([data-said])" : ".theme-button, [data-embed]");
  if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // Where it cannot be fetched, a form and a link do what they do without us.
  import("use.js").then((module) => module.use(part), () => part.action ? part.submit() : part.href && (location = part.href));
};
