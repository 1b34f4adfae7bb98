// Light or dark: the reader's choice over the system's, kept in this browser.
const root = document.documentElement;
const button = document.querySelector(".theme-button");
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
const show = () => button.setAttribute("aria-pressed", isDark());
try { root.dataset.theme = localStorage.theme || ""; } catch {}
if (button) {
  button.hidden = false;
  show();
  dark.addEventListener("change", show);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.theme = root.dataset.theme; } catch {}
    show();
  });
}
