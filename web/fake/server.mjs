// A stand-in for `throughline serve`, to try the screens without building the program:
// made-up leads in memory, no rules worth the name. `npm run fake`, then `npm run dev`,
// or, with a build in dist/, the address itself.
//
// PORT, LEADS, SLOW (milliseconds before each answer), FAIL (part of a path that
// answers 500) and FIRST=1 (no administrator yet) change what it is like.
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "../dist");
const PORT = Number(process.env.PORT ?? 8090);
const MANY = Number(process.env.LEADS ?? 3012);
const SLOW = Number(process.env.SLOW ?? 0);
const FAIL = process.env.FAIL;
const CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

// ── chance that repeats itself ──────────────────────────────────────────────

let seed = 7;
const random = () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const NOW = Date.now();
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

// ── the process ─────────────────────────────────────────────────────────────

const STAGES = [
  ["inbox", "Inbox", "gate", "lead"], ["contacting", "First contact", "work", "lead"], ["qualifying", "Qualification", "work", "prospect"], ["handover", "Hand-over to sales", "work", "prospect"],
  ["consulting", "Consultation", "work", "opportunity"], ["nurture", "Nurture", "hold", "lead"], ["won", "Won", "end", "customer"], ["lost", "Lost", "end", "opportunity"], ["disqualified", "Disqualified", "end", "lead"],
].map(([id, title, kind, phase]) => ({ id, title, kind, phase }));
const stageOf = (id) => STAGES.find((stage) => stage.id === id);
const FAMILIES = { campaign: ["paid_search", "organic_search", "direct_traffic", "social", "display", "email"], event: ["trade_show", "webinar", "lunch_and_learn"], referral: ["partner", "seller_referral", "employee_referral"], prospecting: ["cold_call", "cold_email", "visit"] };
const MEMBERS = [["nora", "Nora Castro", ["sdr"]], ["femi", "Femi Adeyemi", ["sdr"]], ["ines", "Inês Prado", ["sdr"]], ["tom", "Tom Berger", ["sales"]], ["lucia", "Lucía Ferrer", ["sales"]], ["kenji", "Kenji Mori", ["sales"]], ["maya", "Maya Lind", ["marketing"]], ["ruth", "Ruth Okafor", ["management"]], ["paul", "Paul Engel", ["operations"]]].map(([id, name, roles]) => ({ id, name, roles, active: true, open: 0 }));
const FIELDS = [
  { id: "segment", title: "Business segment", type: "choice", choices: ["home_decor", "health_beauty", "car_accessories", "pet", "other"], min: null, max: null },
  { id: "business_type", title: "Business type", type: "choice", choices: ["reseller", "manufacturer"], min: null, max: null },
  { id: "catalogue_size", title: "Products", type: "integer", choices: [], min: 0, max: null },
  { id: "decision_date", title: "Wants to start", type: "date", choices: [], min: null, max: null },
];
const MOVES = {
  contacting: [["qualifying", [], [], "the last touch was two-way"], ["nurture", ["reason"], ["not_now", "unreachable"]], ["disqualified", ["reason"], ["wrong_number", "no_goods", "competitor", "spam"]]],
  qualifying: [["handover", ["segment", "business_type", "catalogue_size"], []], ["nurture", ["reason", "wake_on"], ["not_now", "next_season"]], ["disqualified", ["reason"], ["no_goods", "too_small"]]],
  handover: [["consulting", [], [], null, "accepted"], ["qualifying", ["reason"], ["not_reachable", "not_decided", "wrong_segment", "incomplete"], null, "returned"]],
  consulting: [["won", ["amount"], []], ["lost", ["reason"], ["price", "competitor", "no_decision", "no_time"]], ["nurture", ["reason", "wake_on"], ["next_season"]]],
  nurture: [["contacting", [], [], "the grade is A or B"], ["disqualified", ["reason"], ["asked_to_stop", "gone"]]],
};
const NEEDS = { reason: "a reason", wake_on: "when to look again", amount: "the amount", segment: "Business segment", business_type: "Business type", catalogue_size: "Products" };
const STEPS = { contacting: "Reach the merchant", qualifying: "Answer the five questions with the merchant", handover: "Accept the prospect or give it back with a reason", consulting: "Hold the consultation and send the offer", nurture: "Check when interest may return" };
const ROLE = { contacting: "sdr", qualifying: "sdr", handover: "sales", consulting: "sales", nurture: "marketing" };
const CLOCK = { contacting: ["first_response", "First response"], qualifying: ["stage_age", "Stage age"], handover: ["verdict", "Verdict"], consulting: ["stage_age", "Stage age"], nurture: ["look_again", "Look again"] };
const TEXT = readFileSync(join(HERE, "process.yaml"), "utf8");
const DRAWINGS = JSON.parse(readFileSync(join(HERE, "drawings.json"), "utf8"));
for (const drawing of Object.values(DRAWINGS)) {
  drawing.entry = null;
  for (const lane of drawing.lanes) lane.lines = lane.title.split(" ");
  for (const arrow of drawing.arrows) if (arrow.label != null) Object.assign(arrow, { label_width: arrow.label.length * 5.4 + 8, label_height: 15 });
}

