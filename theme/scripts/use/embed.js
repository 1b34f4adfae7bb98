// A video's player takes the place of its link, after a click and not before.
uses.push(["[data-embed]", (link) => {
  const frame = document.createElement("iframe");
  frame.src = link.dataset.embed;
  frame.title = link.textContent;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  link.replaceWith(frame);
  frame.focus();
}]);
