// Light or dark: the reader's choice over the system's, kept in this browser.
uses.push([".theme-button", () => {
  const { dataset } = document.documentElement;
  const now = dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  dataset.theme = now === "dark" ? "light" : "dark";
  try { localStorage.theme = dataset.theme; } catch {}
}]);
