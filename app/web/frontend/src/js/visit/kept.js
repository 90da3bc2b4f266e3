// Which pages open without a connection, and where they lie; the page and the service worker share it.
// Nothing else is kept: a page of a case, a file or an answer of the server never is.
export const CACHE = "nintei-visits-1";
const PAGE = /^\/visits(\/V[0-9]{4}-[0-9]{4,})?$/;
const MARK = "data-visit-kept";

export const mayKeep = (path) => PAGE.test(path);

// What the server no longer shows, or no longer for use on the spot, is thrown away.
export async function keep(path, answer) {
  const cache = await caches.open(CACHE);
  if (answer.ok && !answer.redirected && (await answer.clone().text()).includes(MARK)) {
    await cache.put(path, answer);
    return true;
  }
  if (answer.ok || answer.redirected || [401, 403, 404].includes(answer.status)) await cache.delete(path);
  return false;
}

// A worker sees only what is opened after it is there: the first opening is kept by the page itself.
export async function keepThis() {
  if (!("serviceWorker" in navigator) || !mayKeep(location.pathname)) return false;
  await navigator.serviceWorker.ready;
  return keep(location.pathname, await fetch(location.pathname, { credentials: "same-origin" }));
}
