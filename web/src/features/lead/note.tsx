import { useState } from "react";
import type { Lead } from "@/shared/api/types";
import { useAction } from "@/shared/lead/actions";
import { Line, SmallForm } from "@/shared/lead/form";

export function NotePanel({ lead, close }: { lead: Lead; close: () => void }) {
  const [text, setText] = useState("");
  const note = useAction(lead, "notes", { said: () => "Noted.", then: close });
  return (
    <SmallForm title="Write a note" send="Keep" pending={note.isPending} error={note.error} fields={["text"]} onSend={() => note.mutate({ text: text.trim() })} close={close}>
      <Line title="Note" name="text" error={note.error} hint="Ctrl Enter keeps it.">
        {(how) => <textarea {...how} rows={3} required value={text} onChange={(event) => setText(event.currentTarget.value)} />}
      </Line>
    </SmallForm>
  );
}
