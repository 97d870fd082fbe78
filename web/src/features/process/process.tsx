// Process: the picture of the house. What was agreed, with what is on the line now.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { countsQuery, drawingQuery, isNoProcess, processQuery } from "@/shared/api/queries";
import { useFilter } from "@/shared/filter";
import { capital, count } from "@/shared/figures";
import { useNow } from "@/shared/now";
import { day } from "@/shared/time";
import { NoProcess } from "@/shared/ui/begin";
import { Bone, Failure, Panel, Quiet, useTitle } from "@/shared/ui/bits";
import { Agreed } from "./agreed";
import { Findings } from "./findings";
import { Picture } from "./picture";
import css from "./process.module.css";
import { StagePanel } from "./stage-panel";
import { Terms } from "./terms";

export function ProcessScreen() {
  useTitle("Process");
  const [{ channel, stage, view }, change] = useFilter();
  const now = useNow();
  const { data: process, error, refetch } = useQuery(processQuery);
  const drawing = useQuery(drawingQuery(channel));
  const counts = useQuery(countsQuery(channel));
  const [live, setLive] = useState(true);
  const [fit, setFit] = useState(false);
  const variants = process?.channels.filter(({ differs }) => differs) ?? [];
  const other = channel !== undefined && !variants.some(({ id }) => id === channel) ? process?.channels.find(({ id }) => id === channel) : undefined;
  const asText = view === "text";

  if (isNoProcess(error)) {
    return (
      <div className={css.page}>
        <h1>Process</h1>
        <NoProcess />
      </div>
    );
  }
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>{process?.title ?? <Bone width="20rem" />}</h1>
          <p className="soft">
            {process === undefined ? (
              <Bone width="14rem" />
            ) : (
              <>
                Version {process.version}, running since {day(process.published_at, now)}
                {process.published_by !== "" && <> by {process.published_by}</>}. {process.purpose}
              </>
            )}
          </p>
        </div>
        <div className={css.controls}>
          <Quiet pressed={live} onClick={() => setLive(!live)}>
            Live figures
          </Quiet>
          <Quiet pressed={fit} onClick={() => setFit(!fit)}>
            Whole picture
          </Quiet>
          <Quiet pressed={asText} onClick={() => change({ view: asText ? null : "text" })}>
            Agreed text
          </Quiet>
        </div>
      </header>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      <div className={css.tabs} role="group" aria-label="Line of which channel">
        {[{ id: undefined, title: "base" }, ...variants, ...(other === undefined ? [] : [other])].map(({ id, title }) => (
          <button key={id ?? ""} type="button" aria-pressed={channel === id} onClick={() => change({ channel: id ?? null })}>
            {capital(title)}
          </button>
        ))}
        {process !== undefined && variants.length > 0 && <small className="soft">{count(process.channels.length - variants.length, "channel runs", "channels run")} on the base as it is</small>}
      </div>
      {asText && process !== undefined ? (
        <Agreed text={process.text} version={process.version} />
      ) : (
        <div className={css.work} data-open={stage !== undefined}>
          <div className={css.pictureBox}>
            {drawing.error !== null && <Failure problem={drawing.error} retry={() => void drawing.refetch()} />}
            {drawing.data === undefined ? drawing.error === null && <Bone height="26rem" /> : <Picture drawing={drawing.data} counts={live ? counts.data : undefined} chosen={stage} fit={fit} />}
          </div>
          {stage !== undefined && process !== undefined && (
            <StagePanel stage={stage} process={process} drawing={drawing.data} counts={counts.data} close={() => change({ stage: null })} />
          )}
        </div>
      )}
      <div className={css.below}>
        {process !== undefined && <Terms process={process} />}
        {process !== undefined ? <Findings findings={process.findings} /> : <Panel title="Findings"><Bone height="4rem" /></Panel>}
      </div>
    </div>
  );
}
