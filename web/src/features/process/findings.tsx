import type { Process } from "@/shared/api/types";
import { Panel, Tag } from "@/shared/ui/bits";
import { Said } from "@/shared/ui/said";
import css from "./process.module.css";

/** What the static check has to say about the version that runs. */
export function Findings({ findings }: { findings: Process["findings"] }) {
  return (
    <Panel title="Findings of the check" id="findings">
      {findings.length === 0 && <p className="soft">None: every stage has an owner, a promise and a way out.</p>}
      <ul className={css.findings}>
        {findings.map(({ code, severity, message, line, mend }) => (
          <li key={`${code} ${line} ${message}`}>
            <p>
              <Tag>{severity}</Tag> <Said>{message}</Said>
            </p>
            {mend !== "" && <p className="soft"><Said>{mend}</Said></p>}
            <small className="soft">
              {code}
              , line {line}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
