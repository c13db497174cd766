// What the access portal does more with scripts than without: filter while typing, and copy.

// Without scripts the search form asks the server.
const search = document.querySelector("[data-filters]");
function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const entry of document.querySelectorAll(`#${search.dataset.filters} > li`)) {
    entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
    if (!entry.hidden) shown += 1;
  }
  const status = document.querySelector("#found");
  const nothing = document.querySelector("#nothing");
  if (nothing) nothing.hidden = shown > 0 || !wanted;
  if (status) status.textContent = shown === 1 ? "1 found" : `${shown} found`;
}
search?.addEventListener("input", filter);
// Somebody may have typed before this script ran.
if (search?.value) filter();

for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.textContent = "Copied";
    } catch {
      // Without a secure origin there is no clipboard: select the text for the keyboard instead.
      getSelection().selectAllChildren(source);
      button.textContent = "Press Ctrl+C";
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}
