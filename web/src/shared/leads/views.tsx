// Saved views: a filter with its order and columns under a name, for oneself or for others.
import { Menu, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api, got } from "../api/client";
import { processQuery, viewsQuery } from "../api/queries";
import type { View } from "../api/types";
import { parseSearch, type Filter } from "../filter";
import { Line, SmallForm } from "../lead/form";
import { Icon } from "../ui/icons";
import { say } from "../ui/toast";
import css from "./filter-bar.module.css";
import { Choice } from "../lead/value";
import { queryText, searchOf } from "./view-query";

interface ViewsProps {
  filter: Filter;
  /** The columns that are shown; without, there are none to choose. */
  columns?: readonly string[] | undefined;
  /** A view with columns of its own was chosen. */
  showColumns?: ((columns: readonly string[]) => void) | undefined;
}

/** All views, and the way to keep this one. */
export function Views({ filter, columns, showColumns }: ViewsProps) {
  const { data } = useQuery(viewsQuery);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [keeping, setKeeping] = useState<"new" | View | null>(null);
  const views = data?.items ?? [];
  const shown = views.find(({ id }) => id === filter["view"]);
  const changed = shown !== undefined && (queryText(parseSearch(shown.query)) !== queryText(filter) || (columns !== undefined && shown.columns.length > 0 && shown.columns.join() !== columns.join()));
  const renew = () => void queries.invalidateQueries({ queryKey: ["views"] });

  const open = (view: View, replace = false) => {
    if (view.columns.length > 0) showColumns?.(view.columns);
    void navigate({ to: ".", search: searchOf(view), replace } as never);
  };
  // Who begins with a view and comes without a filter, gets it.
  const first = views.find((view) => view.first);
  const bare = Object.keys(filter).length === 0;
  const begun = useRef(false);
  useEffect(() => {
    if (!bare) begun.current = false;
    if (!bare || begun.current || first === undefined) return;
    // Once: showing its columns draws this anew before the address has changed.
    begun.current = true;
    open(first, true);
  });

  const first_ = useMutation({
    mutationFn: (view: View) =>
      view.first
        ? got(api.DELETE("/api/v1/views/{id}/first", { params: { path: { id: view.id } } }))
        : got(api.PUT("/api/v1/views/{id}/first", { params: { path: { id: view.id } } })),
    onSuccess: (_, view) => {
      say(view.first ? "You begin with all leads." : `You begin with ${view.name}.`);
      renew();
    },
  });
  const remove = useMutation({
    mutationFn: (view: View) => got(api.DELETE("/api/v1/views/{id}", { params: { path: { id: view.id } } })),
    onSuccess: (_, view) => {
      say(`${view.name} is gone.`);
      renew();
      void navigate({ to: ".", search: { ...filter, view: "all" } } as never);
    },
  });
  const update = useMutation({
    mutationFn: (view: View) => got(api.PUT("/api/v1/views/{id}", { params: { path: { id: view.id } }, body: { name: view.name, shared: view.shared, query: queryText(filter), columns: columns === undefined ? view.columns : [...columns] } })),
    onSuccess: (view) => {
      say(`${view.name} is kept as it is now.`);
      renew();
    },
    onError: (error) => say(error.message, "failed"),
  });

  return (
    <>
      <Menu position="bottom-start" shadow="md" width={280}>
        <Menu.Target>
          <button type="button" className={css.plain} aria-label={`Views${shown === undefined ? "" : `: ${shown.name}`}`} data-testid="views">
            {shown?.name ?? "Views"}
            {changed && <span className="soft">, changed</span>} <Icon name="down" size={12} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: ".", search: { view: "all" } } as never)}>All leads</Menu.Item>
          {views.length > 0 && <Menu.Divider />}
          {views.map((view) => (
            <Menu.Item key={view.id} onClick={() => open(view)} leftSection={view.id === shown?.id ? <Icon name="check" size={14} /> : <span style={{ width: 14, display: "inline-block" }} />} rightSection={<small className="soft">{view.mine ? (view.first ? "first" : "") : view.by}</small>}>
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {shown?.mine === true && changed && <Menu.Item onClick={() => update.mutate(shown)}>Keep the changes to {shown.name}</Menu.Item>}
          <Menu.Item onClick={() => setKeeping("new")}>Keep this as a view…</Menu.Item>
          {shown !== undefined && <Menu.Item onClick={() => first_.mutate(shown)}>{shown.first ? "Begin with all leads again" : `Begin with ${shown.name}`}</Menu.Item>}
          {shown?.mine === true && <Menu.Item onClick={() => setKeeping(shown)}>Rename or share {shown.name}…</Menu.Item>}
          {shown?.mine === true && <Menu.Item onClick={() => remove.mutate(shown)}>Take {shown.name} away</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={keeping !== null} onClose={() => setKeeping(null)} title={keeping === "new" ? "Keep this view" : "Rename or share"} size="sm" closeButtonProps={{ "aria-label": "Close" }}>
        {keeping !== null && (
          <KeepForm
            view={keeping === "new" ? null : keeping}
            query={queryText(filter)}
            columns={columns ?? []}
            close={() => setKeeping(null)}
            kept={(view) => {
              renew();
              setKeeping(null);
              void navigate({ to: ".", search: searchOf(view), replace: true } as never);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function KeepForm({ view, query, columns, close, kept }: { view: View | null; query: string; columns: readonly string[]; close: () => void; kept: (view: View) => void }) {
  const { data: process } = useQuery(processQuery);
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? "mine");
  const body = { name: name.trim(), shared, query: view?.query ?? query, columns: [...(view?.columns ?? columns)] };
  const keep = useMutation({
    mutationFn: () => (view === null ? got(api.POST("/api/v1/views", { body })) : got(api.PUT("/api/v1/views/{id}", { params: { path: { id: view.id } }, body }))),
    onSuccess: (next) => {
      say(`${next.name} is kept.`);
      kept(next);
    },
  });
  const choices = [["mine", "only me"], ["all", "everybody"], ...(process?.roles.map(({ id, title }) => [id, title] as const) ?? [])] as const;
  return (
    <SmallForm title="View" send="Keep" pending={keep.isPending} error={keep.error} fields={["name", "shared"]} onSend={() => keep.mutate()} close={close}>
      <Line title="Name" name="name" error={keep.error}>
        {(how) => <input {...how} required maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} data-first />}
      </Line>
      <Line title="Who sees it" name="shared" error={keep.error}>
        {(how) => <Choice {...how} value={shared} choices={choices} onChange={setShared} empty="only me" />}
      </Line>
    </SmallForm>
  );
}
