// Lets the page of one's own visit open without a connection. Nothing else is kept: a page of a case, a file or
// an answer of the server never is. What the server no longer shows is thrown away at the next contact.
const CACHE = "nintei-visits-1";
const PAGE = /^\/visits\/V[0-9]{4}-[0-9]{4,}$/;
const PARTS = ["/static/dist/app.css", "/static/dist/app.js", "/static/dist/visit.js"];
const PATIENCE_MS = 8000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function fresh(request, key, keeps) {
  const cache = await caches.open(CACHE);
  const stored = await cache.match(key);
  const stop = new AbortController();
  const timer = stored ? setTimeout(() => stop.abort(), PATIENCE_MS) : 0;
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (answer.ok && !answer.redirected && (await keeps(answer.clone()))) await cache.put(key, answer.clone());
    // Also a page on which nothing can be noted any more: its record is closed.
    else if (answer.ok || answer.redirected || [401, 403, 404].includes(answer.status)) await cache.delete(key);
    return answer;
  } catch (error) {
    if (stored) return stored;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  // A page with what waited for its author is shown once and never kept.
  if (url.searchParams.has("parked")) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname))
    event.respondWith(
      fresh(request, url.pathname, async (answer) => (await answer.text()).includes("data-visit-noting")),
    );
  else if (PARTS.includes(url.pathname)) event.respondWith(fresh(request, url.pathname, async () => true));
});
