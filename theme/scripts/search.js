// The search page narrows its list while the reader types. Without this it is the list of everything.
const form = document.querySelector("form[data-filter]");
if (form) {
  const status = form.querySelector("[role=status]");
  const hits = [...document.querySelectorAll(".hits li")].map((item) => [item, `${item.textContent} ${item.dataset.words}`.toLowerCase()]);
  const narrow = () => {
    const words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [item, text] of hits) found += !(item.hidden = !words.every((word) => text.includes(word)));
    status.textContent = !words.length ? "" : found ? `${status.dataset.found} ${found}` : status.dataset.nothing;
  };
  form.q.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => { event.preventDefault(); narrow(); });
  narrow();
}
