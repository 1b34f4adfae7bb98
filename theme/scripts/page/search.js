// The search page fetches its search when somebody types there, or comes with a word. Until then it is the archive.
const search = document.querySelector("[data-search]"), from = search.dataset.search;
const find = (event) => {
  if (event?.type === "submit") event.preventDefault();
  import(from).then((module) => module.find(search, event), () => {
    const status = search.querySelector("[role=status]");
    status.textContent = status.dataset.failed;
  });
};
search.oninput = search.onsubmit = onpopstate = find;
if (/[?&](q|topic|month)=./.test(location.search)) find();
