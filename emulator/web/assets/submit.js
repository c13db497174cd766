// Sends the page's form without a click; without scripts its button does the same.
document.querySelector("form[data-submit-at-once]")?.submit();
