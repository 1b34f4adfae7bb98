// The conversation opens with a click, or before where the blog or the reader wants it so. Until then nobody is asked.
const talk = document.querySelector("[data-thread]"), [button, box] = talk.querySelectorAll("button, input");
const open = (focus) => import(talk.dataset.script).then((module) => module.open(talk, focus));
const { host, load } = talk.dataset, key = host || "here";
let always, asked;
try { always = localStorage.comments === key; } catch {}
box.checked = always;
box.onchange = () => { try { box.checked ? (localStorage.comments = key) : localStorage.removeItem("comments"); } catch {} };
button.onclick = () => open(true);
// A link may open our own conversation, to find a comment younger than the page; never that of somebody else.
try { asked = !host && /^#isso-\d+$/.test(location.hash) && !document.querySelector(location.hash); } catch {}
if (load === "eager" || always || asked) open();
else if (load === "visible") new IntersectionObserver((seen, watch) => { if (seen.at(-1).isIntersecting) { watch.disconnect(); open(); } }).observe(talk);
