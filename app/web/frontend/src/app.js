// Comfort only: every page does its work without this file.
import { guardForms } from "./js/guard.js";
import { autosaveForms } from "./js/autosave.js";
import { listenForKeys } from "./js/keys.js";

guardForms(document);
autosaveForms(document);
listenForKeys(document);
