// Leads: any of them, found by filter, sorted by the server, as many as there are.
import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { firstPageOnly, isNoProcess, leadsQuery, membersQuery, processQuery } from "@/shared/api/queries";
import type { LeadRow } from "@/shared/api/types";
import { useFilter } from "@/shared/filter";
import { count, whole } from "@/shared/figures";
import { useKeys } from "@/shared/keys";
import { holdLists, useHeld } from "@/shared/live";
import { FirstLead, NoProcess } from "@/shared/ui/begin";
import { Bone, Empty, Failure, Quiet, useTitle, Zone } from "@/shared/ui/bits";
import { chosenColumns, COLUMNS, keepColumns } from "./columns";
import { FilterBar } from "@/shared/leads/filter-bar";
import { chips, nextSort, queryOf } from "@/shared/leads/filters";
import { queryText } from "@/shared/leads/view-query";
import { Views } from "@/shared/leads/views";
import { BulkBar, BulkDialog, type Kind } from "./bulk";
import { ColumnChooser } from "./column-chooser";
import { isEmpty, isSelected, NOTHING, ranged, toggled, type Selection } from "./selection";
import css from "./leads.module.css";
import { Card, Row } from "./row";

const ROW = 36;
const CARD = 92;

export function LeadsScreen() {
  useTitle("Leads");
  const [filter, change] = useFilter();
  const navigate = useNavigate();
  const { data: process, error: noProcess } = useQuery(processQuery);
  const { data: members } = useQuery(membersQuery);
  const house = { process, members: members?.items };
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage, isPlaceholderData } = useInfiniteQuery(leadsQuery(queryOf(filter)));
  const [columns, setColumns] = useState(chosenColumns);
  const [chosen, setChosen] = useState<string | null>(null);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [bulk, setBulk] = useState<Kind | null>(null);
  const changed = useHeld();
  const queries = useQueryClient();
  const phone = useMediaQuery("(max-width: 47.99em)", window.matchMedia("(max-width: 47.99em)").matches, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);

  // A lead that changed its place while one scrolls may come on two pages.
  const rows: LeadRow[] = [...new Map(data?.pages.flatMap(({ items }) => items.map((lead) => [lead.id, lead] as const))).values()];
  const at = rows.findIndex(({ id }) => id === chosen);
  const first = data?.pages[0];
  const total = first?.total ?? null;
  const atLeast = first?.total_at_least ?? null;
  const said = data === undefined ? null : total !== null ? `${whole(total)} ${total === 1 ? "lead" : "leads"}` : `more than ${whole(atLeast ?? rows.length)} leads`;
  // The bar tells the true length as far as it is known, so that it doesn't jump while one scrolls.
  const length = hasNextPage ? Math.max(total ?? rows.length + 1, rows.length + 1) : rows.length;

  const size = phone ? CARD : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not in use, and its list is never memoized here
  const list = useVirtualizer({ count: length, getScrollElement: () => scroller.current, estimateSize: () => size, overscan: 12 });
  useEffect(() => list.measure(), [list, size]);
  const seen = list.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    // Asked for while the list is renewed, the next page would break that off.
    if (hasNextPage && !isFetching && last > rows.length - 40) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetching, fetchNextPage]);

  // Another filter is another list: it starts at its top.
  const shape = JSON.stringify(filter);
  useEffect(() => {
    setChosen(null);
    setSelection(NOTHING);
    scroller.current?.scrollTo({ top: 0 });
  }, [shape]);

  // Rows don't move under the eyes of who reads on: only at the top the list renews itself.
  useEffect(() => () => holdLists(false), []);
  const renew = () => {
    holdLists(false);
    firstPageOnly(queries, queryOf(filter));
    scroller.current?.scrollTo({ top: 0 });
    void refetch();
  };
  const onScroll = () => {
    const top = (scroller.current?.scrollTop ?? 0) < size;
    if (top && changed > 0) renew();
    else holdLists(!top);
  };

  const ids = rows.map(({ id }) => id);
  const select = (id: string, range: boolean) => setSelection(range ? ranged(selection, id, ids) : toggled(selection, id, ids));
  const open = (lead: LeadRow | undefined) => {
    if (lead !== undefined) void navigate({ to: "/leads/$id", params: { id: lead.id }, search: {} });
  };
  const step = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), rows.length - 1);
    setChosen(rows[next]?.id ?? null);
    list.scrollToIndex(next);
  };
  useKeys([
    { keys: "j", does: "Next lead", group: "Leads", run: () => step(1) },
    { keys: "k", does: "Previous lead", group: "Leads", run: () => step(-1) },
    { keys: "Enter", does: "Open the lead", group: "Leads", run: () => open(rows[at]) },
    { keys: "x", does: "Select the lead", group: "Leads", run: () => chosen !== null && setSelection(toggled(selection, chosen, ids)) },
    { keys: "X", does: "Select up to the lead", group: "Leads", run: () => chosen !== null && setSelection(ranged(selection, chosen, ids)) },
    ...(isEmpty(selection) ? [] : [{ keys: "Escape", does: "Select none", group: "Leads", run: () => setSelection(NOTHING) }]),
  ]);

  const shown = COLUMNS.filter(({ key }) => columns.has(key) || key === "name");
  const grid = ["1.3rem", ...shown.map(({ width }) => width)].join(" ");
  const showColumns = (keys: readonly string[]) => {
    const next = new Set(keys);
    setColumns(next);
    keepColumns(next);
  };
  const toggle = (key: string) => {
    const next = new Set(columns);
    if (!next.delete(key)) next.add(key);
    setColumns(next);
    keepColumns(next);
  };
  const holds = chips(filter, house);
  const filtered = holds.length > 0 || filter["q"] !== undefined;

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Leads</h1>
        <span className={css.total} role="status" data-testid="total" data-total={total ?? atLeast ?? ""}>
          {said ?? <Bone width="6rem" />}
        </span>
        <Zone />
        <FilterBar filter={filter} change={change} house={house}>
          <Views filter={filter} columns={COLUMNS.map(({ key }) => key).filter((key) => columns.has(key))} showColumns={showColumns} />
          <ColumnChooser columns={columns} toggle={toggle}>
            <Link to="/board" search={filter}>
              As a board
            </Link>
          </ColumnChooser>
        </FilterBar>
      </header>
      {!isEmpty(selection) && (
        <BulkBar
          said={selection.all ? `${said ?? "All"} selected` : `${whole(selection.ids.size)} selected`}
          more={selection.all || said === null ? null : `Select all ${said} of this list`}
          selectAll={() => setSelection({ ...NOTHING, all: true })}
          clear={() => setSelection(NOTHING)}
          begin={setBulk}
        />
      )}
      {bulk !== null && (
        <BulkDialog
          kind={bulk}
          which={selection.all ? { filter: queryText(filter) } : { ids: [...selection.ids] }}
          close={() => {
            setBulk(null);
            setSelection(NOTHING);
          }}
          done={() => holdLists(false)}
        />
      )}
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data !== undefined && rows.length === 0 ? (
        filtered ? (
          <Empty title="No lead fits this filter">
            <p>Take a part of the filter away, or all of it.</p>
            <p style={{ marginTop: "0.8rem" }}>
              <Quiet onClick={() => void navigate({ to: "/leads", search: { view: "all" } })}>Show all leads</Quiet>
            </p>
          </Empty>
        ) : isNoProcess(noProcess) ? (
          <NoProcess />
        ) : (
          <FirstLead process={process}>Every inquiry becomes a line here, with one owner, one next step and one deadline.</FirstLead>
        )
      ) : (
        <div className={css.listBox}>
          {changed > 0 && (
            <div className={css.changes} role="status">
              <Quiet onClick={renew} label={`${count(changed, "change")}: renew the list`}>
                {count(changed, "change")}, renew
              </Quiet>
            </div>
          )}
          <div ref={scroller} onScroll={onScroll} className={css.scroller} data-stale={isPlaceholderData} tabIndex={-1}>
            <div role={phone ? "list" : "table"} aria-label="Leads" aria-rowcount={phone ? undefined : (total ?? -1)} className={css.table}>
              {!phone && (
                <div role="row" className={css.headRow} style={{ gridTemplateColumns: grid }} aria-rowindex={1}>
                  <div role="columnheader">
                    <input type="checkbox" aria-label="Select all of this list" checked={selection.all} ref={(box) => { if (box !== null) box.indeterminate = !selection.all && selection.ids.size > 0; }} onChange={() => setSelection(selection.all ? NOTHING : { ...NOTHING, all: true })} />
                  </div>
                  {shown.map((column) => {
                    const sorted = (filter["sort"] ?? "due_at").replace(/^-/, "") === column.sort;
                    const down = filter["sort"]?.startsWith("-") === true;
                    return (
                      <div key={column.key} role="columnheader" className={column.number === true ? "n" : undefined} aria-sort={sorted ? (down ? "descending" : "ascending") : undefined}>
                        {column.sort === undefined ? (
                          column.title
                        ) : (
                          <button type="button" onClick={() => change({ sort: nextSort(filter["sort"], column.sort ?? "", column.downFirst === true) })}>
                            {column.title}
                            <span aria-hidden="true">{sorted ? (down ? " ↓" : " ↑") : ""}</span>
                          </button>
                        )}
                      </div>
                    );
                  })}
                </div>
              )}
              <div role={phone ? "presentation" : "rowgroup"} style={{ height: data === undefined ? 20 * size : list.getTotalSize(), position: "relative" }}>
                {data === undefined
                  ? Array.from({ length: 20 }, (_, place) => (
                      <div key={place} className={css.waiting} style={{ top: place * size, height: size }}>
                        <Bone />
                      </div>
                    ))
                  : seen.map(({ index, start }) => {
                      const lead = rows[index];
                      if (lead === undefined) {
                        return (
                          <div key={index} className={css.waiting} style={{ top: start, height: size }}>
                            <Bone />
                          </div>
                        );
                      }
                      return phone ? (
                        <Card key={lead.id} lead={lead} top={start} height={size} />
                      ) : (
                        <Row key={lead.id} lead={lead} index={index} top={start} height={size} grid={grid} columns={shown} chosen={lead.id === chosen} selected={isSelected(selection, lead.id)} select={select} />
                      );
                    })}
              </div>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
