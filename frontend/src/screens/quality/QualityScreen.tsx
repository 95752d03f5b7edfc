/** Why: whether people's work can be trusted, by clips whose truth is known and by two people who did the same one. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { describe } from "../../api/error";
import { useQuality } from "../../api/quality";
import { useSession } from "../../api/queries";
import type { Quality } from "../../api/types";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { GoldClips } from "./GoldClips";
import { PairDetail } from "./PairDetail";
import { Pairs } from "./Pairs";
import { People } from "./People";
import { SamplingForm } from "./SamplingForm";
import "./quality.css";

export function QualityScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const quality = useQuality(slug);
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Quality</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>how people's work agrees with known clips and with their colleagues'</Trans>
        </span>
      </header>
      <div className="scroll quality">
        {quality.isPending && <Skeleton rows={6} height={40} />}
        {quality.isError && (
          <LoadError
            title={t`Quality could not be loaded`}
            text={describe(quality.error)}
            onRetry={() => quality.refetch()}
          />
        )}
        {quality.data && <Loaded slug={slug} quality={quality.data} />}
      </div>
    </>
  );
}

function Loaded({ slug, quality }: { readonly slug: string; readonly quality: Quality }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const role = useSession().data?.projects.find((place) => place.slug === slug)?.role;
  const pair = quality.pairs.find(({ video }) => video === chosen);
  const rules = role === "lead" || role === "admin";
  return (
    <>
      <Panel title={t`People`} meta={<Legend judge={quality.judge} />} className="quality-table">
        <People people={quality.people} low={quality.low} />
      </Panel>
      <div className="quality-two">
        <Panel title={t`Second annotations, those that agree least first`} className="quality-table">
          <Pairs pairs={quality.pairs} low={quality.low} chosen={chosen} onChoose={setChosen} />
        </Panel>
        {pair && <PairDetail key={pair.video} slug={slug} pair={pair} low={quality.low} />}
      </div>
      {rules && (
        <div className="quality-two">
          <SamplingForm slug={slug} gold={quality.gold.length} />
          {role === "lead" && <GoldClips slug={slug} gold={quality.gold} />}
        </div>
      )}
    </>
  );
}

function Legend({ judge }: { readonly judge: boolean }) {
  return (
    <>
      <span className="sp" />
      <span className="f3 t12">
        <Trans>median and quartiles, the line is everybody's median</Trans>
        {judge ? "" : t`; no judge of captions is configured`}
      </span>
    </>
  );
}
