// A second click on a button that already sends does nothing. The server is idempotent all the same.
const GIVE_BACK_AFTER_MS = 8000; // a download answers without leaving the page

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[data-busy]")) {
    button.disabled = false;
    delete button.dataset.busy;
  }
}

export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.target === "_blank") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    // Disabled after the browser has read the form: the name and value of the button must travel along.
    setTimeout(() => {
      if (!button) return;
      button.dataset.busy = "";
      button.disabled = true;
    }, 0);
    setTimeout(() => release(form), GIVE_BACK_AFTER_MS);
  });
  // Coming back with the browser's back button shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) root.querySelectorAll("form[data-sent]").forEach(release);
  });
}
