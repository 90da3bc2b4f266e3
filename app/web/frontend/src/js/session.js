// Says some minutes before the sign-in ends that it will, and lets it go on (WCAG 2.2.1). It takes no focus: a person
// may be in the middle of a word. The server is asked first, since another tab may have made it longer.
import { word } from "./words.js";

const WARN_S = 300;
const LOOK_MS = 5000; // a machine that slept wakes with timers that are late: look often, and by the clock

async function ask(url, method, token) {
  const body = method === "POST" ? new URLSearchParams({ csrf_token: token }) : undefined;
  const headers = { "X-Requested-With": "session" };
  const answer = await fetch(url, { method, body, headers, credentials: "same-origin", redirect: "error" });
  if (answer.status === 401) return { left: 0, token };
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function bar() {
  const box = document.createElement("div");
  box.className = "nt-session nt-no-print";
  box.hidden = true;
  const text = document.createElement("p");
  text.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nt-button nt-button--primary";
  button.textContent = word("sessionGoOn");
  const link = document.createElement("a");
  link.target = "_blank";
  link.textContent = word("sessionSignIn");
  box.append(text, button, link);
  document.body.prepend(box);
  return { box, text, button, link };
}

export function warnBeforeTheEnd(root) {
  const place = root.getElementById("nt-session");
  if (!place) return;
  const { url, signIn } = place.dataset;
  const shown = bar();
  let token = place.dataset.token;
  let until = Date.now() + Number(place.dataset.left) * 1000;
  let asking = false;
  let minutes = null;

  const left = () => Math.max(0, (until - Date.now()) / 1000);
  const take = (answer) => {
    token = answer.token;
    until = Date.now() + answer.left * 1000;
  };
  const say = (text) => {
    if (shown.text.textContent !== text) shown.text.textContent = text;
    shown.box.hidden = false;
  };

  function show() {
    const over = left() <= 0;
    shown.button.hidden = over;
    shown.link.hidden = !over;
    shown.link.href = signIn;
    if (over) say(word("sessionOver"));
    else if (left() <= WARN_S) say(word("sessionEnds", { n: (minutes = Math.max(1, Math.floor(left() / 60))) }));
    else {
      shown.box.hidden = true;
      minutes = null;
    }
  }

  async function look() {
    if (asking || left() > WARN_S) return;
    // Once it is said, only each new minute is worth another word.
    if (minutes !== null && left() > 0 && Math.max(1, Math.floor(left() / 60)) === minutes) return;
    asking = true;
    try {
      take(await ask(url, "GET", token));
    } catch {
      // Without a connection the page's own count has to do.
    }
    asking = false;
    show();
  }

  shown.button.addEventListener("click", async () => {
    try {
      take(await ask(url, "POST", token));
      show();
      if (left() > WARN_S) root.querySelector("main")?.focus({ preventScroll: true });
    } catch {
      say(word("sessionFailed"));
    }
  });
  setInterval(look, LOOK_MS);
  root.addEventListener("visibilitychange", () => root.hidden || look());
  look();
}
