// Writes samples/stage-history.csv: `node samples/stage-history.mjs`.
//
// 220 invented leads of an invented adviser's office, one row each time a lead
// enters a stage. Nobody in it exists. There is no chance in it either: which way
// lead n takes at its k-th step, and how long it rests there, is read off the
// fractions of multiples of square roots, which spread evenly and never repeat.
import { writeFileSync } from "node:fs";

const LEADS = 220;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST = Date.UTC(2026, 0, 5, 8);
const UNTIL = Date.UTC(2026, 5, 30, 18);

const ROOTS = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71].map(Math.sqrt);
const even = (lead, step) => ((lead + 1) * ROOTS[step % ROOTS.length]) % 1;
/** Most are short, a few are very long, as waiting is. */
const waits = (share, usual) => usual * -Math.log(1 - 0.98 * share);

const CALLERS = ["Ana Reis", "Ben Okafor", "Chloe Lind"];
const ADVISERS = ["Dario Conti", "Emma Novak", "Farid Aziz", "Grete Holm"];
const caller = (lead) => CALLERS[lead % 3];
const adviser = (lead) => ADVISERS[(lead * 3 + (lead >> 2)) % 4];
const nobody = () => "Web form";

/** From each stage: where to, up to which share, after how long usually, and who does it. */
const WAYS = {
  Captured: [["First call", 0.94, 9 * HOUR, caller], ["Lost", 0.98, 9 * DAY, caller]],
  "First call": [["First call", 0.22, 30 * HOUR, caller], ["Qualified", 0.68, 2 * HOUR, caller], ["Nurture", 0.8, DAY, caller], ["Lost", 0.98, 2 * DAY, caller]],
  Qualified: [["Handed over", 0.95, DAY, caller]],
  "Handed over": [["Consultation", 0.73, 4 * DAY, adviser], ["Returned", 0.93, 3 * DAY, adviser]],
  Returned: [["First call", 0.55, 2 * DAY, caller], ["Nurture", 0.82, 3 * DAY, caller], ["Lost", 0.97, 5 * DAY, caller]],
  Consultation: [["Won", 0.42, 11 * DAY, adviser], ["Lost", 0.66, 9 * DAY, adviser], ["Nurture", 0.8, 6 * DAY, adviser], ["Consultation", 0.9, 7 * DAY, adviser]],
  Nurture: [["First call", 0.3, 32 * DAY, caller]],
};

const rows = [];
for (let lead = 0; lead < LEADS; lead++) {
  const name = `L-${String(lead + 1).padStart(4, "0")}`;
  let time = FIRST + Math.floor(lead * 0.79) * DAY + Math.floor(even(lead, 0) * 12 * 60) * 60_000;
  let stage = "Captured";
  let who = nobody(lead);
  for (let step = 1; time < UNTIL; step++) {
    rows.push([name, stage, new Date(time), who]);
    const way = (WAYS[stage] ?? []).find(([, upTo]) => even(lead + step * 31, step) < upTo);
    if (!way || step > 12) break;
    const [next, , usual, by] = way;
    time += Math.round(waits(even(lead + step * 17, step + 7), usual) / 60_000) * 60_000 + 4 * 60_000;
    stage = next;
    who = by(lead);
  }
}
rows.sort((a, b) => a[2] - b[2] || (a[0] < b[0] ? -1 : 1));
const text = rows.map(([lead, stage, at, who]) => `${lead},${stage},${at.toISOString().slice(0, 16).replace("T", " ")},${who}`);
writeFileSync(new URL("stage-history.csv", import.meta.url), `lead_id,stage,entered_at,changed_by\n${text.join("\n")}\n`);
