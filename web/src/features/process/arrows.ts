// Thickness, tips and ends of arrows. The area grows with the volume, as the eye expects.

const THIN = 1.4;
const THICK = 7;

export function thickness(leads: number | undefined, most: number): number {
  if (leads === undefined || most === 0) return THIN;
  return THIN + (THICK - THIN) * Math.sqrt(Math.min(leads / most, 1));
}

type Points = readonly (readonly number[])[];

/** Which way the last part of an arrow goes; all parts are level or upright. */
function way(points: Points): { x: number; y: number; dx: number; dy: number; long: number } {
  const tip = points.at(-1) ?? [0, 0];
  const before = points.at(-2) ?? tip;
  const [x = 0, y = 0] = tip;
  const [fromX = 0, fromY = 0] = before;
  return { x, y, dx: Math.sign(x - fromX), dy: Math.sign(y - fromY), long: Math.abs(x - fromX) + Math.abs(y - fromY) };
}

/** The corners of the tip. */
export function head(points: Points, thick: number): string {
  const { x, y, dx, dy } = way(points);
  const half = Math.min(3.2 + thick * 0.6, 8);
  const long = half * 2.1;
  const corner = (side: number) => `${x - dx * long - dy * half * side},${y - dy * long + dx * half * side}`;
  return `${x},${y} ${corner(1)} ${corner(-1)}`;
}

/** The line ends inside its tip, so that a thick one doesn't show beyond the point. */
export function shortened(path: string, points: Points): string {
  const { x, y, dx, dy, long } = way(points);
  if (long <= 7) return path;
  return path.replace(/[\d.]+[ ,][\d.]+\s*$/, `${x - dx * 6} ${y - dy * 6}`);
}
