// Says under a field how many characters are written of how many (data-nt-maxlength), counted as the server
// counts them: by code point, a line break as one. Too long is not cut off; the server says so in words.
import { word } from "./words.js";

function count(field) {
  return [...field.value.replace(/\r\n?/g, "\n")].length;
}

export function countCharacters(root) {
  for (const field of root.querySelectorAll("[data-nt-maxlength]")) {
    const max = Number(field.dataset.ntMaxlength);
    const line = document.createElement("p");
    line.className = "nt-counter";
    const show = () => {
      const n = count(field);
      line.textContent = word(n > max ? "tooLong" : "counted", { n, max, over: n - max });
      line.classList.toggle("is-over", n > max);
      // Its place is kept: a line that goes when the field is left moves the next one from under the mouse.
      line.classList.toggle("is-quiet", n < max * 0.5 && document.activeElement !== field);
    };
    field.after(line);
    for (const event of ["input", "focus", "blur"]) field.addEventListener(event, show);
    show();
  }
}
