// Listens to the preview: a new version reloads the page (the browser keeps the place), problems stand over it.
const shown = document.currentScript.dataset.version;
const news = new EventSource("/_preview/events");
let board;
news.onmessage = (event) => {
  const { version, problems } = JSON.parse(event.data);
  board?.remove();
  board = undefined;
  if (problems.length) {
    board = document.createElement("section");
    board.id = "preview-problems";
    board.setAttribute("role", "alert");
    Object.assign(board.style, { position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", background: "#3a1210", color: "#fff3e6", padding: "1rem 1.25rem", font: "15px/1.5 ui-monospace, monospace", whiteSpace: "pre-wrap", zIndex: 9999, borderTop: "4px solid #f2a541" });
    board.textContent = problems.join("\n");
    document.body.append(board);
  } else if (version !== shown) {
    news.close();
    location.reload();
  }
};
addEventListener("pagehide", () => news.close());