// ── the leads ───────────────────────────────────────────────────────────────

const FIRST = ["Ana", "Rui", "Lia", "Bruno", "Carla", "Diego", "Elena", "Fábio", "Gisela", "Hugo", "Irina", "João", "Karin", "Luís", "Marta", "Nuno", "Olga", "Pedro", "Rita", "Sofia", "Tiago", "Vera", "Wanda", "Yara", "Zé"];
const LAST = ["Souza", "Prado", "Nunes", "Almeida", "Barros", "Costa", "Duarte", "Esteves", "Ferreira", "Gomes", "Lima", "Martins", "Neves", "Oliveira", "Pereira", "Ramos", "Silva", "Teixeira", "Vieira"];
const SHOPS = ["Casa Verde", "PetMar", "Loja Azul", "Ateliê Lume", "Auto Norte", "Bela Pele", "Mundo Animal", "Tecidos Rio", "Jardim Sul", "Cerâmica Bom Fim", "Roda Livre", "Óleos da Serra"];
const leads = [];

function event(lead, at, type, text, by, because = [], data = {}) {
  lead.events.push({ seq: lead.events.length + 1, type, at: iso(at), by, because, process_version: 7, data, text });
  lead.version = lead.events.length;
  lead.updated_at = iso(at);
}
const PROCESS = { kind: "process" }, TIME = { kind: "time" };
const by = (member) => ({ kind: "member", id: member.id, name: member.name });

function settle(lead, stage, at, due = at + 2 * DAY) {
  const known = stageOf(stage);
  Object.assign(lead, { stage, stage_title: known.title, phase: known.phase, since: iso(at), status: known.kind === "end" ? stage : "open" });
  if (known.kind === "end") {
    lead.next_step = null;
    lead.clocks = lead.clocks.map((clock) => (clock.state === "running" ? { ...clock, state: "stopped" } : clock));
    return;
  }
  const role = ROLE[stage];
  const member = lead.owner && MEMBERS.find((one) => one.id === lead.owner.id)?.roles[0] === role ? MEMBERS.find((one) => one.id === lead.owner.id) : pick(MEMBERS.filter((one) => one.roles.includes(role)));
  lead.owner = { id: member.id, name: member.name, kind: "person" };
  lead.next_step = { title: STEPS[stage], due_at: iso(due), clock: CLOCK[stage][0] };
  const [clock, title] = CLOCK[stage];
  lead.clocks = [...lead.clocks.filter((one) => one.clock !== clock).map((one) => (one.state === "running" ? { ...one, state: "kept", met_at: iso(at) } : one)), { clock, title, state: due < NOW ? "broken" : "running", started_at: iso(at), warn_at: iso(due - Math.min(HOUR, (due - at) / 4)), due_at: iso(due), counts: stage === "nurture" ? "elapsed" : "working", met_at: null }];
  event(lead, at, "lead.assigned", `Assigned to ${member.name}`, PROCESS, [{ text: `${member.name.split(" ")[0]} has the fewest open leads of the role`, rule: "everyone", place: { line: 77, column: 3, length: 12 } }], {});
  event(lead, at, "clock.started", `Promise runs: ${title.toLowerCase()}`, PROCESS, [{ text: `grade ${lead.score.grade}: ${title.toLowerCase()}`, rule: clock, place: { line: 77, column: 3, length: 12 } }], { clock, due_at: iso(due) });
}

