// Figures for people: thousands apart, shares with as many digits as they carry.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export const whole = (n: number): string => WHOLE.format(n);

/** `10.5 %`; whole percents where a tenth would pretend. */
export function share(of: number, n = 1000): string {
  const percent = of * 100;
  if (of === 0 || of === 1) return `${percent} %`;
  return `${percent.toFixed(n < 200 ? 0 : 1)} %`;
}

/** `95 % interval 9.2 % to 12.0 %`. */
export function interval(range: readonly number[] | null | undefined, n: number): string | null {
  const [low, high] = range ?? [];
  return low === undefined || high === undefined ? null : `${share(low, n)} to ${share(high, n)}`;
}

export function money(amount: { amount: string; currency: string } | null | undefined): string | null {
  if (amount == null) return null;
  const value = Number(amount.amount);
  if (Number.isNaN(value)) return `${amount.amount} ${amount.currency}`;
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency: amount.currency, maximumFractionDigits: value % 1 === 0 ? 0 : 2 }).format(value);
  } catch {
    return `${amount.amount} ${amount.currency}`;
  }
}

/** As a line begins: with a capital. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `not_now` as people say it: `Not now`. */
export const words = (name: string): string => capital(name.replace(/[_.-]+/g, " ").trim());

export const signed = (points: number): string => (points < 0 ? `−${Math.abs(points)}` : `+${points}`);

export function count(n: number, one: string, many = `${one}s`): string {
  return `${whole(n)} ${n === 1 ? one : many}`;
}
