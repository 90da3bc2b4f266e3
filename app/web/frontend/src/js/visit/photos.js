// A photo is on the device, read back and compared, before it is called saved; then it goes up in pieces.
import { sha256, uuid } from "./device.js";
import { say } from "./bar.js";
import * as store from "./store.js";

const HELD = "photos";

export function photos({ form, visit, user, saved, failed, hold, release }) {
  if (!form) return { show() {} };
  const list = document.createElement("ul");
  list.className = "nt-list nt-visit__waiting";
  form.after(list);
  const placed = document.querySelector("[data-visit-placed]");

  async function keep(file, about) {
    const content = await file.arrayBuffer();
    if (!content.byteLength) throw new Error(say("emptyFile", { name: file.name }));
    const upload = uuid();
    const digest = await sha256(content);
    const taken_at = new Date(file.lastModified).toISOString();
    await store.keepBlob({
      upload, visit, user: user(), content, sha256: digest, about: { ...about, name: file.name, taken_at },
    });
    const back = await store.oneBlob(upload);
    if (!back || (await sha256(back.content)) !== digest) throw new Error(say("photoDamaged", { name: file.name }));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const about = { target: data.get("target") ?? "", caption: data.get("caption") ?? "" };
    hold(HELD);
    try {
      const kept = data.getAll("files").filter((file) => file.name);
      for (const file of kept) await keep(file, about);
      const where = form.elements.target.selectedOptions[0]?.text ?? "";
      if (placed && kept.length) {
        placed.textContent = say("photoPlaced", { name: kept.map((file) => about.caption || file.name).join("、"), where });
      }
      form.reset();
      saved();
    } catch (error) {
      failed(error);
    } finally {
      release(HELD);
    }
  });

  return {
    show(waiting) {
      list.replaceChildren(
        ...waiting.map((photo) => {
          const row = document.createElement("li");
          const size = (photo.content.byteLength / 1048576).toFixed(1);
          row.textContent = say(photo.refused ? "photoRefused" : "photoWaits", {
            name: photo.about.caption || photo.about.name,
            size,
            why: photo.refused ?? "",
          });
          return row;
        }),
      );
    },
  };
}
