// What to do in a house where nothing is yet: which command, which document.
import type { ReactNode } from "react";
import type { Process } from "../api/types";
import css from "./begin.module.css";
import { Empty } from "./bits";

/** Lines to type, as they are. */
function Typed({ children }: { children: string }) {
  return (
    <pre className={css.typed} tabIndex={0}>
      <code>{children}</code>
    </pre>
  );
}

/** No process runs: nothing can come in, and no screen has anything to show. */
export function NoProcess() {
  return (
    <Empty title="No process runs yet">
      <p>A process says which stages leads go through, who owns them, and by when. Everything here stands on it; leads come in once the first is published.</p>
      <ol className={css.steps}>
        <li>
          Write it down as a file. <code>docs/guide/process-document.md</code> says how, and <code>lifecycle/samples/seller-acquisition.yaml</code> is a whole one to begin with; both come with the program&rsquo;s source.
        </li>
        <li>
          Look at what is wrong with it, and mend that:
          <Typed>throughline process check FILE</Typed>
        </li>
        <li>
          Make it run, beside the server:
          <Typed>throughline process publish FILE</Typed>
        </li>
      </ol>
      <p>This page goes on by itself when it runs.</p>
    </Empty>
  );
}

/** A process runs, and nobody has come in. `children` says what this screen will show. */
export function FirstLead({ process, children }: { process: Process | undefined; children: ReactNode }) {
  const channel = process?.channels[0]?.id ?? "website";
  return (
    <Empty title="No lead has come in yet">
      <p>{children}</p>
      <ol className={css.steps}>
        <li>
          Make a token that may bring leads in, and nothing else:
          <Typed>throughline admin token create --scope capture --name website</Typed>
        </li>
        <li>
          Send the first lead with it:
          <Typed>{`curl ${window.location.origin}/api/v1/leads \\
  -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" \\
  -d '{"name":"Ana Souza","email":"ana@casaverde.example","source":{"channel":"${channel}"}}'`}</Typed>
        </li>
      </ol>
      <p>
        It appears here at once. All that a lead may carry is at <a href="/api/docs">/api/docs</a>.
      </p>
    </Empty>
  );
}
