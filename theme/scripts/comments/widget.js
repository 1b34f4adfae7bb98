// Everybody else's widget: a script and a place for it, filled from the provider's row; the theme follows the page's.
const root = document.documentElement;
const night = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";
const theme = () => data.themes[+isDark()];
const fill = (value, facts) => {
  if (typeof value === "string") return value.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  if (Array.isArray(value)) return value.map((each) => fill(each, facts));
  return value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each, facts)])) : value;
};
const loaded = (script, place) => new Promise((done, fail) => {
  script.onload = done;
  script.onerror = fail;
  setTimeout(fail, 10000);
  place.append(script);
});

const retheme = {
  frame: (place, filled) => place.querySelector("iframe")?.contentWindow.postMessage(filled.message, filled.origin),
  disqus: () => window.DISQUS?.reset({ reload: true, config: window.disqus_config }),
  remark42: () => window.REMARK42?.changeTheme(theme()),
  comentario: (place, filled, holder) => { holder.setAttribute("theme", theme()); holder.main?.(); },
  hyvor: (place, filled, holder) => holder.setAttribute("colors", theme()),
  waline: (place, filled, holder, widget) => widget.update({ dark: isDark() }),
};

const mount = async (talk, focus, status) => {
  const facts = () => ({ ...talk.dataset, page: document.querySelector("[rel=canonical]")?.href ?? location.href, permanent: data.home + talk.dataset.thread, language: root.lang, theme: theme() });
  const filled = fill(data, facts());
  const holder = h(filled.element ?? "div", filled.holder);
  const place = h("div", { class: "widget", tabindex: -1 }, holder);
  let widget;
  talk.append(place);
  try {
    if (data.adapter === "disqus") window.disqus_config = function () { Object.assign(this.page, { url: facts().page, identifier: facts().thread, title: facts().title }); this.language = facts().language; };
    if (data.adapter === "remark42") window.remark_config = filled.settings;
    if (data.adapter === "waline") {
      place.append(h("link", { rel: "stylesheet", href: filled.style }));
      widget = (await import(filled.script.src)).init({ ...filled.settings, el: holder, dark: isDark() });
    } else await loaded(h("script", { async: true, ...filled.script }), place);
    if (data.adapter === "comentario") await holder.main?.();
  } catch (error) {
    place.remove();
    throw error;
  }
  talk.parentNode.querySelector(".comments")?.remove();
  const turn = () => retheme[data.adapter](place, fill(data, facts()), holder, widget);
  new MutationObserver(turn).observe(root, { attributeFilter: ["data-theme"] });
  night.addEventListener("change", turn);
  if (focus) place.focus();
};
