// Every change of a field becomes an operation on the device; what is unsent there shows again after a restart.
import { uuid } from "./device.js";
import * as store from "./store.js";

const IDLE_MS = 300;

export function fields({ root, visit, device, user, saved, failed, hold, release, ensure }) {
  const disputed = new Set(); // places where what is typed here stands against another's text
  const unsent = new Map(); // place → the operation that waits there and may still be replaced
  const timers = new Map();
  const place = (control) => `${control.dataset.target} ${control.dataset.field}`;
  const controls = () => [...root.querySelectorAll("[data-target][data-field]")];

  const baseOf = (control) =>
    control.form.elements.namedItem(`b:${control.dataset.target}:${control.dataset.field}`);

  function valueOf(control) {
    if (control.type !== "radio") return control.value.replaceAll("\r\n", "\n");
    return control.form.querySelector(`[name="${CSS.escape(control.name)}"]:checked`)?.value ?? "";
  }

  async function keep(control) {
    const at = place(control);
    clearTimeout(timers.get(at));
    timers.delete(at);
    hold(at);
    await write(control, at);
    if (!timers.has(at)) release(at); // more was typed meanwhile
  }

  async function write(control, at) {
    const before = unsent.get(at);
    const op = {
      op_id: uuid(),
      visit,
      target: control.dataset.target,
      field: control.dataset.field,
      value: valueOf(control),
      base: Number(baseOf(control)?.value ?? 0),
      device,
      device_at: new Date().toISOString(),
      user: user(),
      paper: control.form.elements.namedItem("paper")?.checked ?? false,
    };
    if (before && before.value === op.value) return;
    unsent.set(at, op);
    try {
      // One under way to the server stays as it is: the new text follows it.
      op.number = await store.keepOp({ ...op }, before && !before.sending ? before.number : undefined);
      saved();
    } catch (error) {
      failed(error);
    }
  }

  root.addEventListener("input", (event) => {
    const control = event.target.closest("[data-target][data-field]");
    if (!control) return;
    hold(place(control));
    clearTimeout(timers.get(place(control)));
    timers.set(place(control), setTimeout(() => keep(control), IDLE_MS));
  });
  for (const kind of ["change", "focusout"])
    root.addEventListener(kind, (event) => {
      const control = event.target.closest?.("[data-target][data-field]");
      if (control && (kind === "change" || timers.has(place(control)))) keep(control);
    });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const control of controls()) if (timers.has(place(control))) keep(control);
  });

  function put(op, within) {
    for (const control of controls()) {
      if (!within.contains(control) || place(control) !== `${op.target} ${op.field}`) continue;
      if (control.type === "radio") control.checked = control.value === op.value;
      else control.value = op.value;
    }
  }

  return {
    // What was typed before the page was closed stands in the form again.
    async restore(within = root) {
      for (const op of await store.ops(visit)) {
        ensure(op.target);
        put(op, within);
        if (!op.refused) unsent.set(`${op.target} ${op.field}`, op);
      }
    },
    // What the page brought along and the server has not taken yet is kept as if it had been typed now.
    takeUnsaved() {
      for (const control of controls())
        if ("unsaved" in control.dataset) control.dispatchEvent(new Event("input", { bubbles: true }));
    },
    acked(op, answer) {
      const at = `${op.target} ${op.field}`;
      if (unsent.get(at)?.op_id === op.op_id) unsent.delete(at);
      // Against another's text one goes on standing against it: the base stays what this page has seen.
      if (answer.conflict) disputed.add(at);
      if (answer.refused || answer.conflict) return;
      for (const control of controls())
        if (place(control) === at && baseOf(control)) baseOf(control).value = answer.sequence;
    },
    // What the server has newer than this page, wherever nothing of this device waits and nobody writes.
    adopt(newest) {
      for (const control of controls()) {
        const at = place(control);
        const base = baseOf(control);
        const there = base && newest.querySelector(`[name="${CSS.escape(base.name)}"]`);
        if (!there || unsent.has(at) || timers.has(at) || disputed.has(at)) continue;
        if (Number(there.value) <= Number(base.value) || control === document.activeElement) continue;
        const same = [...newest.querySelectorAll(`[name="${CSS.escape(control.name)}"]`)];
        if (control.type !== "radio") {
          control.value = same[0].value;
          base.value = there.value;
          continue;
        }
        const chosen = same.find((each) => each.checked)?.value;
        for (const each of control.form.querySelectorAll(`[name="${CSS.escape(control.name)}"]`))
          each.checked = each.value === chosen;
        base.value = there.value;
      }
    },
    async flush() {
      await Promise.all(controls().filter((control) => timers.has(place(control))).map(keep));
    },
  };
}
