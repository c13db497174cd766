// Sends the form without a click, unless somebody was quicker.
{
  let sent = false;
  document.addEventListener("submit", () => { sent = true; });
  document.addEventListener("DOMContentLoaded", () => {
    if (!sent) document.forms[0].submit();
  });
}
