// Shift + tile or role (or Shift + Enter on it) shows the assertion instead of sending it. The page waits for this script
// before it shows one, and it listens on the document: there is no moment in which a tile that can be seen ignores Shift.
document.addEventListener("click", (event) => {
  const tile = event.target.closest("[data-administrator-mode]");
  if (!tile || !event.shiftKey) return;
  event.preventDefault();
  location.assign(tile.dataset.administratorMode);
});
