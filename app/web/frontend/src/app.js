// Comfort only: every page does its work without this file.
import { guardForms } from "./js/guard.js";
import { autosaveForms } from "./js/autosave.js";
import { offerCopies } from "./js/copy.js";
import { countCharacters } from "./js/counter.js";
import { hideWhatDoesNotApply } from "./js/depends.js";
import { listenForKeys } from "./js/keys.js";
import { leadToWhatIsWrong } from "./js/refused.js";
import { warnBeforeTheEnd } from "./js/session.js";

guardForms(document);
hideWhatDoesNotApply(document);
countCharacters(document);
offerCopies(document);
autosaveForms(document);
listenForKeys(document);
leadToWhatIsWrong(document);
warnBeforeTheEnd(document);
