// Sends what the device keeps: texts first, in the order in which they were typed, then photos in pieces.
// One thing at a time; a failure waits 2 s, then longer, up to 5 min, and any sign of a connection ends the wait.
import { compare } from "./clock.js";
import { sha256, uuid } from "./device.js";
import * as store from "./store.js";

const BATCH = 48;
const PIECE = 256 * 1024;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 300000;
const LOOK_AGAIN = 30000;

class SignIn extends Error {}
class Gone extends Error {}

export function queue({ base, visit, device, token, person, changed, answered, stored }) {
  let wait = FIRST_WAIT;
  let timer = 0;
  let running = null;
  let csrf = token;
  let user = person;
  let told = null;
  let clock = null; // what the server does not know yet of the clock of this device
  let clockTold = null;

  async function call(path, options = {}) {
    const answer = await fetch(base + path, {
      credentials: "same-origin",
      redirect: "error",
      ...options,
      headers: { "X-Requested-With": "visit", "X-CSRFToken": csrf, ...options.headers },
    });
    if (answer.status === 401) throw new SignIn();
    if (answer.status === 403 || answer.status === 404) throw new Gone();
    return answer;
  }

  // After a sign-in the token is another one, and the person may be too.
  async function refresh() {
    const asked = Date.now();
    const answer = await call("/state");
    if (!answer.ok) throw new Error(answer.status);
    const state = await answer.json();
    clock = compare(asked, Date.now(), state, device);
    csrf = state.csrf;
    user = state.user;
    return state;
  }

  // A clock that goes a little differently each time is told once, not with every sending.
  const away = (said) => Math.round(Number(said.split(" ")[0]) / 300);
  const mine = (each) => !each.refused && (!each.user || each.user === user);

  async function sendOps() {
    for (;;) {
      const waiting = (await store.ops(visit)).filter(mine);
      const photos = (await store.blobs(visit)).filter(mine);
      const batch = waiting.slice(0, BATCH);
      const left = String(Math.max(0, waiting.length - batch.length) + photos.length);
      const about = (field, value) => ({
        op_id: uuid(), target: `device:${device}`, field, value, base: 0, device,
      });
      const news = clock !== null && clock.split(" ")[1] + away(clock) !== clockTold;
      const sent = left === told ? [] : [about("left", left)];
      if (!batch.length && !news && (!sent.length || told === null)) return;
      if (news) sent.push(about("clock", clock));
      const answer = await call("/ops", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          ops: [...batch.map(({ op_id, target, field, value, base: from, device_at, paper = false }) => ({
            op_id, target, field, value, base: from, device, device_at, paper,
          })), ...sent],
        }),
      });
      if (!answer.ok) throw new Error((await answer.json()).error ?? answer.status);
      const answers = new Map((await answer.json()).answers.map((each) => [each.op_id, each]));
      told = left;
      if (news) clockTold = clock.split(" ")[1] + away(clock);
      const gone = [];
      const refused = [];
      for (const op of batch) {
        const got = answers.get(op.op_id);
        if (!got) continue;
        if (got.refused) refused.push({ ...op, refused: got.refused });
        else gone.push(op.number);
        answered(op, got);
      }
      await store.changeOps(refused, gone);
      await changed();
    }
  }

  async function sendPhoto(photo) {
    const path = `/uploads/${photo.upload}`;
    let offset = Number((await call(path, { method: "HEAD" })).headers.get("Upload-Offset"));
    while (offset < photo.content.byteLength) {
      const piece = photo.content.slice(offset, offset + PIECE);
      const answer = await call(path, {
        method: "PATCH",
        body: piece,
        headers: { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" },
      });
      const at = Number(answer.headers.get("Upload-Offset"));
      if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
      offset = at;
      await changed();
    }
    const answer = await call(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...photo.about, sha256: photo.sha256, device }),
    });
    if (answer.ok) {
      await store.dropBlob(photo.upload);
      stored();
    } else if (answer.status === 422) {
      await store.keepBlob({ ...photo, refused: (await answer.json()).error });
    } else throw new Error(answer.status);
    await changed();
  }

  async function sendAll() {
    const state = await refresh();
    await changed({ online: true, closed: !state.noting });
    await sendOps();
    for (const photo of (await store.blobs(visit)).filter(mine)) {
      if ((await sha256(photo.content)) !== photo.sha256) {
        await store.keepBlob({ ...photo, refused: "damaged" });
        continue;
      }
      await sendPhoto(photo);
    }
    await sendOps(); // tells that nothing is left
  }

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(go, ms);
  }

  function go() {
    clearTimeout(timer);
    if (running) return running;
    running = sendAll()
      .then(
        () => {
          wait = FIRST_WAIT;
          return changed({ online: true });
        },
        (error) => {
          later(wait);
          wait = Math.min(wait * 2, LONGEST_WAIT);
          return changed({
            online: false,
            signIn: error instanceof SignIn,
            gone: error instanceof Gone,
          });
        },
      )
      .finally(() => (running = null));
    return running;
  }

  const wake = () => {
    wait = FIRST_WAIT;
    if (!document.hidden) go();
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => changed({ online: false }));
  document.addEventListener("visibilitychange", wake);
  setInterval(async () => {
    const left = (await store.ops(visit)).filter(mine).length + (await store.blobs(visit)).filter(mine).length;
    if (left && !document.hidden) go();
  }, LOOK_AGAIN);

  return { go, soon: () => later(800), refresh, busy: () => running !== null, user: () => user };
}
