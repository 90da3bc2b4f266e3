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

// What is not kept needs a connection: a plain page says so, instead of the browser's own, and is kept nowhere.
function away(path) {
  const visit = path.match(/^\/visits(\/V[0-9]{4}-[0-9]{4,})?/)[0];
  const words = `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>接続が必要です</title><body style="font: 1rem/1.7 sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">接続が必要です</h1>
<p>これを開くには接続が必要です。書いた記録は端末に残っています。つながる所で、もう一度開いてください。</p>
<p><a href="${visit}">現地の記録に戻る</a></p>
<p lang="en">This needs a connection. What you wrote is still on the device. Open it again once you are connected. <a href="${visit}">Back to the record</a></p>`;
  return new Response(words, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}

const keepPart = async (key, answer) => {
  if (answer.ok) await (await caches.open(CACHE)).put(key, answer);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  // A page with what waited for its author is shown once and never kept.
  if (request.mode === "navigate") {
    const kept = mayKeep(url.pathname) && !url.searchParams.has("parked");
    const answer = kept ? fresh(request, url.pathname, keep) : fetch(request);
    event.respondWith(answer.catch(() => away(url.pathname)));
  }
  else if (PARTS.includes(url.pathname)) event.respondWith(fresh(request, url.pathname, keepPart));
});
