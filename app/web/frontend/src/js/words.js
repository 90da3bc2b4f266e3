// Sentences come from the page (base.html, #nt-words), where gettext has put them in the reader's language.
export function word(name, values = {}) {
  const text = document.getElementById("nt-words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
