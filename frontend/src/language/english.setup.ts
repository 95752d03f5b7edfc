/** Why: tests look for English texts, and a text cannot be looked up before a language is spoken. */
import { speakEnglish } from "./language";

speakEnglish();
