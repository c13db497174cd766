// The fragment of a deep link would be lost on the way through the identity provider: take it along as the destination.
const { onward } = document.currentScript.dataset;
const wanted = location.hash.match(/^#\/(device|console)(\?.*)?$/);
const page = wanted && { device: "/device", console: "/start/console" }[wanted[1]] + (wanted[2] || "");
location.replace(page ? `/platform/login?destination=${encodeURIComponent(page)}` : onward);
