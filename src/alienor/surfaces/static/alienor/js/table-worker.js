// Lets the page of a table be opened again without a network: the network first, and what it last
// gave where there is none. Nothing that is sent passes here.
const KEPT = "alienor-table";
const PATIENCE = 6000; // milliseconds that a poor network is given

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const page = () => new URL(self.registration.scope).pathname;

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const opened = request.mode === "navigate" && address.pathname === page();
  if (opened || address.pathname.startsWith("/static/")) event.respondWith(answer(request, opened));
});

async function answer(request, opened) {
  const cache = await caches.open(KEPT);
  // The page varies with the language and the cookie; this device has one of each.
  const found = { ignoreVary: true };
  const kept =
    (await cache.match(request, found)) ??
    (opened ? await cache.match(page(), found) : undefined);
  const fetched = fetch(request).then((fresh) => {
    if (fresh.ok && !fresh.redirected) cache.put(request, fresh.clone());
    return fresh;
  });
  if (!kept) return fetched;
  // A file of the site has its own version in its name.
  if (!opened) return fetched.catch(() => kept);
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  return Promise.race([fetched.catch(() => kept), late]);
}
