// Board: the open leads, a column a stage. A card is moved along what is drawn; what isn't
// drawn is said, and offered as an exception.
import { Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { boardQuery, isNoProcess, leadQuery, membersQuery, processQuery } from "@/shared/api/queries";
import type { Lead, LeadRow } from "@/shared/api/types";
import { useFilter } from "@/shared/filter";
import { whole } from "@/shared/figures";
import { useKeys } from "@/shared/keys";
import { FilterBar } from "@/shared/leads/filter-bar";
import { queryOf } from "@/shared/leads/filters";
import { Views } from "@/shared/leads/views";
import { useUndo } from "@/shared/lead/undo";
import { NoProcess } from "@/shared/ui/begin";
import { Bone, Failure, useTitle, Zone } from "@/shared/ui/bits";
import { say } from "@/shared/ui/toast";
import { BoardColumnView } from "./column";
import css from "./board.module.css";
import { Carry } from "./carry";
import { verdictOn } from "./drop";

/** A card on its way to another column. */
export interface Carried {
  lead: LeadRow;
  /** Once it is known, it says where the card can go. */
  whole: Lead | null;
}

export function BoardScreen() {
  useTitle("Board");
  const [filter, change] = useFilter();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const query = queryOf(filter);
  const { data, error, refetch, isPlaceholderData } = useQuery(boardQuery(query));
  const { data: process, error: noProcess } = useQuery(processQuery);
  const { data: members } = useQuery(membersQuery);
  const [carried, setCarried] = useState<Carried | null>(null);
  const [going, setGoing] = useState<{ lead: Lead; to: string } | null>(null);
  const [chosen, setChosen] = useState<{ column: number; card: number } | null>(null);
  const board = useRef<HTMLDivElement>(null);

  const look = async (id: string): Promise<Lead | null> => {
    try {
      return await queries.query({ ...leadQuery(id), staleTime: 0 });
    } catch (failure) {
      say(failure instanceof Error ? failure.message : "This lead can't be read now.", "failed");
      return null;
    }
  };
  // What is drawn may lie behind a quick hand: what is carried is known at once.
  const inHand = useRef<Carried | null>(null);
  const hold = (what: Carried | null) => {
    inHand.current = what;
    // A browser ends a drag whose card changes while it begins.
    requestAnimationFrame(() => setCarried(inHand.current));
  };
  const take = (lead: LeadRow) => {
    hold({ lead, whole: null });
    void look(lead.id).then((found) => {
      if (inHand.current?.lead.id === lead.id) hold({ lead, whole: found });
    });
  };
  const drop = async (to: string) => {
    const on = inHand.current;
    hold(null);
    if (on === null || on.lead.stage === to) return;
    const lead = on.whole ?? (await look(on.lead.id));
    if (lead !== null) setGoing({ lead, to });
  };
  const send = async (lead: LeadRow, to: string) => {
    const found = await look(lead.id);
    if (found !== null) setGoing({ lead: found, to });
  };

  const columns = data?.columns ?? [];
  const card = chosen === null ? undefined : columns[chosen.column]?.items[chosen.card];
  const step = (aside: number, down: number) => {
    if (columns.length === 0) return;
    const from = chosen ?? { column: 0, card: -1 };
    let column = Math.min(Math.max(from.column + aside, 0), columns.length - 1);
    // Columns without a card are passed by.
    while (aside !== 0 && columns[column]?.items.length === 0 && column + aside >= 0 && column + aside < columns.length) column += aside;
    const cards = columns[column]?.items.length ?? 0;
    const next = { column, card: Math.min(Math.max(from.card + down, 0), Math.max(cards - 1, 0)) };
    setChosen(next);
    const id = columns[next.column]?.items[next.card]?.id ?? "";
    board.current?.querySelector(`[data-lead="${id}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const undo = useUndo("Board");
  useKeys([
    { keys: "j", does: "Next card", group: "Board", run: () => step(0, 1) },
    { keys: "k", does: "Previous card", group: "Board", run: () => step(0, -1) },
    { keys: "h", does: "Column to the left", group: "Board", run: () => step(-1, 0) },
    { keys: "l", does: "Column to the right", group: "Board", run: () => step(1, 0) },
    { keys: "Enter", does: "Open the lead", group: "Board", run: () => card !== undefined && void navigate({ to: "/leads/$id", params: { id: card.id }, search: {} }) },
    undo,
    { keys: "v", does: "Move the card", group: "Board", run: () => card !== undefined && board.current?.querySelector<HTMLElement>(`[data-lead="${card.id}"] [data-move]`)?.click() },
  ]);

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Board</h1>
        <Zone />
        <FilterBar filter={filter} change={change} house={{ process, members: members?.items }}>
          <Views filter={filter} />
          <Link to="/leads" search={filter} className={css.other}>
            As a list
          </Link>
        </FilterBar>
      </header>
      {error !== null && <Failure problem={error} retry={() => void refetch()} />}
      {data !== undefined && data.columns.length === 0 && data.ends.length === 0 && isNoProcess(noProcess) && <NoProcess />}
      <div className={css.board} ref={board} data-stale={isPlaceholderData} data-testid="board" role="list" aria-label="Stages" tabIndex={-1}>
        {data === undefined &&
          error === null &&
          Array.from({ length: 5 }, (_, place) => (
            <div key={place} className={css.column}>
              <Bone height="70%" />
            </div>
          ))}
        {columns.map((column, place) => (
          <BoardColumnView
            key={column.stage}
            column={column}
            query={query}
            chosen={chosen?.column === place ? chosen.card : null}
            choose={(at) => setChosen({ column: place, card: at })}
            verdict={carried === null ? null : verdictOn(carried, column.stage)}
            take={take}
            leave={() => hold(null)}
            drop={() => void drop(column.stage)}
            send={(lead, to) => void send(lead, to)}
            stages={columns.map(({ stage, title }) => ({ stage, title }))}
          />
        ))}
        {data !== undefined && data.ends.length > 0 && (
          <section className={css.ends} aria-label="Ends" role="listitem">
            {data.ends.map(({ stage, title, leads, more }) => (
              <Link
                key={stage}
                to="/leads"
                search={{ ...filter, stage }}
                className={css.end}
                data-stage={stage}
                data-drop={carried === null ? undefined : verdictOn(carried, stage)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={(event) => {
                  event.preventDefault();
                  void drop(stage);
                }}
              >
                <b>{title}</b> <span className="soft">{more ? "more than " : ""}{whole(leads)}</span>
              </Link>
            ))}
          </section>
        )}
      </div>
      <Modal opened={going !== null} onClose={() => setGoing(null)} title={going === null ? "" : (going.lead.person.name ?? going.lead.person.email ?? going.lead.company?.name ?? "Lead")} size="md" closeButtonProps={{ "aria-label": "Close" }}>
        {going !== null && <Carry lead={going.lead} to={going.to} title={titleIn(going.to, data)} close={() => setGoing(null)} />}
      </Modal>
    </div>
  );
}

function titleIn(stage: string, board: { columns: readonly { stage: string; title: string }[]; ends: readonly { stage: string; title: string }[] } | undefined): string {
  return [...(board?.columns ?? []), ...(board?.ends ?? [])].find((own) => own.stage === stage)?.title ?? stage;
}
