// <form data-autosave> is posted with _action=autosave two seconds after the last change and when a field
// is left. A place that is no form but has data-autosave saves its own controls of a form (their attribute form)
// apart from the rest of it. The place for the message is [data-autosave-status] in the form, or one is made at its end.
// Answers: 2xx saved, header X-Draft-Version (if any) becomes the value of the field _version
// (or of the one marked data-autosave-version);
// 409 someone else saved, or what is written for is over: the answer's HTML is shown and saving stops; 403 or 404 the
// page is not the reader's any more: the same without an answer to show; anything else: kept, tried again.
// Nothing is put into the browser's storage: answers are confidential and the machine may be shared.
import { word } from "./words.js";

const IDLE_MS = 2000;
const RETRY_MS = [5000, 15000, 60000];

// What belongs to a place: its controls, those that name it by data-autosave-of, but none of a place inside or
// beside it that saves itself.
function placeOf(control) {
  const named = document.getElementById(control.dataset.autosaveOf ?? "");
  return named ?? control.closest("[data-autosave]") ?? control.form;
}

function ownNames(place, form) {
  const own = [...form.elements].filter((each) => each.name && placeOf(each) === place);
  return new Set([...own.map((each) => each.name), "csrf_token"]);
}

function snapshot(place, form) {
  const data = new FormData(form);
  const own = ownNames(place, form);
  // Files are sent once, with the form itself.
  for (const [name, value] of [...data]) if (value instanceof File || !own.has(name)) data.delete(name);
  data.set("_action", "autosave");
  return data;
}

// The version travels with the data but is no answer: it must not count as a change.
function answers(data) {
  return JSON.stringify([...data].filter(([name]) => !/^(csrf_token|_(note_)?version)$/.test(name)));
}

function statusOf(place) {
  const found = place.querySelector("[data-autosave-status]");
  if (found) return found;
  const made = document.createElement("p");
  made.className = "nt-toolbar__status nt-no-print";
  place.append(made);
  return made;
}

function autosave(place) {
  const form = place.matches("form") ? place : place.querySelector("[form]").form;
  const status = statusOf(place);
  status.setAttribute("role", "status");
  const url = place.dataset.autosave || form.getAttribute("action") || window.location.href;
  const outside = [...form.elements].filter((each) => placeOf(each) === place && !place.contains(each));
  let saved = answers(snapshot(place, form));
  let timer = 0;
  let failures = 0;
  let sending = null; // the promise of the save under way
  let asked = false;
  let stopped = false;

  const isDirty = () => answers(snapshot(place, form)) !== saved;
  const later = (ms) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, ms);
  };

  // The server says when: its hour is Japan's, whatever the device believes.
  async function showSaved(answer) {
    const version = answer.headers.get("X-Draft-Version");
    const field = place.querySelector("[data-autosave-version], [name=_version]");
    if (version && field) field.value = version;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    status.textContent = page.body.textContent.trim();
  }

  async function showStop(answer) {
    stopped = true;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const conflict = page.querySelector("[data-conflict]");
    const message = conflict ?? page.querySelector("[data-over]") ?? page.querySelector("main") ?? page.body;
    const box = document.createElement("div");
    box.className = "nt-notice nt-notice--error";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    box.append(...message.childNodes);
    place.prepend(box);
    status.textContent = word(conflict ? "conflict" : "over");
    box.scrollIntoView({ block: "nearest" });
  }

  function fail() {
    status.textContent = word("unsaved");
    later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  function save() {
    clearTimeout(timer);
    if (sending) asked = true; // what was typed since goes as soon as the save under way has its answer
    if (stopped || sending || form.dataset.sent || !isDirty()) return;
    sending = send().finally(() => {
      sending = null;
      if (!failures && isDirty()) later(asked ? 0 : IDLE_MS);
      asked = false;
    });
  }

  async function send() {
    const data = snapshot(place, form);
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
      if (answer.status === 409) await showStop(answer);
      else if (answer.status === 403 || answer.status === 404) {
        stopped = true;
        status.textContent = word("shut");
      }
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

  for (const each of [place, ...outside]) {
    each.addEventListener("input", () => later(IDLE_MS));
    each.addEventListener("change", () => later(IDLE_MS));
    each.addEventListener("focusout", () => save());
  }
  place.addEventListener("nt-keep", () => save());
  document.addEventListener("visibilitychange", () => document.hidden && save());
  window.addEventListener("beforeunload", (event) => {
    if (!form.dataset.sent && !stopped && isDirty()) event.preventDefault();
  });
}

export function autosaveForms(root) {
  root.querySelectorAll("[data-autosave]").forEach(autosave);
}
