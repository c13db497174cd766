// Links such as /start/#/device?user_code=… name their page in the fragment, which no server is ever sent.
const device = location.hash.match(/^#\/device(\?.*)?$/);
if (device) location.replace("/device" + (device[1] || ""));
