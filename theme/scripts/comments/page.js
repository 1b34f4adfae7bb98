// What the page and the site tell us, and how elements are made. `data` is written before this by the build.
const { words, themes } = data;
const say = (key, name = "") => words[key].replace("{name}", () => name);
const many = (key, n) => (words[key][n === 0 && words[key].zero ? "zero" : n === 1 ? "one" : "other"]).replace("{n}", n);
const root = document.documentElement;
const night = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";
const theme = () => themes[+isDark()];

const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element[`on${name}`] = value;
    else if (value || value === "") element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
};
