// Findings begun on this device: each stands in a form of its own, under its key, also after a restart.
import { uuid } from "./device.js";

const targetOf = (details) => details.querySelector("[data-target^='finding:']").dataset.target;

export function findings(root) {
  const first = root.querySelector("[data-visit-new]");
  if (!first) return { ensure() {}, begin() {}, count: () => root.querySelectorAll("[data-finding]").length };
  const blank = emptied(first.cloneNode(true));

  function emptied(details) {
    details.open = false;
    for (const control of details.querySelectorAll("[data-target]")) {
      delete control.dataset.unsaved;
      if (control.tagName === "TEXTAREA") control.textContent = "";
      else if (control.tagName === "INPUT") control.setAttribute("value", "");
      else for (const option of control.options) option.removeAttribute("selected");
    }
    for (const line of details.querySelectorAll(".nt-error")) line.remove();
    return details;
  }

  function form(target) {
    const fresh = blank.cloneNode(true);
    const from = targetOf(fresh).slice("finding:".length);
    const to = target.slice("finding:".length);
    for (const node of fresh.querySelectorAll("*"))
      for (const { name, value } of [...node.attributes])
        if (value.includes(from)) node.setAttribute(name, value.replaceAll(from, to));
    return fresh;
  }

  const offered = () => [...root.querySelectorAll("[data-visit-new]")];
  const known = (target) => root.querySelector(`[data-target="${CSS.escape(target)}"]`);

  // What stands in it makes it a finding; an empty form for the next one stands below it.
  function begin(details) {
    const words = details.querySelector("textarea").value.trim();
    if (!words) return;
    details.querySelector("summary").textContent = words.slice(0, 40);
    aim(targetOf(details), words);
    if ("begun" in details.dataset) return;
    details.dataset.begun = "";
    const next = form(`finding:new-${uuid().replaceAll("-", "").slice(0, 12)}`);
    if (!offered().some((each) => !("begun" in each.dataset))) offered().at(-1).after(next);
  }

  // A photo can be taken of it at once.
  function aim(target, words) {
    const select = root.querySelector("#photo-target");
    if (!select) return;
    const known = [...select.options].find((option) => option.value === target);
    if (!known) select.add(new Option(words.slice(0, 30), target));
  }

  return {
    ensure(target) {
      if (target.startsWith("finding:") && !known(target)) offered().at(-1).before(form(target));
    },
    begin() {
      offered().forEach(begin);
    },
    count: () =>
      root.querySelectorAll("[data-finding]").length + root.querySelectorAll("[data-visit-new][data-begun]").length,
    // The server knows it: what it shows stands there, unless somebody is writing in the form. True if it does now.
    replace(article) {
      const key = article.dataset.finding;
      if (root.querySelector(`[data-finding="${CSS.escape(key)}"]`)) return false;
      const own = offered().find((each) => targetOf(each) === `finding:${key}`);
      if (own?.contains(document.activeElement)) return false;
      if (own) own.replaceWith(article);
      else (offered()[0] ?? root.querySelector("#findings").lastElementChild).before(article);
      return true;
    },
  };
}
