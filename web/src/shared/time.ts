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
  if (passed < 0) return moment(at, now);
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 14 * DAY) return `${Math.floor(passed / DAY)} d ago`;
  return day(at, now);
}

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();
const clock = (at: Date) => `${two(at.getHours())}:${two(at.getMinutes())}`;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const weekday = (at: Date) => WEEKDAYS[at.getDay()] ?? "";
const month = (at: Date) => MONTHS[at.getMonth()] ?? "";

/** `21 Nov`, with the year if it isn't this one. */
export function day(at: string | Date, now: number): string {
  const when = new Date(at);
  const year = when.getFullYear() === new Date(now).getFullYear() ? "" : ` ${when.getFullYear()}`;
  return `${when.getDate()} ${month(when)}${year}`;
}

/** `10:05` today, `Tue 10:05` within the week, `21 Nov 10:05`. */
export function moment(at: string | Date, now: number): string {
  const when = new Date(at);
  if (sameDay(when, new Date(now))) return clock(when);
  if (Math.abs(when.getTime() - now) < 6 * DAY) return `${weekday(when)} ${clock(when)}`;
  return `${day(when, now)} ${clock(when)}`;
}

/** The whole of it, for a tip: `Tue 21 Nov 2026, 10:05:09`. */
export function full(at: string | Date): string {
  const when = new Date(at);
  return `${weekday(when)} ${when.getDate()} ${month(when)} ${when.getFullYear()}, ${clock(when)}:${two(when.getSeconds())}`;
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
