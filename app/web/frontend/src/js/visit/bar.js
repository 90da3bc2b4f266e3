// The line that says where what was typed is: on the server, on its way, on this device, or nowhere.
const words = document.getElementById("nt-visit-words")?.dataset ?? {};

export const say = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] ?? name);

export function bar(root) {
  const box = root.querySelector("[data-visit]");
  const line = box.querySelector("[data-visit-status]");
  const more = document.createElement("p");
  more.className = "nt-small";
  box.append(more);
  return {
    box,
    show(light, text) {
      if (box.dataset.light !== light) box.dataset.light = light;
      if (line.textContent !== text) line.textContent = text;
    },
    add(node) {
      more.append(node);
    },
    clear() {
      more.replaceChildren();
    },
  };
}
