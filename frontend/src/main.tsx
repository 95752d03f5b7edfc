/** Why: the one entry of the application. It sets theme and language before any screen is loaded, for texts are looked up then. */
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/fields.css";
import "./styles/objects.css";
import "./styles/overlays.css";
import { LANGUAGES, language, speak } from "./language/language";
import { applyTheme, followTheme } from "./ui/theme";

applyTheme();
followTheme();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element with the id root.");

const spoken = language();
document.documentElement.lang = LANGUAGES[spoken].tag;
await speak(spoken).catch(() => {
  document.documentElement.lang = LANGUAGES.en.tag; // no catalogue: the page works, in English
});
const { start } = await import("./application");
start(root);