for (let i = 0; i < MANY; i++) {
  const captured = NOW - random() * 182 * DAY;
  const family = random() < 0.01 ? "unknown" : pick(["campaign", "campaign", "campaign", "event", "referral", "prospecting"]);
  const name = `${pick(FIRST)} ${pick(LAST)}`;
  const company = random() < 0.8 ? `${pick(SHOPS)}${random() < 0.5 ? ` ${pick(["ME", "Ltda", "& Filhos"])}` : ""}` : null;
  const type = random() < 0.4 ? "manufacturer" : "reseller";
  const size = Math.floor(random() ** 3 * 900);
  const contributions = [];
  if (type === "manufacturer") contributions.push({ rule: "manufacturer", axis: "fit", points: 15, counts_now: 15, at: iso(captured), because: null });
  if (size >= 100) contributions.push({ rule: "big_catalogue", axis: "fit", points: 25, counts_now: 25, at: iso(captured), because: null });
  if (random() < 0.2) contributions.push({ rule: "free_mail", axis: "fit", points: -10, counts_now: -10, at: iso(captured), because: "Rarely a registered business." });
  if (random() < 0.6) contributions.push({ rule: "asked_for_contact", axis: "engagement", points: 40, counts_now: 40, at: iso(captured), because: null });
  if (random() < 0.4) contributions.push({ rule: "mail_click", axis: "engagement", points: 8, counts_now: 5, at: iso(captured + DAY), because: null });
  const sum = (axis) => contributions.filter((one) => one.axis === axis).reduce((total, one) => total + one.counts_now, 0);
  const [fit, engagement] = [sum("fit"), sum("engagement")];
  const grade = fit >= 25 && engagement >= 40 ? "A" : fit >= 10 && engagement >= 20 ? "B" : fit >= 0 ? "C" : "D";
  const lead = {
    id: `l${(i + 1).toString(36).padStart(5, "0")}`, version: 0, status: "open", phase: "lead", stage: "inbox", stage_title: "Inbox", since: iso(captured), process: { id: "seller-acquisition", version: 7 }, owner: { id: "sdr", name: "Sales development", kind: "pool" }, accepted: true, next_step: null,
    score: { fit, engagement, grade, contributions }, clocks: [], person: { id: `p${i}`, name, email: `${name.split(" ")[0].toLowerCase().normalize("NFD").replace(/[^a-z]/g, "")}.${i}@${(company ?? "mail").toLowerCase().normalize("NFD").replace(/[^a-z]/g, "")}.example`, phone: `+55 11 4${String(100 + Math.floor(random() * 899))}-${String(1000 + Math.floor(random() * 8999))}`, region: pick(["SP", "RJ", "MG", "RS"]) },
    company: company && { id: `c${i}`, name: company }, source: { family, channel: family === "unknown" ? "unknown" : pick(FAMILIES[family]), campaign: random() < 0.4 ? pick(["autumn", "spring-sellers", "brand"]) : null, landing_page: family === "campaign" ? "https://sell.example/start?utm_source=ads&utm_campaign=autumn" : null, referrer: null, click_id: null },
    consent: random() < 0.7 ? { marketing: random() < 0.8, text_version: "2026-03" } : null, message: random() < 0.4 ? pick(["Please call me, I sell handmade lamps.", "What does it cost to sell with you?", "We met at your stand. Interested in the autumn campaign."]) : null, merged_into: null,
    captured_at: iso(captured), updated_at: iso(captured), values: { segment: random() < 0.7 ? pick(FIELDS[0].choices) : null, business_type: random() < 0.7 ? type : null, catalogue_size: random() < 0.6 ? size : null, decision_date: null }, amount: null, attempts: 0, exceptions: 0, reached: ["inbox"], events: [], two_way: false, touched: false, returned: false,
  };
  event(lead, captured, "lead.captured", `Came in by ${lead.source.channel.replaceAll("_", " ")}`, { kind: "buyer" }, [], {});
  event(lead, captured + 800, "lead.assessed", `Grade ${grade}: fit ${fit}, engagement ${engagement}`, PROCESS, contributions.map((one) => ({ text: `${one.rule.replaceAll("_", " ")} ${one.points > 0 ? "+" : "−"}${Math.abs(one.points)}`, rule: one.rule, place: { line: 77, column: 3, length: 12 } })), {});
  let at = captured + 1500;
  const go = (stage, due, why = "score.grade in ['A', 'B', 'C']") => {
    if (lead.stage !== stage) event(lead, at, "lead.moved", `Moved to ${stageOf(stage).title}`, lead.owner ? { kind: "member", ...lead.owner } : PROCESS, [{ text: `holds: ${why}`, rule: null, place: { line: 77, column: 3, length: 12 } }], { from: lead.stage, to: stage, kind: "drawn" });
    lead.reached.push(stage);
    settle(lead, stage, at, due);
  };
  const old = (NOW - captured) / DAY;
  const fate = random();
  if (fate < 0.06) { go("disqualified"); leads.push(lead); continue; }
  if (grade === "D") { go("nurture", NOW + random() * 120 * DAY); leads.push(lead); continue; }
  go("contacting", at + 4 * HOUR);
  const busy = old < 2 ? 0.35 : 0.985;
  if (random() > busy) { lead.next_step.due_at = iso(NOW + (random() - 0.25) * 5 * HOUR); lead.clocks.at(-1).due_at = lead.next_step.due_at; lead.clocks.at(-1).state = lead.next_step.due_at < iso(NOW) ? "broken" : "running"; leads.push(lead); continue; }
  for (let tries = 0; tries < 4; tries++) {
    at += random() * 5 * HOUR;
    if (at > NOW) break;
    lead.touched = true;
    lead.attempts += 1;
    const talked = random() < 0.42;
    event(lead, at, "touch.logged", talked ? "Call: talked, 6 minutes" : "Call: no answer", { kind: "member", ...lead.owner }, [], { touch: { kind: "call", two_way: talked, note: talked && random() < 0.4 ? "Sells lamps in two shops, wants to see the fees." : null } });
    if (tries === 0) { const kept = at < new Date(lead.clocks.at(-1).due_at).getTime(); lead.clocks.at(-1).state = kept ? "kept" : "broken"; lead.clocks.at(-1).met_at = iso(at); event(lead, at, kept ? "clock.kept" : "clock.broken", `Promise “First response” ${kept ? "kept" : "broken"}`, TIME, [{ text: "a person reached out", rule: "first_response", place: { line: 77, column: 3, length: 12 } }], {}); }
    if (talked) { lead.two_way = true; break; }
  }
  at = Math.min(at, NOW - 10 * MINUTE);
  if (!lead.two_way) { if (old > 10) { go("nurture", NOW + random() * 150 * DAY, "reason: unreachable"); } else { lead.next_step = { title: "Call, 2nd try", due_at: iso(NOW + (random() - 0.12) * 20 * HOUR) }; } leads.push(lead); continue; }
  go("qualifying", at + 5 * DAY, "last.touch.two_way");
  at += random() * 4 * DAY;
  if (at > NOW || random() < 0.02) { lead.next_step.due_at = iso(NOW + (random() - 0.1) * 4 * DAY); leads.push(lead); continue; }
  const how = random();
  if (how < 0.35) { go("nurture", NOW + random() * 150 * DAY, "reason: next_season"); leads.push(lead); continue; }
  if (how < 0.5) { go("disqualified"); leads.push(lead); continue; }
  Object.assign(lead.values, { segment: lead.values.segment ?? "other", business_type: type, catalogue_size: Math.max(size, 1) });
  go("handover", at + 4 * HOUR);
  if (random() < 0.08) { event(lead, at + HOUR, "lead.returned", "Given back: not decided", { kind: "member", ...lead.owner }, [], {}); lead.returned = true; go("qualifying", NOW + random() * 3 * DAY, "verdict: returned"); leads.push(lead); continue; }
  at += random() * 8 * HOUR;
  if (at > NOW || random() < 0.03) { lead.next_step.due_at = iso(NOW + random() * 4 * HOUR); leads.push(lead); continue; }
  go("consulting", at + 15 * DAY);
  at += random() * 14 * DAY;
  if (at > NOW) { leads.push(lead); continue; }
  const end = random();
  if (end < 0.55) { lead.amount = { amount: (400 + Math.floor(random() * 9000)).toFixed(2), currency: "EUR" }; go("won"); } else if (end < 0.85) go("lost"); else go("nurture", NOW + random() * 150 * DAY, "reason: next_season");
  leads.push(lead);
}
const cellOf = (lead) => (lead.status !== "open" ? lead.status : stageOf(lead.stage).kind === "hold" ? "nurtured" : lead.returned ? "returned" : lead.touched ? "followed" : "waiting");
const overdue = (lead) => lead.next_step !== null && new Date(lead.next_step.due_at) < new Date();
for (const lead of leads) if (lead.status === "open") MEMBERS.find((member) => member.id === lead.owner.id).open += 1;
const alerts = leads.filter(overdue).slice(0, 5).map((lead, i) => ({ id: `a${i}`, lead: lead.id, lead_name: lead.person.name, text: `The promise “${lead.clocks.at(-1)?.title ?? "Next step"}” is broken`, at: iso(NOW - i * 37 * MINUTE), acknowledged_at: null }));

