// What the page and the site tell us, and how elements are made. `data` is written before this by the build.
const { words } = data;
const say = (key, name = "") => words[key].replace("{name}", () => name);

const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element[`on${name}`] = value;
    else if (value || value === "") element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
};
