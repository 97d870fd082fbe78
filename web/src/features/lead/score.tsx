import type { Lead } from "@/shared/api/types";
import { signed, words } from "@/shared/figures";
import { Ago, Grade, Panel } from "@/shared/ui/bits";
import css from "./lead.module.css";

const AXES = [
  ["fit", "Fit", "who they are"],
  ["engagement", "Engagement", "what they did; fades"],
] as const;

/** The score is the sum of what stands here, nothing else. */
export function Score({ lead: { score } }: { lead: Lead }) {
  return (
    <Panel
      title="Score"
      id="score"
      aside={
        <span>
          <small className="soft">grade</small> <Grade grade={score.grade} />
        </span>
      }
    >
      {AXES.map(([axis, title, meaning]) => {
        const parts = score.contributions.filter((part) => part.axis === axis);
        return (
          <table key={axis} className={css.score}>
            <thead>
              <tr>
                <th scope="col">
                  {title} <small className="soft">{meaning}</small>
                </th>
                <th scope="col" className="n">
                  <span className="seen-by-readers">Points</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {parts.map(({ rule, points, counts_now: now, at, because }) => (
                <tr key={`${rule} ${at}`}>
                  <td>
                    {words(rule)}
                    <small className="soft">
                      {because != null && because !== "" && <> {because}</>} <Ago at={at} />
                      {now !== points && <>, {signed(points)} then</>}
                    </small>
                  </td>
                  <td className="n">{signed(now)}</td>
                </tr>
              ))}
              {parts.length === 0 && (
                <tr>
                  <td className="soft">nothing yet</td>
                  <td className="n soft">0</td>
                </tr>
              )}
            </tbody>
            <tfoot>
              <tr>
                <td>Sum</td>
                <td className="n">{score[axis]}</td>
              </tr>
            </tfoot>
          </table>
        );
      })}
    </Panel>
  );
}
