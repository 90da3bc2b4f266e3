// The record of a visit on a phone with a bad connection. Without this file the page saves by its buttons.
import { bar as makeBar, say } from "./js/visit/bar.js";
import { device as thisDevice } from "./js/visit/device.js";
import { fields as watchFields } from "./js/visit/fields.js";
import { findings as ownFindings } from "./js/visit/findings.js";
import { freshen as makeFreshen } from "./js/visit/freshen.js";
import { keepThis } from "./js/visit/kept.js";
import { guardLinks } from "./js/visit/online.js";
import { photos as watchPhotos } from "./js/visit/photos.js";
import { count, none } from "./js/visit/progress.js";
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
  const rescue = rescueButton(visit, device);
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
    if (now?.online && !reach.online) freshen.soon();
    if (now) reach = now;
    closed ||= now?.closed ?? false;
    const ops = await store.ops(visit);
    const blobs = await store.blobs(visit);
    photos.show(blobs);
    findings.begin();
    count(root);
    none(root, "finding", findings.count() > 0);
    none(root, "photo", blobs.length > 0 || root.querySelector("[data-evidence]") !== null);
    const refused = [...ops, ...blobs].filter((each) => each.refused);
    const left = ops.length + blobs.length - refused.length;
    box.dataset.unsent = left + holding.size;
    // Closed meanwhile: what waited here has become an addendum, and the fields are shut.
    if (closed && !left && !holding.size && root.querySelector("[data-visit-form]")) location.reload();
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

  const root = document.querySelector("main");
  const findings = ownFindings(root);
  let conflicts = 0;
  let closed = false;
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
      freshen.soon();
    },
    stored: () => freshen.soon(),
  });
  const common = { visit, device, user: () => Number(box.dataset.visitUser), saved, failed, hold, release };
  const fields = watchFields({ root, ensure: findings.ensure, ...common });
  const freshen = makeFreshen({ findings, fields, done: () => render() });
  const photos = watchPhotos({ form: document.querySelector("[data-visit-photos]"), ...common });
  await fields.restore();
  fields.takeUnsaved();
  await render();

  takeOver(root, fields, queue);
  keepSignedIn(box);
  window.addEventListener("beforeunload", () => fields.flush());
  const room = await navigator.storage?.estimate?.();
  if (room && room.quota - room.usage < LOW_BYTES) bar.add(document.createTextNode(say("lowSpace")));
  queue.go();
}

// The button only hurries: everything is kept as it is typed.
function takeOver(root, fields, queue) {
  root.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-visit-form]")) return;
    event.preventDefault();
    await fields.flush();
    await queue.go();
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
