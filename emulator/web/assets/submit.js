// Sends the page's form without a click, once the form is there; without scripts its button does the same.
{
  let sent = false;
  // Whoever was quicker than this script must not send the form a second time.
  document.addEventListener("submit", () => { sent = true; });
  document.addEventListener("DOMContentLoaded", () => {
    if (!sent) document.querySelector("form[data-submit-at-once]")?.submit();
  });
}
