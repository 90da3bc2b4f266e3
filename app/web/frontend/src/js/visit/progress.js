// What the lists say without the server: how many items have a mark, and that nothing is missing that is here.
export function count(root) {
  const box = root.querySelector("[data-visit-progress]");
  const asked = [...root.querySelectorAll("[data-visit-asked]:has([data-field='result'])")]; // none once it is closed
  if (!box || !asked.length) return;
  const done = asked.filter((each) => each.querySelector("[data-field='result']:checked")).length;
  box.querySelector("progress").value = done;
  box.querySelector("span").textContent = `${done}／${asked.length}`;
}

export function none(root, kind, any) {
  for (const line of root.querySelectorAll(`[data-visit-none="${kind}"]`)) line.hidden = any;
}
