// Time for people. An instant that is near is told by its distance, one that is far
// by its date; what runs out within the day counts down by the second.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number) => String(n).padStart(2, "0");

/** `04:12` below an hour, `3:05 h` below a day, `2 d 4 h`, `63 d`. Always positive. */
export function span(ms: number): string {
  const length = Math.abs(ms);
  if (length < HOUR) return `${two(Math.floor(length / MINUTE))}:${two(Math.floor((length % MINUTE) / 1000))}`;
  if (length < DAY) return `${Math.floor(length / HOUR)}:${two(Math.floor((length % HOUR) / MINUTE))} h`;
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length % DAY) / HOUR);
  return days < 7 && hours > 0 ? `${days} d ${hours} h` : `${days} d`;
}

/** `just now`, `11 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function ago(at: string | Date, now: number): string {
  const passed = now - new Date(at).getTime();
  // The page's clock ticks now and then; what has just happened isn't in the future.
  if (passed < -MINUTE) return moment(at, now);
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 14 * DAY) return `${Math.floor(passed / DAY)} d ago`;
  return day(at, now);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** What a clock on the wall shows; months from 0, the weekday from Sunday. */
interface Wall {
  year: number;
  month: number;
  date: number;
  weekday: number;
  time: string;
  seconds: string;
}

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
let walls = formatOf(zone);

function formatOf(timeZone: string) {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** All times are told in this zone from now on; in the browser's where it doesn't know the name. */
export function tellIn(name: string | null | undefined) {
  if (name == null || name === zone) return;
  try {
    walls = formatOf(name);
    zone = name;
  } catch {
    // A browser without this zone tells its own times, and `zoneName` says so.
  }
}

/** The zone in which all times are told: `America/Sao_Paulo`. */
export const zoneName = (): string => zone;

function wall(at: string | number | Date): Wall {
  const parts = new Map(walls.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type) ?? 0);
  const [year, month, date] = [part("year"), part("month") - 1, part("day")];
  return { year, month, date, weekday: new Date(Date.UTC(year, month, date)).getUTCDay(), time: `${two(part("hour"))}:${two(part("minute"))}`, seconds: two(part("second")) };
}

const dated = ({ date, month, year }: Wall, than: Wall) => `${date} ${MONTHS[month] ?? ""}${year === than.year ? "" : ` ${year}`}`;

/** A day as the API writes it, where we are: `2026-11-22`. */
export function isoDay(at: string | number | Date): string {
  const { year, month, date } = wall(at);
  return `${year}-${two(month + 1)}-${two(date)}`;
}

/** `21 Nov`, with the year if it isn't this one. */
export function day(at: string | Date, now: number): string {
  return dated(wall(at), wall(now));
}

/** Of a day without a time, `2026-11-21`: `21 Nov`, with the year if it isn't this one. */
export function writtenDay(text: string, now: number): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return text;
  return `${Number(date)} ${name}${Number(year) === wall(now).year ? "" : ` ${year ?? ""}`}`;
}

/** `10:05`. */
export const clock = (at: string | Date): string => wall(at).time;

/** `10:05` today, `Tue 10:05` within the week, `21 Nov 10:05`. */
export function moment(at: string | Date, now: number): string {
  const [when, today] = [wall(at), wall(now)];
  if (when.date === today.date && when.month === today.month && when.year === today.year) return when.time;
  if (Math.abs(new Date(at).getTime() - now) < 6 * DAY) return `${WEEKDAYS[when.weekday] ?? ""} ${when.time}`;
  return `${dated(when, today)} ${when.time}`;
}

/** The whole of it, for a tip: `Tue 21 Nov 2026, 10:05:09, Europe/Lisbon`. */
export function full(at: string | Date): string {
  const when = wall(at);
  return `${WEEKDAYS[when.weekday] ?? ""} ${when.date} ${MONTHS[when.month] ?? ""} ${when.year}, ${when.time}:${when.seconds}, ${zone}`;
}

/** The instant at which a clock on our wall shows this: `2026-11-22T09:00`. `null` where the text is none. */
export function instantAt(local: string): string | null {
  const wanted = new Date(`${local.length === 16 ? `${local}:00` : local}Z`).getTime();
  if (Number.isNaN(wanted)) return null;
  const shown = (at: number) => {
    const { year, month, date, time, seconds } = wall(at);
    return Date.UTC(year, month, date, Number(time.slice(0, 2)), Number(time.slice(3)), Number(seconds));
  };
  // Once for the zone, and once more where its clocks are changed in between.
  let at = wanted;
  for (let times = 0; times < 2; times++) at += wanted - shown(at);
  return new Date(at).toISOString();
}

/** How a deadline looks: broken, about to break, or neither. */
export type Urgency = "broken" | "soon" | "calm";

/** About to break: warned by the process, or within the last hour. */
export function urgency(dueAt: string, now: number, warnAt?: string | null): Urgency {
  const left = new Date(dueAt).getTime() - now;
  if (left <= 0) return "broken";
  const warned = warnAt == null ? left <= HOUR : new Date(warnAt).getTime() <= now;
  return warned ? "soon" : "calm";
}

/** `04:12 left`, `12 min over`, `2:10 h over`, `until Tue 10:05`. */
export function left(dueAt: string, now: number): string {
  const distance = new Date(dueAt).getTime() - now;
  // What is broken needs no seconds: they would only make the page restless.
  if (distance <= 0) return distance > -HOUR ? `${Math.floor(-distance / MINUTE)} min over` : `${span(distance)} over`;
  return distance < DAY ? `${span(distance)} left` : `until ${moment(dueAt, now)}`;
}

/** How long it has been: `11 min`, `3:10 h`, `4 d`. */
export function lasting(since: string, now: number): string {
  const length = now - new Date(since).getTime();
  return length < HOUR ? `${Math.max(Math.floor(length / MINUTE), 0)} min` : span(length);
}

/** Hours of age in the unit that reads best: `40 min`, `6 h`, `3 d`. */
export function age(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  if (hours < 48) return `${Math.round(hours)} h`;
  return `${Math.round(hours / 24)} d`;
}

/** Of a promise: `working` or `elapsed`, as people say it. */
export const countedIn = (counts: string): string => (counts === "working" ? "working time" : "elapsed time");
