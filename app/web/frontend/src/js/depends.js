// Hides what does not apply, as the server will decide when the form is sent; without a script it all stays,
// with its condition in words. data-nt-values: {name of a field: values wanted of it} (JSON), all must hold;
// data-nt-depends: only the names, where the condition itself stays on the server; data-nt-shown: what the
// server found for the answers on the page. Where the wanted values are not known, a change of a named field
// shows what depends on it until the old answer is back.
const DEPENDING = "[data-nt-values], [data-nt-depends]";

function valuesOf(form, name) {
  const controls = [...form.elements].filter((each) => each.name === name);
  if (!controls.length) return null;
  if (controls.every((each) => each.closest(`:is(${DEPENDING})[hidden]`))) return [];
  return new FormData(form).getAll(name);
}

function watch(form, box) {
  const wanted = box.dataset.ntValues ? JSON.parse(box.dataset.ntValues) : null;
  const names = wanted ? Object.keys(wanted) : box.dataset.ntDepends.split(" ");
  const answers = () => names.map((name) => valuesOf(form, name));
  const shownAtFirst = box.dataset.ntShown === "true";
  const atFirst = JSON.stringify(answers());
  return () => {
    const found = answers();
    if (wanted && !found.includes(null))
      box.hidden = !names.every((name, i) => found[i].some((value) => wanted[name].includes(value)));
    else box.hidden = !shownAtFirst && JSON.stringify(found) === atFirst;
  };
}

export function hideWhatDoesNotApply(root) {
  for (const form of root.forms) {
    // In the order of the page, so that what depends on something hidden is hidden in the same round.
    const checks = [...form.querySelectorAll(DEPENDING)].map((box) => watch(form, box));
    if (!checks.length) continue;
    const all = () => checks.forEach((check) => check());
    form.addEventListener("input", all);
    form.addEventListener("change", all);
    all();
  }
}
