import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersQuery } from "@/shared/api/queries";
import type { Lead } from "@/shared/api/types";
import { useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";
import { Choice } from "@/shared/lead/value";

/** Somebody else takes care of it, for a reason. */
export function OwnerForm({ lead, close }: { lead: Lead; close: () => void }) {
  const { data: members } = useQuery(membersQuery);
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const assign = useAction(lead, "owner", { said: (next) => `${next.owner.name} has it now.`, then: close });
  const choices = (members?.items ?? []).filter(({ id, active }) => active && id !== lead.owner.id).map(({ id, name, open }) => [id, `${name} (${open} open)`] as const);
  return (
    <SmallForm title="Reassign" send="Reassign" pending={assign.isPending} error={assign.error} fields={["to", "reason"]} onSend={() => assign.mutate({ to, reason: reason.trim() })} close={close}>
      <Line title="To" name="to" error={assign.error}>
        {(how) => <Choice {...how} value={to} choices={choices} onChange={setTo} empty="Choose" />}
      </Line>
      <Line title="Why" name="reason" error={assign.error}>
        {(how) => <input {...how} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />}
      </Line>
    </SmallForm>
  );
}
