// Opens the conversation once. When that fails, the page stays as it was and says so.
let busy;
export const open = async (talk, focus) => {
  if (busy) return;
  busy = true;
  const status = talk.querySelector("[role=status]");
  status.textContent = words.loading;
  try {
    await mount(talk, focus, status);
    // The box stays: who has let the browser remember can take it back.
    for (const each of [talk.querySelector("button:not(form *)"), talk.parentNode.querySelector("[data-note]")]) each?.remove();
    if (status.textContent === words.loading) status.textContent = "";
    const there = location.hash && document.getElementById(location.hash.slice(1));
    if (there && !focus) there.scrollIntoView();
  } catch (error) {
    console.error(error);
    busy = false;
    status.textContent = words.failed;
    talk.querySelector("button").textContent = words.again;
  }
};
