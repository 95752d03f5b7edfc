/** Why: what cannot wait stands at the side: what needs somebody, what is old, what the machines have to do, the disk. */

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleHelp, Clock, type LucideIcon } from "lucide-react";
import type { Dashboard } from "../../api/types";
import { served } from "../../language/served";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { bytes, stages, when } from "../labels";
import { Amount } from "./Amount";

type Need = Dashboard["needs"][number];

const NEEDS: Record<
  Need["kind"],
  { readonly icon: LucideIcon; readonly tone: string; readonly text: (n: number) => string }
> = {
  failed: {
    icon: CircleAlert,
    tone: "bad",
    text: (n) => t`${plural(n, { one: "# propagation", other: "# propagations" })} failed`,
  },
  asked: {
    icon: CircleHelp,
    tone: "warn",
    text: (n) => t`${plural(n, { one: "# clip", other: "# clips" })} with an open question`,
  },
  late_caption_review: {
    icon: Clock,
    tone: "warn",
    text: (n) => t`${plural(n, { one: "# caption", other: "# captions" })} waiting for review over 48 h`,
  },
  late_mask_review: {
    icon: Clock,
    tone: "warn",
    text: (n) => t`${plural(n, { one: "# clip", other: "# clips" })} waiting for mask review over 48 h`,
  },
};

export function Needs({ slug, told }: { slug: string; told: Dashboard }) {
  return (
    <Panel title={t`Needs you`} meta={told.needs.length > 0 && <Pill tone="warn">{told.needs.length}</Pill>}>
      {told.needs.length === 0 && (
        <p className="f3 t12 overview-note">
          <Trans>Nothing waits for longer than it should.</Trans>
        </p>
      )}
      <ul>
        {told.needs.map((need) => {
          const { icon, tone, text } = NEEDS[need.kind];
          return (
            <li key={need.kind} className="need row">
              <Icon of={icon} size="s14" tone={tone} />
              <Amount slug={slug} of={need} name={text(need.count)}>
                {text(need.count)}
              </Amount>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

export function Ages({ slug, told }: { slug: string; told: Dashboard }) {
  return (
    <Panel title={t`In people's hands`}>
      <table className="tbl" aria-label={t`Work in people's hands and its age`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Stage</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Clips</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>&gt; 24 h</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>&gt; 48 h</Trans>
            </th>
            <th scope="col" className="r">
              <Trans>Oldest</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {told.ages.map((row) => (
            <tr key={row.stage}>
              <td>{stages[row.stage].text}</td>
              <td className="r">
                <Amount slug={slug} of={row.all} name={stages[row.stage].text} />
              </td>
              {row.late.map((late) => (
                <td key={late.hours} className="r">
                  <Amount slug={slug} of={late} name={t`${stages[row.stage].text}, over ${late.hours} hours`} />
                </td>
              ))}
              <td className="r f3">{row.oldest ? when(row.oldest) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

export function Propagation({ slug, told }: { slug: string; told: Dashboard }) {
  return (
    <Panel
      title={t`Propagation`}
      meta={
        <>
          <span className="sp" />
          <Link to="/p/$project/machines" params={{ project: slug }} className="lnk t12">
            <Trans>Machines</Trans>
          </Link>
        </>
      }
    >
      <dl className="overview-facts">
        {told.machine.map((row) => (
          <div key={row.state} className="row">
            <dt className="f2 sp">{served(row.state)}</dt>
            <dd>
              <Amount slug={slug} of={row} name={t`Propagation ${served(row.state)}`} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

export function DiskPanel({ told: { disk } }: { told: Dashboard }) {
  const used = disk.total - disk.free;
  const rest = Math.max(0, used - disk.masks - disk.uploads);
  const low = disk.free < disk.kept_free * 2;
  const part = (of: number) => ({ width: `${(of / disk.total) * 100}%` });
  return (
    <Panel
      title={t`Disk`}
      meta={
        <>
          <span className="sp" />
          <span className={`t12 num ${low ? "bad" : "f3"}`}>
            <Trans>
              {bytes(used)} of {bytes(disk.total)}
            </Trans>
          </span>
        </>
      }
    >
      <div className="disk-bar" aria-hidden="true">
        <i className="disk-masks" style={part(disk.masks)} />
        <i className="disk-uploads" style={part(disk.uploads)} />
        <i className="disk-rest" style={part(rest)} />
      </div>
      <dl className="overview-facts t12">
        <Fact term={t`Computed masks`}>{bytes(disk.masks)}</Fact>
        <Fact term={t`Uploads waiting`}>{bytes(disk.uploads)}</Fact>
        <Fact term={t`Clips and all else on it`}>{bytes(rest)}</Fact>
        <Fact term={t`Free`}>{bytes(disk.free)}</Fact>
        <Fact term={t`This project keeps`}>{kept(disk.project)}</Fact>
      </dl>
    </Panel>
  );
}

/** What a project keeps, and of how much if it has a quota. */
function kept({ used, allowed }: Dashboard["disk"]["project"]): string {
  return allowed === null ? bytes(used) : t`${bytes(used)} of at most ${bytes(allowed)}`;
}

function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div className="row">
      <dt className="f2 sp">{term}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}
