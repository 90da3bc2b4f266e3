// After a form that was not taken the focus goes to the summary of what is wrong, so that it is read first.
export function leadToWhatIsWrong(root) {
  const summary = root.querySelector("main .nt-error-summary, main .nt-notice--error[role=alert]");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
}
