/** Why: who does not have the page open all day chooses what reaches them by e-mail. */
import { Trans } from "@lingui/react/macro";
import { describe } from "../../api/error";
import { useSaveWishes, useWishes } from "../../api/notices";
import { toast } from "../../ui/Toast";
import { kinds, looks } from "./looks";

export function MailWishes() {
  const wishes = useWishes().data;
  const save = useSaveWishes();
  if (!wishes) return null;
  if (!wishes.possible)
    return (
      <p className="f3 t12 mail-wishes">
        <Trans>No e-mail reaches you: your account has no address, or no mail server is set up.</Trans>
      </p>
    );
  const { mail } = wishes;
  const choose = (kind: (typeof kinds)[number]) =>
    save.mutate(mail.includes(kind) ? mail.filter((one) => one !== kind) : [...mail, kind], {
      onError: (error) => toast(describe(error), "failed"),
    });
  return (
    <fieldset className="mail-wishes">
      <legend className="f3 t12">
        <Trans>By e-mail, if you have not read it within a quarter of an hour</Trans>
      </legend>
      {kinds.map((kind) => (
        <label key={kind} className="row g6 t12">
          <input type="checkbox" checked={mail.includes(kind)} onChange={() => choose(kind)} />
          {looks[kind].text}
        </label>
      ))}
    </fieldset>
  );
}
