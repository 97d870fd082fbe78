import type { Overview } from "@/shared/api/types";
import { whole } from "@/shared/figures";
import { Bone, Go, Panel } from "@/shared/ui/bits";
import css from "./overview.module.css";

/** Red is for a promise that is broken, amber for one about to break. */
const TONES: Record<string, string> = { overdue: "red", breaking: "amber" };

export function Attention({ attention }: { attention: Overview["attention"] | undefined }) {
  return (
    <Panel title="Needs attention" id="attention">
      <ul className={css.attention}>
        {attention === undefined &&
          [0, 1, 2].map((place) => (
            <li key={place}>
              <Bone height="1.6rem" />
            </li>
          ))}
        {attention?.map(({ id, title, leads, href }) => (
          <li key={id}>
            <Go href={href} className={css.need}>
              <b className={css.needs} data-tone={leads > 0 ? TONES[id] : undefined}>
                {whole(leads)}
              </b>
              <span>{title}</span>
            </Go>
          </li>
        ))}
        {attention?.length === 0 && <li className="soft">Nothing: every promise holds.</li>}
      </ul>
    </Panel>
  );
}
