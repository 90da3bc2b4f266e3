// Hides what does not apply, as the server will decide when the form is sent; without a script it all stays,
// with its condition in words. data-nt-hides: what hides a part, as a tree (app/formkit/scripted.py); a part that
// lies in a hidden one has no value, as on the server. Where only the server can judge, the part stays.
const BOX = "[data-nt-hides]";
const UNKNOWN = undefined;

function texts(form, name) {
  const controls = [...form.elements].filter((each) => each.name === name);
  if (controls.every((each) => each.closest(`${BOX}[hidden]`))) return null;
  return new FormData(form).getAll(name);
}

function valueOf(form, [, name, kind, notApplicable]) {
  const found = texts(form, name);
  if (!found) return null;
  if (notApplicable && texts(form, notApplicable)?.length) return null;
  if (kind === "tick") return found.length > 0;
  if (kind === "list") return found;
  if (kind === "choice") return found.length > 1 ? found : (found[0] ?? null);
  const text = (found[0] ?? "").trim();
  if (!text) return null;
  if (kind !== "number") return text;
  const number = Number(text.normalize("NFKC").replaceAll(",", "").replace("−", "-"));
  return Number.isNaN(number) ? null : number;
}

// FEEL's three values: null where two things cannot be compared. UNKNOWN is ours: only the server knows.
function equal(one, other) {
  if (one === UNKNOWN || other === UNKNOWN) return UNKNOWN;
  if (one === null || other === null) return one === other;
  if (Array.isArray(one) || Array.isArray(other)) return UNKNOWN;
  return typeof one === typeof other ? one === other : null;
}

function negated(value) {
  if (value === UNKNOWN) return UNKNOWN;
  return typeof value === "boolean" ? !value : null;
}

function ordered(test, one, other) {
  if (one === UNKNOWN || other === UNKNOWN) return UNKNOWN;
  const comparable = typeof one === typeof other && ["number", "string"].includes(typeof one);
  return comparable ? test(one, other) : null;
}

function connected(decisive, values) {
  if (values.includes(decisive)) return decisive;
  if (values.includes(UNKNOWN)) return UNKNOWN;
  return values.every((value) => value === !decisive) ? !decisive : null;
}

function among(value, wanted) {
  const answers = wanted.map((one) => equal(value, one));
  if (answers.includes(true)) return true;
  if (answers.includes(UNKNOWN)) return UNKNOWN;
  return value === null || answers.includes(false) || !answers.length ? false : null;
}

const OPERATIONS = {
  "=": equal,
  "!=": (one, other) => negated(equal(one, other)),
  "<": (one, other) => ordered((a, b) => a < b, one, other),
  "<=": (one, other) => ordered((a, b) => a <= b, one, other),
  ">": (one, other) => ordered((a, b) => a > b, one, other),
  ">=": (one, other) => ordered((a, b) => a >= b, one, other),
  and: (...values) => connected(false, values),
  or: (...values) => connected(true, values),
  not: negated,
  in: (value, ...wanted) => among(value, wanted),
  contains: (list, value) => (Array.isArray(list) ? list.includes(value) : list === UNKNOWN ? UNKNOWN : null),
  any: (value, ...wanted) => (Array.isArray(value) ? value : [value]).some((one) => wanted.includes(one)),
};

function judged(form, tree) {
  const [operation, ...rest] = tree;
  if (operation === "v") return rest[0];
  if (operation === "f") return valueOf(form, tree);
  if (operation === "?") return UNKNOWN;
  return OPERATIONS[operation](...rest.map((each) => judged(form, each)));
}

function watch(form, box) {
  const tree = JSON.parse(box.dataset.ntHides);
  const words = [...box.querySelectorAll(".nt-condition")].filter((each) => each.closest(BOX) === box);
  return () => {
    const hides = judged(form, tree);
    box.hidden = hides === true;
    // Who sees that a part applies need not read when it does.
    for (const each of words) each.hidden = hides !== UNKNOWN;
  };
}

export function hideWhatDoesNotApply(root) {
  for (const form of root.forms) {
    // In the order of the page, so that what depends on something hidden is hidden in the same round.
    const checks = [...form.querySelectorAll(BOX)].map((box) => watch(form, box));
    if (!checks.length) continue;
    const all = () => checks.forEach((check) => check());
    form.addEventListener("input", all);
    form.addEventListener("change", all);
    // A browser puts answers back into a page that one returns to.
    window.addEventListener("pageshow", all);
    all();
  }
}
