// The record of a visit on a phone with a bad connection. Without this file the page saves by its buttons.
import { bar as makeBar, say } from "./js/visit/bar.js";
import { device as thisDevice, uuid } from "./js/visit/device.js";
import { fields as watchFields } from "./js/visit/fields.js";
import { keepThis } from "./js/visit/kept.js";
import { guardLinks } from "./js/visit/online.js";
import { photos as watchPhotos } from "./js/visit/photos.js";
import { queue as makeQueue } from "./js/visit/queue.js";
import { rescueButton } from "./js/visit/rescue.js";
import * as store from "./js/visit/store.js";

const LOW_BYTES = 500 * 1024 * 1024;

async function start(box) {
  const visit = box.dataset.visit;
  const bar = makeBar(document);
  if (!(await store.works())) {
    bar.show("red", say("noStore"));
    return; // the buttons of the page still save on the server
  }
  const device = thisDevice();
  const signIn = document.createElement("a");
  signIn.href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  signIn.target = "_blank";
  signIn.textContent = say("signInLink");
  const rescue = rescueButton(visit);
  let trouble = "";
  let reach = { online: navigator.onLine };

  // What was typed or chosen and is not on the device yet: until it is, nothing may look as if it were safe.
  const holding = new Set();
  const hold = (key) => {
    holding.add(key);
    box.dataset.unsent = Math.max(1, Number(box.dataset.unsent ?? 0));
    if (box.dataset.light !== "red") bar.show("blue", say("keeping"));
  };
  const release = (key) => {
    holding.delete(key);
    return render();
  };

  const failed = (error) => {
    trouble = error?.message || String(error);
    render();
  };
  const saved = () => {
    trouble = "";
    navigator.storage?.persist?.();
    queue.soon();
    return render();
  };

  async function render(now) {
    if (now) reach = now;
    const ops = await store.ops(visit);
    const blobs = await store.blobs(visit);
    photos.show(blobs);
    const refused = [...ops, ...blobs].filter((each) => each.refused);
    const left = ops.length + blobs.length - refused.length;
    box.dataset.unsent = left + holding.size;
    const extra = [];
    if (left || refused.length) extra.push(rescue);
    if (trouble) bar.show("red", say("cannotKeep", { why: trouble }));
    else if (refused.length) bar.show("red", say("refused", { n: refused.length, why: refused[0].refused }));
    else if (reach.gone) bar.show("red", say("gone", { n: left }));
    else if (reach.signIn) {
      bar.show("orange", say("signIn", { n: left }));
      extra.unshift(signIn);
    } else if (holding.size) bar.show("blue", say("keeping"));
    else if (!reach.online) bar.show("orange", say("offline", { n: left }));
    else if (queue.busy() && left) bar.show("blue", say("sending", { n: left }));
    else if (left) bar.show("blue", say("kept", { n: left }));
    else bar.show("green", say("sent"));
    bar.clear();
    extra.forEach((node) => bar.add(node));
    if (conflicts) bar.add(document.createTextNode(say("conflict", { n: conflicts })));
  }

  let conflicts = 0;
  const queue = makeQueue({
    base: `/visits/${visit}`,
    visit,
    device,
    person: Number(box.dataset.visitUser),
    token: document.querySelector("[name=csrf_token]")?.value ?? "",
    changed: render,
    answered(op, answer) {
      if (answer.conflict) conflicts += 1;
      fields.acked(op, answer);
    },
  });
  const common = { visit, device, user: () => Number(box.dataset.visitUser), saved, failed, hold, release };
  const fields = watchFields({ root: document.querySelector("main"), ...common });
  const photos = watchPhotos({ form: document.querySelector("[data-visit-photos]"), ...common });
  await fields.restore();
  fields.takeUnsaved();
  await render();

  document.querySelectorAll("[data-visit-form]").forEach((form) => takeOver(form, fields, queue));
  document.querySelectorAll("[data-visit-new]").forEach(offerAnother);
  keepSignedIn(box);
  window.addEventListener("beforeunload", () => fields.flush());
  const room = await navigator.storage?.estimate?.();
  if (room && room.quota - room.usage < LOW_BYTES) bar.add(document.createTextNode(say("lowSpace")));
  queue.go();
}

// The button only hurries: everything is kept as it is typed.
function takeOver(form, fields, queue) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await fields.flush();
    await queue.go();
  });
}

// A finding begun here stays on the page, and an empty form for the next one stands below it.
function offerAnother(details) {
  const blank = details.cloneNode(true);
  const key = details.querySelector("[data-target^='finding:']").dataset.target.slice("finding:".length);
  details.querySelector("form").addEventListener("submit", () => {
    const fresh = blank.cloneNode(true);
    const next = `new-${uuid().replaceAll("-", "").slice(0, 12)}`;
    for (const node of fresh.querySelectorAll("*"))
      for (const { name, value } of [...node.attributes])
        if (value.includes(key)) node.setAttribute(name, value.replaceAll(key, next));
    details.after(fresh);
    details.querySelector("summary").textContent = details.querySelector("textarea").value.slice(0, 40);
    offerAnother(fresh);
    const form = fresh.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
  });
}

// Signing out would shut the way to the server for what is still here.
function keepSignedIn(box) {
  document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", (event) => {
    if (Number(box.dataset.unsent) === 0) return;
    event.preventDefault();
    window.alert(say("stay", { n: box.dataset.unsent }));
  });
}

// Says that the page opens without a connection only when it does.
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/visits/worker.js", { scope: "/visits" });
  if (await keepThis()) for (const line of document.querySelectorAll("[data-visit-kept]")) line.hidden = false;
}

const box = document.querySelector("[data-visit][data-visit-noting]");
guardLinks(document.querySelector("main"), location.pathname);
if (box) start(box);
keepPage().catch(() => {}); // offline: what was kept before stays
