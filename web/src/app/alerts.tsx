// What one was told and has not acknowledged yet.
import { Popover } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, got } from "@/shared/api/client";
import { alertsQuery } from "@/shared/api/queries";
import type { Alerts } from "@/shared/api/types";
import { Ago, Bone, Failure, Quiet } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import css from "./frame.module.css";

export function AlertsMenu({ unacknowledged }: { unacknowledged: number }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width="min(24rem, 94vw)" shadow="md" trapFocus>
      <Popover.Target>
        <button type="button" className={css.iconButton} onClick={() => setOpened((was) => !was)} aria-label={`Alerts, ${unacknowledged} unacknowledged`}>
          <Icon name="bell" />
          {unacknowledged > 0 && <span className={css.badge}>{unacknowledged > 99 ? "99+" : unacknowledged}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Alerts">
        {opened && <Unacknowledged close={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Unacknowledged({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(alertsQuery);
  const acknowledge = useMutation({
    mutationFn: (id: string) => got(api.POST("/api/v1/alerts/{id}/acknowledge", { params: { path: { id } } })),
    onMutate: (id) => {
      queries.setQueryData<Alerts>(alertsQuery.queryKey, (before) =>
        before && { ...before, items: before.items.filter((alert) => alert.id !== id) },
      );
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["alerts"] });
      void queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
  if (error !== null) return <Failure problem={error} retry={() => void refetch()} />;
  if (data === undefined) return <div className={css.alert}><Bone height="2.4rem" /></div>;
  const open = data.items.filter(({ acknowledged_at }) => acknowledged_at == null);
  if (open.length === 0) return <p className={css.alert}><span className="soft">Nothing waits for you. Alerts come when a promise breaks or a hot lead arrives.</span></p>;
  return (
    <div style={{ maxHeight: "min(30rem, 70vh)", overflow: "auto" }}>
      {open.map(({ id, lead, lead_name: name, text, at }) => (
        <div key={id} className={css.alert}>
          <div>
            <Link to="/leads/$id" params={{ id: lead }} search={{}} onClick={close}>
              {name}
            </Link>
            <p>{text}</p>
            <small className="soft"><Ago at={at} /></small>
          </div>
          <Quiet onClick={() => acknowledge.mutate(id)} label={`Acknowledge: ${text}`}>
            <Icon name="check" /> Seen
          </Quiet>
        </div>
      ))}
    </div>
  );
}
