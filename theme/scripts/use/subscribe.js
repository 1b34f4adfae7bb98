// A sign-up is answered in place. What goes wrong is said, and the next press takes the plain way.
uses.push(["[data-answer]", async (form) => {
  const { answer, url, busy, sent, failed } = form.dataset;
  const said = form.querySelector("[role=status]");
  if (said.textContent === busy) return;
  said.textContent = busy;
  let taken, read;
  try {
    const reply = await fetch(url, { method: "POST", mode: answer, headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(15000) });
    read = answer === "cors";
    taken = !read || (reply.ok && ((await reply.json()).status ?? "success") === "success");
  } catch {}
  said.textContent = taken ? sent : failed;
  if (taken && read) form.reset();
  else form.dataset.said = "";
}]);
