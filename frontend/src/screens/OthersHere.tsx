/** Why: whoever opens a clip sees who else has it open, so that nobody is surprised by another's change. */

import { plural, t } from "@lingui/core/macro";
import { usePresence } from "../api/presence";
import { useSession } from "../api/queries";
import { tag } from "../language/language";
import { Avatar } from "../ui/Avatar";
import "./others-here.css";

const listed = new Intl.ListFormat(tag(), { type: "conjunction" });
const SHOWN = 3;

/** "Kim is in this video", and while this is on screen, others read the same of oneself. */
export function OthersHere({ video }: { readonly video: number }) {
  const me = useSession().data?.person?.id;
  const others = usePresence(video).filter(({ id }) => id !== me);
  const names = others.map(({ name }) => name);
  const who = names.length > SHOWN ? t`${names.length} others` : listed.format(names);
  const text = plural(names.length, { one: `${who} is in this video`, other: `${who} are in this video` });
  return (
    <span className={others.length > 0 ? "row g4 others-here" : "sr"} role="status">
      {others.length > 0 && (
        <>
          {others.slice(0, SHOWN).map(({ id, name }) => (
            <Avatar key={id} small name={name} />
          ))}
          <span className="f2 t12 ell" title={listed.format(names)}>
            {text}
          </span>
        </>
      )}
    </span>
  );
}
