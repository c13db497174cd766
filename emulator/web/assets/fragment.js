// Links such as /start/#/device?user_code=… name their page in the fragment, which no server is ever sent.
const pages = { device: "/device", console: "/start/console" };
const named = location.hash.match(/^#\/(device|console)(\?.*)?$/);
if (named) location.replace(pages[named[1]] + (named[2] || ""));