// ── what is answered ────────────────────────────────────────────────────────

const row = (lead) => ({ id: lead.id, status: lead.status, phase: lead.phase, stage: lead.stage, stage_title: lead.stage_title, cell: cellOf(lead), name: lead.person.name, company: lead.company?.name ?? null, email: lead.person.email, owner: lead.owner, next_step: lead.next_step, overdue: overdue(lead), score: { fit: lead.score.fit, engagement: lead.score.engagement, grade: lead.score.grade }, source: lead.source, amount: lead.amount, captured_at: lead.captured_at, updated_at: lead.updated_at, exceptions: lead.exceptions });

function view(lead) {
  const given = (need) => (need === "reason" || need === "wake_on" ? false : need === "amount" ? lead.amount !== null : lead.values[need] != null);
  const moves = lead.status !== "open" ? [] : (MOVES[lead.stage] ?? []).map(([to, needs, reasons, when = null, verdict = null]) => {
    const holds = when === null || (when.includes("two-way") ? lead.two_way : ["A", "B"].includes(lead.score.grade));
    return { to, title: stageOf(to).title, kind: verdict ? "verdict" : "drawn", verdict, needs: needs.map((name) => ({ name, title: NEEDS[name], given: given(name) })), reasons, possible: holds, criterion: holds ? null : when, hand_off_to: ROLE[to] && ROLE[to] !== ROLE[lead.stage] ? { sdr: "Sales development", sales: "Sales representative", marketing: "Marketing" }[ROLE[to]] : null };
  });
  const line = ["inbox", "contacting", "qualifying", "handover", "consulting", "won"];
  const here = line.indexOf(lead.stage);
  const strip = (here < 0 ? [...line.slice(0, -1), lead.stage] : line).map((stage) => ({ stage, title: stageOf(stage).title, state: stage === lead.stage ? "here" : (here < 0 ? lead.reached.includes(stage) : line.indexOf(stage) < here) ? "passed" : "ahead" }));
  const { events: _, values, reached: _r, ...rest } = lead;
  return { ...rest, clocks: [...lead.clocks].reverse(), fields: FIELDS.map((field) => ({ ...field, value: values[field.id] })), asks: lead.stage === "qualifying" ? ["segment", "business_type", "catalogue_size", "decision_date"] : lead.stage === "consulting" ? ["amount", "decision_date"] : [], moves, strip, script: lead.stage === "contacting" ? "Mention what they asked for, then ask who decides." : null, exceptions_to: STAGES.filter(({ id, kind }) => lead.status === "open" && kind !== "gate" && id !== lead.stage && !moves.some(({ to }) => to === id)).map(({ id, title }) => ({ stage: id, title })) };
}

