// Links and buttons that lead elsewhere need the server: without it they say so, instead of losing the page.
import { say } from "./bar.js";

const PATIENCE_MS = 8000;

async function reachable(path) {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    await fetch(path, { method: "HEAD", credentials: "same-origin", redirect: "manual", cache: "no-store", signal });
    return true;
  } catch {
    return false;
  }
}

function explain(node) {
  const id = "nt-visit-needs-line";
  document.getElementById(id)?.remove();
  const line = document.createElement("p");
  line.id = id;
  line.className = "nt-error";
  line.setAttribute("role", "alert");
  line.textContent = say("needsLine");
  (node.closest("p, li, dd") ?? node).after(line);
}

export function guardLinks(root, base) {
  async function go(event, act) {
    const node = event.target.closest("[data-visit-online]");
    if (!node || event.defaultPrevented) return;
    event.preventDefault();
    if (await reachable(base)) act(node);
    else explain(event.submitter ?? node);
  }
  root.addEventListener("click", (event) => {
    if (!event.target.closest("a[data-visit-online]") || event.ctrlKey || event.metaKey) return;
    go(event, (link) => location.assign(link.href));
  });
  root.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-visit-online]")) go(event, (form) => form.submit());
  });
}
