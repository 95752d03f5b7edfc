/** Why: whoever cannot read the page finds their language by its own name, before and after signing in. */
import { chooseLanguage, LANGUAGES, type Language, spoken } from "../language/language";

/** The languages that the page could be in instead. */
export const otherLanguages = (): readonly Language[] =>
  (Object.keys(LANGUAGES) as readonly Language[]).filter((language) => language !== spoken());

export function OtherLanguages() {
  return otherLanguages().map((language) => (
    <button
      key={language}
      type="button"
      className="lnk t12"
      lang={LANGUAGES[language].tag}
      onClick={() => chooseLanguage(language)}
    >
      {LANGUAGES[language].name}
    </button>
  ));
}
