// Lets the list of visits and the page of one's own visit open without a connection.
import { CACHE, keep, mayKeep } from "./js/visit/kept.js";

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

async function fresh(request, key, kept) {
  const cache = await caches.open(CACHE);
  const stored = await cache.match(key);
  const stop = new AbortController();
  const timer = stored ? setTimeout(() => stop.abort(), PATIENCE_MS) : 0;
  try {
    const answer = await fetch(request, { signal: stop.signal });
    await kept(key, answer.clone());
    return answer;
  } catch (error) {
    if (stored) return stored;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const keepPart = async (key, answer) => {
  if (answer.ok) await (await caches.open(CACHE)).put(key, answer);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  // A page with what waited for its author is shown once and never kept.
  if (url.searchParams.has("parked")) return;
  if (request.mode === "navigate" && mayKeep(url.pathname))
    event.respondWith(fresh(request, url.pathname, keep));
  else if (PARTS.includes(url.pathname)) event.respondWith(fresh(request, url.pathname, keepPart));
});
