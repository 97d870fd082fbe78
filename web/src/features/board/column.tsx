import { Menu } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo, useState } from "react";
import { leadQuery, moreCardsQuery } from "@/shared/api/queries";
import type { BoardColumn, LeadRow, LeadsQuery } from "@/shared/api/types";
import { money, whole } from "@/shared/figures";
import { asked, hindrance } from "@/shared/lead/needs";
import { nameOf } from "@/shared/leads/filters";
import { Due, Grade, Tag } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import css from "./board.module.css";
import type { Verdict } from "./drop";

interface ColumnProps {
  column: BoardColumn;
  query: LeadsQuery;
  chosen: number | null;
  choose: (card: number) => void;
  /** What putting a card down here would be; `null` while none is carried. */
  verdict: Verdict | null;
  take: (lead: LeadRow) => void;
  leave: () => void;
  drop: () => void;
  send: (lead: LeadRow, to: string) => void;
  stages: readonly { stage: string; title: string }[];
}

const SAID: Record<Verdict, string | null> = { here: null, unknown: null, yes: "Put it here", form: "Put it here; it asks for something", no: "No move is drawn to here, or not now" };

export function BoardColumnView({ column, query, chosen, choose, verdict, take, leave, drop, send, stages }: ColumnProps) {
  const { stage, title, leads, more, overdue, worth, items, next_cursor: from, kind } = column;
  const rest = useInfiniteQuery(moreCardsQuery(query, stage, from ?? null));
  const cards = [...new Map([...items, ...(rest.data?.pages.flatMap((page) => page.items) ?? [])].map((lead) => [lead.id, lead])).values()];
  const left = from != null && (rest.data === undefined || rest.hasNextPage);
  const fetchMore = () => {
    if (left && !rest.isFetching) void (rest.data === undefined ? rest.refetch() : rest.fetchNextPage());
  };
  const search = { ...Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])), stage, status: "open" };
  return (
    <section
      role="listitem"
      className={css.column}
      aria-label={title}
      data-stage={stage}
      data-drop={verdict ?? undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        drop();
      }}
    >
      <header className={css.columnHead}>
        <h2>
          <Link to="/leads" search={search}>
            {title}
          </Link>
          {kind === "hold" && <Icon name="snooze" size={13} />}
        </h2>
        <p>
          <span>{more ? "more than " : ""}{whole(leads)}</span>
          {overdue > 0 && (
            <Link to="/leads" search={{ ...search, overdue: "true" }} className={css.overdue}>
              {whole(overdue)} overdue
            </Link>
          )}
          {worth.map((sum) => (
            <span key={sum.currency} className="soft">
              {money(sum)}
            </span>
          ))}
        </p>
        {verdict !== null && SAID[verdict] !== null && <p className={css.verdict}>{SAID[verdict]}</p>}
      </header>
      <ul
        className={css.cards}
        tabIndex={0}
        aria-label={`Leads at ${title}`}
        onScroll={(event) => {
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          if (scrollTop + clientHeight > scrollHeight - 400) fetchMore();
        }}
      >
        {cards.map((lead, place) => (
          <Card key={lead.id} lead={lead} chosen={place === chosen} choose={() => choose(place)} take={take} leave={leave} send={send} stages={stages} />
        ))}
        {left && (
          <li>
            <button type="button" className={css.moreCards} onClick={fetchMore} disabled={rest.isFetching}>
              {rest.isFetching ? "…" : `${whole(Math.max(leads - cards.length, 0))} more`}
            </button>
          </li>
        )}
        {cards.length === 0 && <li className={css.none}>nobody</li>}
      </ul>
    </section>
  );
}

interface CardProps {
  lead: LeadRow;
  chosen: boolean;
  choose: () => void;
  take: (lead: LeadRow) => void;
  leave: () => void;
  send: (lead: LeadRow, to: string) => void;
  stages: readonly { stage: string; title: string }[];
}

const Card = memo(function Card({ lead, chosen, choose, take, leave, send, stages }: CardProps) {
  const name = nameOf(lead);
  return (
    <li
      className={css.card}
      data-lead={lead.id}
      data-chosen={chosen}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", lead.id);
        take(lead);
        requestAnimationFrame(choose);
      }}
      onDragEnd={leave}
    >
      <div className={css.cardTop}>
        <Grade grade={lead.score.grade} />
        <Link to="/leads/$id" params={{ id: lead.id }} search={{}} className={`cut ${css.name ?? ""}`} draggable={false}>
          {name}
        </Link>
        <MoveMenu lead={lead} name={name} send={send} stages={stages} />
      </div>
      {lead.company != null && lead.company !== name && <p className="soft cut">{lead.company}</p>}
      <p className={css.cardLine}>
        {lead.next_step != null && <Due at={lead.next_step.due_at} />}
        {lead.snoozed_until != null && <Tag tone="amber">put off</Tag>}
        {lead.amount != null && <span>{money(lead.amount)}</span>}
      </p>
      <p className={`soft ${css.cardLine ?? ""}`}>
        <span className="cut">{lead.owner.name}</span>
      </p>
    </li>
  );
});

/** The keyboard's way of carrying a card. */
function MoveMenu({ lead, name, send, stages }: Pick<CardProps, "lead" | "send" | "stages"> & { name: string }) {
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({ ...leadQuery(lead.id), enabled: opened });
  const others = stages.filter(({ stage }) => stage !== lead.stage && data?.moves.every(({ to }) => to !== stage) === true);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" shadow="md">
      <Menu.Target>
        <button type="button" className={css.menu} aria-label={`Move ${name}`} data-move>
          <Icon name="more" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {data === undefined && <Menu.Label>…</Menu.Label>}
        {data?.moves.map((move) => {
          const why = asked(move).length > 0 ? null : hindrance(move);
          return (
            <Menu.Item key={`${move.kind} ${move.to}`} onClick={() => send(lead, move.to)} disabled={why !== null} rightSection={why === null ? undefined : <small className="soft">not now</small>}>
              {move.title}
              {asked(move).length > 0 && "…"}
            </Menu.Item>
          );
        })}
        {others.length > 0 && <Menu.Label>Not drawn: by an exception</Menu.Label>}
        {others.map(({ stage, title }) => (
          <Menu.Item key={stage} onClick={() => send(lead, stage)}>
            {title}…
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
