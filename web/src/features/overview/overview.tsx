// Overview: what became of every lead, what needs attention, where leads get lost.
import { useQuery } from "@tanstack/react-query";
import { isNoProcess, overviewQuery, processQuery } from "@/shared/api/queries";
import { useFilter } from "@/shared/filter";
import { capital, words } from "@/shared/figures";
import { useNow } from "@/shared/now";
import { writtenDay } from "@/shared/time";
import { Ago, Empty, Failure, Quiet, useTitle, Zone } from "@/shared/ui/bits";
import { FirstLead, NoProcess } from "@/shared/ui/begin";
import { Attention } from "./attention";
import { Balance } from "./balance";
import { Flow } from "./flow";
import { Funnel } from "./funnel";
import css from "./overview.module.css";

/** The days in words: browsers write them in their own order, day or month first. */
function period(from: string | undefined, to: string | undefined, now: number): string {
  const parts = [from !== undefined && `from ${writtenDay(from, now)}`, to !== undefined && `until ${writtenDay(to, now)}`];
  return parts.filter((part) => part !== false).join(" ");
}

export function OverviewScreen() {
  useTitle("Overview");
  const now = useNow();
  const [filter, change] = useFilter();
  const { channel, captured_from: from, captured_to: to } = filter;
  const { data, error, refetch } = useQuery(overviewQuery({ ...(channel && { channel }), ...(from && { captured_from: from }), ...(to && { captured_to: to }) }));
  const { data: process, error: noProcess } = useQuery(processQuery);
  const filtered = channel !== undefined || from !== undefined || to !== undefined;

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Overview</h1>
        <form className={css.filter} onSubmit={(event) => event.preventDefault()} aria-label="Which leads">
          <label>
            <span>Channel</span>
            <select value={channel ?? ""} onChange={(event) => change({ channel: event.currentTarget.value })}>
              <option value="">all</option>
              {channel !== undefined && process === undefined && <option value={channel}>{words(channel)}</option>}
              {process?.channels.map(({ id, title }) => (
                <option key={id} value={id}>
                  {capital(title)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Came in from</span>
            <input type="date" value={from ?? ""} max={to} onChange={(event) => change({ captured_from: event.currentTarget.value })} />
          </label>
          <label>
            <span>until</span>
            <input type="date" value={to ?? ""} min={from} onChange={(event) => change({ captured_to: event.currentTarget.value })} />
          </label>
          {(from !== undefined || to !== undefined) && <small className="soft">{period(from, to, now)}</small>}
          {filtered && <Quiet onClick={() => change({ channel: null, captured_from: null, captured_to: null })}>All leads</Quiet>}
        </form>
        <small className={`soft ${css.asOf ?? ""}`}>{data !== undefined && <>as of <Ago at={data.as_of} /> · <Zone /></>}</small>
      </header>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data?.balance.leads === 0 ? (
        filtered ? (
          <Empty title="No lead came in this way, in this time">
            <p>Widen the dates or choose another channel.</p>
          </Empty>
        ) : isNoProcess(noProcess) ? (
          <NoProcess />
        ) : (
          <FirstLead process={process}>Here you will see what became of every lead, to the single one, and where leads are lost.</FirstLead>
        )
      ) : (
        error === null && (
          <>
            <Balance balance={data?.balance} />
            <div className={css.columns}>
              <Funnel funnel={data?.funnel} leads={data?.balance.leads ?? 0} />
              <div className={css.side}>
                <Attention attention={data?.attention} />
                <Flow flow={data?.flow} asOf={data?.as_of} />
              </div>
            </div>
          </>
        )
      )}
    </div>
  );
}
