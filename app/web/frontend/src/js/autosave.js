// <form data-autosave> is posted with _action=autosave two seconds after the last change and when a field
// is left. The place for the message is [data-autosave-status] in the form, or one is made at its end.
// Answers: 2xx saved, header X-Draft-Version (if any) becomes the value of the field _version;
// 409 someone else saved: the answer's HTML is shown and saving stops; anything else: kept, tried again.
// Nothing is put into the browser's storage: answers are confidential and the machine may be shared.
import { word } from "./words.js";

const IDLE_MS = 2000;
const RETRY_MS = [5000, 15000, 60000];

function snapshot(form) {
  const data = new FormData(form);
  // Files are sent once, with the form itself.
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("_action", "autosave");
  return data;
}

// The version travels with the data but is no answer: it must not count as a change.
function answers(data) {
  return JSON.stringify([...data].filter(([name]) => name !== "_version" && name !== "csrf_token"));
}

function statusOf(form) {
  const found = form.querySelector("[data-autosave-status]");
  if (found) return found;
  const made = document.createElement("p");
  made.className = "nt-toolbar__status nt-no-print";
  form.append(made);
  return made;
}

function autosave(form) {
  const status = statusOf(form);
  status.setAttribute("role", "status");
  const url = form.dataset.autosave || form.getAttribute("action") || window.location.href;
  let saved = answers(snapshot(form));
  let timer = 0;
  let failures = 0;
  let sending = null; // the promise of the save under way
  let stopped = false;

  const isDirty = () => answers(snapshot(form)) !== saved;
  const later = (ms) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, ms);
  };

  // The server says when: its hour is Japan's, whatever the device believes.
  async function showSaved(answer) {
    const version = answer.headers.get("X-Draft-Version");
    const field = form.elements.namedItem("_version");
    if (version && field) field.value = version;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    status.textContent = page.body.textContent.trim();
  }

  async function showConflict(answer) {
    stopped = true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const message = page.querySelector("[data-conflict]") ?? page.querySelector("main") ?? page.body;
    const box = document.createElement("div");
    box.className = "nt-notice nt-notice--error";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    box.append(...message.childNodes);
    form.prepend(box);
    status.textContent = word("conflict");
    box.scrollIntoView({ block: "nearest" });
  }

  function fail() {
    status.textContent = word("unsaved");
    later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  function save() {
    clearTimeout(timer);
    if (stopped || sending || form.dataset.sent || !isDirty()) return;
    sending = send().finally(() => {
      sending = null;
      if (!failures && isDirty()) later(IDLE_MS);
    });
  }

  async function send() {
    const data = snapshot(form);
    const sent = answers(data);
    status.textContent = word("saving");
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        redirect: "error", // a redirect is the sign-in page: not saved
        headers: { "X-Requested-With": "autosave" },
      });
      if (answer.status === 409) await showConflict(answer);
      else if (answer.ok) {
        saved = sent;
        failures = 0;
        await showSaved(answer);
      } else fail();
    } catch {
      fail();
    }
  }

  // A save that is under way raises the draft's version: what is sent now must be based on that one.
  form.addEventListener("submit", (event) => {
    if (!sending || form.dataset.sent) return;
    event.preventDefault();
    sending.then(() => form.requestSubmit(event.submitter));
  });

  form.addEventListener("input", () => later(IDLE_MS));
  form.addEventListener("change", () => later(IDLE_MS));
  form.addEventListener("focusout", () => save());
  form.addEventListener("nt-keep", () => save());
  document.addEventListener("visibilitychange", () => document.hidden && save());
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && !stopped && isDirty()) event.preventDefault();
  });
}

export function autosaveForms(root) {
  root.querySelectorAll("form[data-autosave]").forEach(autosave);
}
