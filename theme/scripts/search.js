// The search page fetches its search when somebody types there, or comes with a word. Until then, and without it, it is the archive.
const search = document.querySelector("[data-search]"), from = search?.dataset.search;
if (from) {
  const status = search.querySelector("[role=status]");
  const find = (event) => import(from).then(({ find }) => find(search, event), () => { status.textContent = status.dataset.failed; });
  search.oninput = find;
  search.onsubmit = (event) => { event.preventDefault(); find(event); };
  addEventListener("popstate", find);
  if (/[?&](q|topic|month)=./.test(location.search)) find();
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) return;
    event.preventDefault();
    search.q.focus();
  });
}
