// The clock of the device against the server's: told where it is wrong, and sent along; it orders nothing.
import { say } from "./bar.js";

const APART_MS = 5 * 60 * 1000;
const PATIENCE_MS = 60 * 1000; // an answer that took longer says nothing of the time
const HOME = "+09:00";

function zone() {
  const minutes = -new Date().getTimezoneOffset();
  const two = (number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

// What is to be sent of the clock, null where nothing is known or both agree and no other word stands.
export function compare(asked, answered, state, device) {
  const here = zone();
  const far = answered - asked > PATIENCE_MS || answered < asked || !state.now;
  const ahead = far ? 0 : (asked + answered) / 2 - Date.parse(state.now);
  const off = Math.abs(ahead) > APART_MS;
  tell(off ? ahead : 0, here);
  if (far || (!off && here === HOME && !state.wrong_clocks?.includes(device))) return null;
  return `${Math.round(ahead / 1000)} ${here}`;
}

function tell(ahead, here) {
  const line = document.querySelector("[data-visit-clock]");
  if (!line) return;
  const minutes = Math.round(Math.abs(ahead) / 60000);
  const by = say("clockSpan", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  const words = [];
  if (ahead) words.push(say(ahead > 0 ? "clockAhead" : "clockBehind", { by }));
  if (here !== HOME) words.push(say("clockZone", { zone: here }));
  line.hidden = words.length === 0;
  if (line.textContent !== words.join(" ")) line.textContent = words.join(" ");
}
