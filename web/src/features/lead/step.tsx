import { useState } from "react";
import type { Lead } from "@/shared/api/types";
import { instantAt, zoneName } from "@/shared/time";
import { andThen, useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";

/** A step of one's own, instead of the one that the process proposes. */
export function StepForm({ lead, close }: { lead: Lead; close: () => void }) {
  const [title, setTitle] = useState(lead.next_step?.title ?? "");
  const [due, setDue] = useState("");
  const plan = useAction(lead, "next-step", { said: (next) => `Planned.${andThen(next)}`, then: close });
  const send = () => {
    const at = instantAt(due);
    if (at !== null) plan.mutate({ title: title.trim(), due_at: at });
  };
  return (
    <SmallForm title="Plan another step" send="Plan" pending={plan.isPending} error={plan.error} fields={["title", "due_at"]} onSend={send} close={close}>
      <Line title="What" name="title" error={plan.error}>
        {(how) => <input {...how} required value={title} onChange={(event) => setTitle(event.currentTarget.value)} />}
      </Line>
      <Line title="Until when" name="due_at" error={plan.error} hint={`Time in ${zoneName()}; not after the earliest promise that runs.`}>
        {(how) => <input {...how} type="datetime-local" required value={due} onChange={(event) => setDue(event.currentTarget.value)} />}
      </Line>
    </SmallForm>
  );
}
