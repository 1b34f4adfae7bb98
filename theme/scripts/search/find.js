// Asks Pagefind, whose program and index are fetched with the first word. The address always says what is shown.
const STEP = 10, SLOW = 300, PAUSE = 120;
let motor, turn = 0, isOpen;

const open = () => motor ??= (async () => {
  const pagefind = await import(`${data.bundle}pagefind.js`);
  await pagefind.options({ baseUrl: data.base, ranking: { metaWeights: { title: 8, names: 4 } } });
  await pagefind.filters();
  return pagefind;
})();

// It keeps what failed: only a new beginning asks for it again.
const close = () => {
  motor?.then((pagefind) => pagefind.destroy(), () => import(`${data.bundle}pagefind.js`).then((pagefind) => pagefind.destroy())).catch(() => {});
  motor = undefined;
};

const wait = (time) => new Promise((done) => setTimeout(done, time));

// The form as the address has it: at the beginning, and when the reader goes back.
const recall = (form) => {
  const asked = new URLSearchParams(location.search);
  form.q.value = asked.get("q") ?? "";
  return { topic: asked.get("topic") ?? "", month: asked.get("month") ?? "" };
};

const remember = (asked, isStep) => {
  const url = new URL(location);
  for (const [name, value] of Object.entries(asked)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
  if (url.href !== location.href) history[isStep ? "pushState" : "replaceState"](null, "", url);
};

const list = async (hits, mine) => {
  const found = part("found"), more = part("more");
  const next = async (from) => {
    const rows = (await Promise.all(hits.slice(from, from + STEP).map((hit) => hit.data()))).map(row);
    if (mine !== turn) return;
    from ? found.append(...rows) : found.replaceChildren(...rows);
    more.hidden = from + STEP >= hits.length;
    more.onclick = async () => { await next(from + STEP); found.children[from + STEP].querySelector("a").focus(); };
  };
  await next(0);
};

export const find = async (form, event) => {
  const mine = ++turn, status = form.querySelector("[role=status]"), isTyped = event?.type === "input" && event.target === form.q;
  const { topic, month } = !isOpen && isTyped ? { topic: "", month: "" } : !isOpen || event?.type === "popstate" ? recall(form) : { topic: form.topic.value, month: form.month.value };
  isOpen = true;
  const q = form.q.value.trim();
  if (event?.type !== "popstate") remember({ q, topic, month }, event && !isTyped);
  const slow = setTimeout(() => { if (mine === turn) status.textContent = words.busy; }, SLOW);
  try {
    if (isTyped) await wait(PAUSE);
    if (mine !== turn) return;
    const pagefind = await open();
    const { results, filters, totalFilters } = await pagefind.search(q || null, { filters: { ...(topic && { topic }), ...(month && { month }) } });
    if (mine !== turn) return;
    for (const [name, chosen] of Object.entries({ topic, month })) choices(form[name], (chosen ? totalFilters : filters)[name] ?? {}, chosen);
    part("filters").hidden = false;
    const isAsked = q || topic || month;
    await list(isAsked ? results : [], mine);
    if (mine !== turn) return;
    status.textContent = isAsked ? plural(words.found, results.length) : "";
    show(!isAsked ? "everything" : results.length ? "found" : "nothing");
  } catch (error) {
    console.error(error);
    close();
    if (mine !== turn) return;
    status.textContent = status.dataset.failed;
    part("more").hidden = true;
    show("everything");
  } finally {
    clearTimeout(slow);
  }
};