function filtered(params) {
  const is = (key, value) => !params.get(key) || params.get(key) === value;
  const q = params.get("q")?.toLowerCase();
  return leads.filter((lead) => is("status", lead.status) && is("stage", lead.stage) && is("phase", lead.phase) && is("owner", lead.owner?.id) && is("role", ROLE[lead.stage]) && is("channel", lead.source.channel) && is("family", lead.source.family) && is("grade", lead.score.grade) && is("cell", cellOf(lead)) && (!params.get("reached") || lead.reached.includes(params.get("reached"))) && is("overdue", String(overdue(lead))) && is("exceptions", String(lead.exceptions > 0)) && (!params.get("moved_to") || lead.reached.some((stage, i) => stage === params.get("moved_to") && lead.reached[i - 1] === params.get("moved_from"))) && (!params.get("captured_from") || lead.captured_at >= params.get("captured_from")) && (!params.get("captured_to") || lead.captured_at.slice(0, 10) <= params.get("captured_to")) && (!q || [lead.person.name, lead.person.email, lead.company?.name].some((text) => text?.toLowerCase().includes(q))));
}
const SORTS = { due_at: (lead) => lead.next_step?.due_at ?? "9999", captured_at: (lead) => lead.captured_at, updated_at: (lead) => lead.updated_at, name: (lead) => lead.person.name, score: (lead) => lead.score.fit + lead.score.engagement, amount: (lead) => Number(lead.amount?.amount ?? 0) };
function sorted(list, sort = "due_at") {
  const by = SORTS[sort.replace(/^-/, "")] ?? SORTS.due_at;
  const way = sort.startsWith("-") ? -1 : 1;
  return [...list].sort((a, b) => (by(a) < by(b) ? -way : by(a) > by(b) ? way : a.id < b.id ? -1 : 1));
}
function wilson(k, n) {
  if (n === 0) return null;
  const z = 1.96, p = k / n, d = 1 + (z * z) / n, c = p + (z * z) / (2 * n), r = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [(c - r) / d, (c + r) / d];
}
function overview(params) {
  const of = filtered(params);
  const rest = ["channel", "captured_from", "captured_to"].filter((key) => params.get(key)).map((key) => `&${key}=${params.get(key)}`).join("");
  const href = (what) => `/leads?${what}${rest}`;
  const cells = ["waiting", "followed", "returned", "nurtured", "won", "lost", "disqualified"].map((cell) => ({ cell, leads: of.filter((lead) => cellOf(lead) === cell).length, href: href(`cell=${cell}`) }));
  let previous = null;
  const funnel = ["inbox", "contacting", "qualifying", "handover", "consulting", "won"].map((stage) => {
    const n = of.filter((lead) => lead.reached.includes(stage)).length;
    const step = { stage, title: stageOf(stage).title, leads: n, share: of.length === 0 ? 0 : n / of.length, interval: wilson(n, of.length), of_previous: previous === null ? null : previous === 0 ? 0 : n / previous, href: href(`reached=${stage}`) };
    previous = n;
    return step;
  });
  const monday = (ms) => { const day = new Date(ms); day.setUTCHours(0, 0, 0, 0); day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7)); return day.toISOString().slice(0, 10); };
  const flow = new Map();
  for (let week = NOW - 25 * 7 * DAY; week <= NOW; week += 7 * DAY) flow.set(monday(week), { week: monday(week), in: 0, won: 0 });
  for (const lead of of) { const week = flow.get(monday(new Date(lead.captured_at))); if (week) { week.in += 1; } const end = lead.status === "won" && flow.get(monday(new Date(lead.updated_at))); if (end) end.won += 1; }
  const attention = of.length === 0 ? [] : [{ id: "overdue", title: "promises broken, still open", leads: of.filter(overdue).length, href: href("overdue=true") }, { id: "soon", title: "break within the hour", leads: of.filter((lead) => lead.next_step && !overdue(lead) && new Date(lead.next_step.due_at) - NOW < HOUR).length, href: href("status=open&sort=due_at") }, { id: "waiting", title: "nobody has reached out yet", leads: cells[0].leads, href: href("cell=waiting") }, { id: "exceptions", title: "with exceptions", leads: of.filter((lead) => lead.exceptions > 0).length, href: href("exceptions=true") }];
  return { as_of: iso(Date.now()), balance: { leads: of.length, cells }, funnel, attention, flow: [...flow.values()] };
}
function counts(params) {
  const of = filtered(params);
  const median = (list) => (list.length === 0 ? 0 : list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
  const moved = new Map();
  for (const lead of of) for (let i = 1; i < lead.reached.length; i++) { const key = `${lead.reached[i - 1]} ${lead.reached[i]}`; moved.set(key, (moved.get(key) ?? 0) + 1); }
  return { as_of: iso(Date.now()), stages: STAGES.filter(({ kind }) => kind !== "end").map(({ id }) => { const here = of.filter((lead) => lead.stage === id); return { stage: id, open: here.length, overdue: here.filter(overdue).length, median_age_hours: median(here.map((lead) => (Date.now() - new Date(lead.since)) / HOUR)), href: `/leads?status=open&stage=${id}${params.get("channel") ? `&channel=${params.get("channel")}` : ""}` }; }), ends: STAGES.filter(({ kind }) => kind === "end").map(({ id }) => ({ stage: id, leads: of.filter((lead) => lead.stage === id).length, href: `/leads?stage=${id}` })), arrows: [...moved].map(([key, n]) => ({ from: key.split(" ")[0], to: key.split(" ")[1], leads: n, href: `/leads?moved_from=${key.split(" ")[0]}&moved_to=${key.split(" ")[1]}` })) };
}

class Refusal extends Error {
  constructor(status, code, detail, pointer = null) { super(detail); Object.assign(this, { status, code, detail, pointer }); }
}
const ME = { member: { id: "ruth", name: "Ruth Okafor", email: "ruth@marketplace.example", roles: ["management"], admin: true }, organisation: "Marketplace", demo: true };
const me = () => ({ ...ME, now: iso(Date.now()), time_zone: "America/Sao_Paulo", unacknowledged: alerts.filter((alert) => alert.acknowledged_at === null).length });
const sessions = new Set();
let first = process.env.FIRST === "1";
const listeners = new Set();
let position = 0;
function changed(lead, type) {
  position += 1;
  for (const response of listeners) response.write(`event: changed\nid: ${position}\ndata: ${JSON.stringify({ leads: [lead.id], types: [type] })}\n\n`);
}

const ACTIONS = {
  touches(lead, body, who) {
    if (body.minutes > 600) throw new Refusal(422, "field.value", "minutes: at most 600", "/minutes");
    const was = lead.clocks.find((clock) => clock.clock === "first_response" && ["running", "broken"].includes(clock.state) && !clock.met_at);
    lead.touched = true; lead.attempts += 1; lead.two_way ||= body.two_way;
    event(lead, Date.now(), "touch.logged", `${body.kind[0].toUpperCase()}${body.kind.slice(1)}: ${(body.outcome ?? "").replaceAll("_", " ")}${body.minutes ? `, ${body.minutes} minutes` : ""}`, who, [], { touch: body });
    if (was) { if (was.state === "running") was.state = "kept"; was.met_at = iso(Date.now()); event(lead, Date.now(), was.state === "kept" ? "clock.kept" : "clock.broken", `Promise “${was.title}” ${was.state === "kept" ? "kept" : "was broken"}`, TIME, [{ text: "a person reached out", rule: "first_response", place: { line: 77, column: 3, length: 12 } }]); }
    if (lead.next_step && !body.two_way) lead.next_step = { title: "Call again", due_at: iso(Date.now() + 2 * HOUR) };
    return "touch.logged";
  },
  moves(lead, body, who) {
    const drawn = view(lead).moves.find((move) => move.to === body.to);
    if (!drawn) throw new Refusal(422, "move.not_drawn", "This move is not drawn: make an exception with a reason.", "/to");
    if (!drawn.possible) throw new Refusal(422, "move.criterion", `Only possible when ${drawn.criterion}.`, "/to");
    for (const { name, title, given } of drawn.needs) {
      const has = given || (name === "reason" ? body.reason : name === "wake_on" ? body.wake_on : name === "amount" ? body.amount?.amount : body.fields?.[name] != null);
      if (!has) throw new Refusal(422, "move.needs", `Moving to ${drawn.title} needs ${title}.`, ["reason", "wake_on", "amount"].includes(name) ? `/${name}` : `/fields/${name}`);
    }
    Object.assign(lead.values, body.fields ?? {});
    if (body.amount) lead.amount = body.amount;
    return go(lead, body.to, "drawn", who, body.reason);
  },
  exceptions(lead, body, who) {
    if (!body.to) throw new Refusal(422, "move.no_such_stage", "Choose the stage to go to.", "/to");
    if ((body.reason ?? "").length < 3) throw new Refusal(422, "exception.without_reason", "An exception needs a reason in your own words, of at least three letters.", "/reason");
    lead.exceptions += 1;
    return go(lead, body.to, "exception", who, body.reason);
  },
  accept: (lead, body, who) => { lead.accepted = true; event(lead, Date.now(), "lead.accepted", "Accepted", who); return lead.stage === "handover" ? go(lead, "consulting", "drawn", who, null) : "lead.accepted"; },
  return(lead, body, who) {
    if (!body.reason) throw new Refusal(422, "move.needs", "Giving back needs a reason.", "/reason");
    lead.returned = true; event(lead, Date.now(), "lead.returned", `Given back: ${body.reason.replaceAll("_", " ")}`, who); return go(lead, "qualifying", "drawn", who, body.reason);
  },
  answers(lead, body, who) {
    if (body.fields?.catalogue_size < 0) throw new Refusal(422, "field.value", "Products takes a whole number from 0; −1 is none.", "/fields/catalogue_size");
    Object.assign(lead.values, body.fields); if (body.amount) lead.amount = body.amount;
    event(lead, Date.now(), "fields.answered", `Answered: ${Object.entries(body.fields).map(([key, value]) => `${key.replaceAll("_", " ")} ${value}`).join(", ")}`, who); return "fields.answered";
  },
  owner(lead, body, who) {
    const to = MEMBERS.find((member) => member.id === body.to);
    if (!to) throw new Refusal(422, "member.not_active", "Choose somebody who is active.", "/to");
    if (!body.reason) throw new Refusal(422, "owner.reason", "Say why.", "/reason");
    lead.owner = { id: to.id, name: to.name, kind: "person" }; event(lead, Date.now(), "lead.assigned", `Assigned to ${to.name}: ${body.reason}`, who); return "lead.assigned";
  },
  "next-step"(lead, body, who) { lead.next_step = { title: body.title, due_at: body.due_at }; event(lead, Date.now(), "step.planned", `Next step: ${body.title}`, who); return "step.planned"; },
  notes(lead, body, who) { event(lead, Date.now(), "note.added", "Note", who, [], { text: body.text }); return "note.added"; },
};
function go(lead, to, kind, who, reason) {
  event(lead, Date.now(), "lead.moved", `${kind === "exception" ? "Exception: moved" : "Moved"} to ${stageOf(to).title}${reason ? `: ${reason.replaceAll("_", " ")}` : ""}`, who, [], { from: lead.stage, to, kind });
  lead.reached.push(to);
  settle(lead, to, Date.now());
  return "lead.moved";
}

async function answer(request, url, response) {
  const send = (status, body, headers = {}) => {
    response.writeHead(status, { "content-type": status >= 400 ? "application/problem+json" : "application/json", "cache-control": "no-store", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  };
  try {
    const session = /throughline_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    let text = "";
    for await (const part of request) text += part;
    const body = text === "" ? {} : JSON.parse(text);
    const path = url.pathname.replace("/api/v1", "");
    if (SLOW > 0) await new Promise((done) => setTimeout(done, SLOW));
    if (FAIL && path.includes(FAIL)) throw new Refusal(500, "internal", "Something broke inside. It was written down.");
    const enter = (status) => { const id = Math.random().toString(36).slice(2); sessions.add(id); send(status, me(), { "set-cookie": `throughline_session=${id}; HttpOnly; SameSite=Strict; Path=/` }); };
    if (path === "/sign-in") return send(200, { first_administrator: first, demo: first ? null : { email: ME.member.email, password: "demo-demo" } });
    if (path === "/first-administrator") { if (body.token !== "let-me-in") throw new Refusal(422, "first_administrator.token", "This token isn't the one that was printed, or it was used already.", "/token"); first = false; return enter(201); }
    if (path === "/session" && request.method === "POST") { if (body.password !== "demo-demo") throw new Refusal(401, "sign_in.wrong", "Wrong"); return enter(200); }
    if (path === "/session") { sessions.delete(session); return send(204); }
    if (!sessions.has(session)) throw new Refusal(401, "sign_in.needed", "Sign in first.");
    if (path === "/me") return send(200, me());
    if (path === "/members") return send(200, { items: MEMBERS, next_cursor: null });
    if (path === "/alerts") return send(200, { items: alerts, next_cursor: null });
    if (/^\/alerts\/\w+\/acknowledge$/.test(path)) { alerts.find((alert) => path.includes(`/${alert.id}/`)).acknowledged_at = iso(Date.now()); return send(204); }
    if (path === "/overview") return send(200, overview(url.searchParams));
    if (path === "/process") return send(200, { id: "seller-acquisition", title: "How a merchant becomes a seller", purpose: "Find merchants who would sell well with us, answer them before anyone else does, and waste no one's time.", version: 7, published_at: iso(NOW - 140 * DAY), published_by: "Ruth Okafor", channels: Object.entries(FAMILIES).flatMap(([family, channels]) => channels.map((id) => ({ id, title: id.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase()), family, differs: id in DRAWINGS }))), roles: [{ id: "marketing", title: "Marketing" }, { id: "sdr", title: "Sales development" }, { id: "sales", title: "Sales representative" }], stages: STAGES, terms: [{ id: "lead", is: "someone at a business with goods to sell who asked us something, or whom we have a reason to ask", is_not: "job applicants, sellers we already have, people who only want to buy" }, { id: "prospect", is: "a lead whose business we checked and who said in a conversation that they want to sell online this year", is_not: null }, { id: "opportunity", is: "a prospect with a catalogue, a named decision maker and a date", is_not: null }, { id: "meaningful_conversation", is: "a two-way exchange of three minutes or more about the merchant's business", is_not: null }], fields: FIELDS, findings: [{ code: "term.unused", severity: "hint", message: "The term “opportunity” decides nothing.", line: 38, column: 3, length: 11, stage: null, mend: "Bind it to a condition with `decided_by`, or leave it as a word." }], text: TEXT });
    if (path === "/process/drawing") return send(200, DRAWINGS[url.searchParams.get("channel")] ?? DRAWINGS.base);
    if (path === "/process/counts") return send(200, counts(url.searchParams));
    if (path === "/live") { response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }); response.write(": hello\n\n"); listeners.add(response); request.on("close", () => listeners.delete(response)); response.on("close", () => listeners.delete(response)); return; }
    if (path === "/leads") {
      const all = sorted(filtered(url.searchParams), url.searchParams.get("sort") ?? undefined);
      const from = Number(url.searchParams.get("cursor") ?? 0), limit = Number(url.searchParams.get("limit") ?? 50);
      return send(200, { items: all.slice(from, from + limit).map(row), next_cursor: from + limit < all.length ? String(from + limit) : null, total: all.length });
    }
    const [, id, action] = /^\/leads\/(\w+)(?:\/([\w-]+))?$/.exec(path) ?? [];
    const lead = leads.find((one) => one.id === id);
    if (!lead) throw new Refusal(404, "not_found", "There is no such lead.");
    if (request.method === "GET" && action === undefined) return send(200, view(lead));
    if (request.method === "GET" && action === "events") return send(200, { items: lead.events, next_cursor: null });
    if (body.if_version !== undefined && body.if_version !== lead.version) throw new Refusal(409, "lead.changed", "Somebody changed this lead meanwhile.");
    const type = ACTIONS[action](lead, body, by(ME.member));
    changed(lead, type);
    return send(200, view(lead));
  } catch (failure) {
    if (!(failure instanceof Refusal)) console.error(failure);
    const { status = 500, code = "internal", detail = String(failure), pointer = null } = failure;
    send(status, { type: `about:${code}`, title: detail, status, code, detail, pointer });
  }
}

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
createServer((request, response) => {
  const url = new URL(request.url, "http://here");
  if (url.pathname.startsWith("/api/v1")) return void answer(request, url, response);
  const wanted = join(DIST, normalize(url.pathname));
  const file = wanted.startsWith(DIST) && extname(wanted) !== "" && existsSync(wanted) ? wanted : join(DIST, "index.html");
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": CSP, "x-content-type-options": "nosniff" });
  createReadStream(file).pipe(response);
}).listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}, ${leads.length} made-up leads`));
