// One-key shortcuts: "/" everywhere, j k Enter c r ? on a list marked data-keys="inbox".
// They can be switched off (WCAG 2.1.4) with the button marked data-keys-toggle; the choice is kept.
import { word } from "./words.js";

const STORE = "nt-keys";

// A browser may refuse its storage; the keys then work and the choice lasts as long as the page.
let off = false;
try {
  off = localStorage.getItem(STORE) === "off";
} catch {
  off = false;
}

function remember() {
  try {
    localStorage.setItem(STORE, off ? "off" : "on");
  } catch {
    return;
  }
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function rowsOf(list) {
  return [...list.querySelectorAll("[data-row], tbody tr")].filter((row) => row.querySelector("a[href]"));
}

function move(list, step) {
  const rows = rowsOf(list);
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1);
  const link = rows[next]?.querySelector("a[data-open], a[href]");
  link?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

// c and r press the row's own button (data-key="c"), so that the page and the key do the same.
function press(list, key) {
  const row = rowsOf(list).find((each) => each.contains(document.activeElement));
  row?.querySelector(`[data-key="${key}"]`)?.click();
}

function help(list) {
  const details = document.querySelector("details[data-keys-help]");
  if (!details) return;
  details.open = !details.open;
  (details.open ? details.querySelector("summary") : list).focus?.();
}

function onInbox(event, list) {
  if (event.key === "j") move(list, 1);
  else if (event.key === "k") move(list, -1);
  else if (event.key === "c" || event.key === "r") press(list, event.key);
  else if (event.key === "?") help(list);
  else return;
  event.preventDefault();
}

function wireToggle(button) {
  const show = () => {
    button.textContent = word(off ? "keysOff" : "keysOn");
    button.setAttribute("aria-pressed", String(!off));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    off = !off;
    remember();
    show();
  });
  show();
}

export function listenForKeys(root) {
  root.querySelectorAll("[data-keys-toggle]").forEach(wireToggle);
  root.addEventListener("keydown", (event) => {
    if (off || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const search = root.getElementById("nt-search");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    const list = root.querySelector('[data-keys="inbox"]');
    if (list) onInbox(event, list);
  });
}
