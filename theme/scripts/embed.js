// A video's player takes the place of its link, after a click and not before.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-embed]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.embed;
  frame.title = link.textContent;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  link.replaceWith(frame);
  frame.focus();
});
