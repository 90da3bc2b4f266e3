// One-key shortcuts: "/" everywhere, j k Enter c r ? on a list marked data-keys="inbox", j k 1–9 ? on a page of
// papers marked data-keys="room". Ctrl+S there keeps the draft, also while one is writing.
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

// A choice takes no letters: the keys work while it has the focus.
function isTyping(target) {
  if (target.tagName === "INPUT") return !/^(radio|checkbox|button|submit)$/.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
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

// The papers by their headings: the next one below the top of the window, or the last one above it.
function read(room, step) {
  const heads = [...room.querySelectorAll("[data-paper] > h2")];
  const held = heads.findIndex((head) => head === document.activeElement);
  const above = heads.filter((head) => head.getBoundingClientRect().top < 8).length - 1;
  const now = held >= 0 ? held : step > 0 ? above : above + 1;
  const head = heads[Math.min(Math.max(now + step, 0), heads.length - 1)];
  head?.focus({ preventScroll: true });
  head?.scrollIntoView({ block: "start" });
}

function choose(room, number) {
  const choices = room.querySelectorAll('[data-verdicts] input[type="radio"]');
  const choice = choices[number - 1];
  if (!choice) return;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  choice.focus();
}

function inRoom(event, room) {
  if (event.key === "j") read(room, 1);
  else if (event.key === "k") read(room, -1);
  else if (/^[1-9]$/.test(event.key)) choose(room, Number(event.key));
  else if (event.key === "?") help(room);
  else return;
  event.preventDefault();
}

// Everything on the page that keeps drafts. autosave.js answers the event.
function keep(event, room) {
  const places = room.querySelectorAll("[data-autosave]");
  if (!places.length) return;
  event.preventDefault();
  places.forEach((place) => place.dispatchEvent(new Event("nt-keep")));
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
    const room = root.querySelector('[data-keys="room"]');
    if (room && event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      keep(event, room);
      return;
    }
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
    else if (room) inRoom(event, room);
  });
}
