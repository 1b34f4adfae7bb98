// What the search page shows: hits, or what to do when there is none, or everything.
const { words } = data;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const plural = (forms, n) => fill((n ? forms[new Intl.PluralRules(document.documentElement.lang).select(n)] : forms.zero) ?? forms.other, { n });
const month = (value) => fill(words.month, { month: words.months[value.slice(5) - 1], year: value.slice(0, 4) });
const names = { topic: (value) => value, month };
const part = (name) => document.querySelector(`[data-${name}]`);

const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text }, more);

// Pagefind marks words in HTML that it has escaped. It is parsed without ever being a part of this page: only words and marks come over.
const excerpt = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) =>
  node.nodeName === "MARK" ? make("mark", node.textContent) : node.textContent);

const row = ({ url, meta, excerpt: html, filters }) => {
  const item = make("li", "");
  const about = [...(filters.topic ?? []), ...(filters.month ?? []).map(month)].join(" · ");
  const text = make("p", "");
  text.append(...excerpt(html));
  item.append(make("a", meta.title, { href: url }), " ", make("span", about, { className: "quiet" }), text);
  return item;
};

// Values with how many posts each would leave; the newest month first.
const choices = (select, counts, chosen) => {
  const values = Object.keys(counts).filter((value) => counts[value] || value === chosen).sort();
  if (select.name === "month") values.reverse();
  const option = (value) => make("option", fill(words.option, { name: names[select.name](value), n: counts[value] ?? 0 }), { value });
  select.replaceChildren(make("option", words.any, { value: "" }), ...values.map(option));
  select.value = chosen;
};

const show = (name) => { for (const each of ["found", "nothing", "everything"]) part(each).hidden = each !== name; };
