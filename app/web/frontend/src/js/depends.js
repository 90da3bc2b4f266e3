// Hides what does not apply, as the server will decide when the form is sent; without a script it all stays,
// with its condition in words. data-nt-depends: names of the fields it depends on; data-nt-values: for each
// of them the values wanted (JSON); data-nt-shown: what the server found for the answers on the page.
// Where the values are not known here, a change shows the field until the old answer is back.
function valuesOf(form, name) {
  const controls = [...form.elements].filter((each) => each.name === name);
  if (!controls.length) return null;
  if (controls.every((each) => each.closest("[data-nt-depends][hidden]"))) return [];
  return new FormData(form).getAll(name);
}

function stateOf(form, names) {
  return JSON.stringify(names.map((name) => valuesOf(form, name)));
}

function watch(form, box) {
  const names = box.dataset.ntDepends.split(" ");
  const wanted = box.dataset.ntValues ? JSON.parse(box.dataset.ntValues) : null;
  const shownAtFirst = box.dataset.ntShown === "true";
  const atFirst = stateOf(form, names);
  return () => {
    const found = names.map((name) => valuesOf(form, name));
    const known = wanted && found.every((values) => values !== null);
    if (known) box.hidden = !found.every((values, i) => values.some((value) => wanted[i].includes(value)));
    else box.hidden = !shownAtFirst && stateOf(form, names) === atFirst;
  };
}

export function hideWhatDoesNotApply(root) {
  for (const form of root.forms) {
    // In the order of the page, so that what depends on something hidden is hidden in the same round.
    const checks = [...form.querySelectorAll("[data-nt-depends]")].map((box) => watch(form, box));
    if (!checks.length) continue;
    const all = () => checks.forEach((check) => check());
    form.addEventListener("input", all);
    form.addEventListener("change", all);
    all();
  }
}
