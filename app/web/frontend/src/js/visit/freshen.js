// After something was sent, or the connection is back: the lists become those of the server, without a reload
// and without touching what is being typed. The page that is kept for the way becomes the newest, too.
import { keep } from "./kept.js";

const IDLE_MS = 1500;

export function freshen({ findings, fields, done }) {
  let timer = 0;

  async function now() {
    const answer = await fetch(location.pathname, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return;
    const text = await answer.clone().text();
    if ("caches" in window) await keep(location.pathname, answer);
    const newest = new DOMParser().parseFromString(text, "text/html");
    await fields.flush();
    for (const each of newest.querySelectorAll("[data-finding]")) {
      const article = document.importNode(each, true);
      if (findings.replace(article)) await fields.restore(article); // what is not sent yet goes on standing there
    }
    for (const list of newest.querySelectorAll("[data-visit-list]")) {
      const here = document.getElementById(list.id);
      if (here && here.innerHTML !== list.innerHTML) here.innerHTML = list.innerHTML;
    }
    fields.adopt(newest);
    await done();
  }

  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(() => now().catch(() => {}), IDLE_MS); // the queue tells of a connection that is gone
    },
  };
}
