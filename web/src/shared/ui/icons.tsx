// Small drawings of 16 × 16, one line each, in the colour of their text.
const PATHS = {
  overview: "M2 13.5h12M4 11V8M8 11V3M12 11V6",
  today: "M3 3.5h10v10H3zM3 6.5h10M5.5 2v2.5M10.5 2v2.5M5.5 10l1.7 1.7 3.3-3.4",
  board: "M2 3h3.4v10H2zM6.3 3h3.4v7H6.3zM10.6 3H14v5h-3.4z",
  snooze: "M8 3.5a5 5 0 1 1 0 10a5 5 0 0 1 0-10zM6.4 6.8h3.2l-3.2 3.6h3.2M2.2 4.2L4.4 2.4M13.8 4.2l-2.2-1.8",
  play: "M5 3l8 5-8 5z",
  leads: "M2 4h12M2 8h12M2 12h8",
  process: "M1.5 3h4v3h-4zM10.5 10h4v3h-4zM5.5 4.5h3.5v7h1.5",
  merged: "M3 2.5c0 4 5 3.5 5 7.5v3.5M13 2.5c0 4-5 3.5-5 7.5M5.8 11.3L8 13.5l2.2-2.2",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2",
  bell: "M8 2a3.8 3.8 0 0 1 3.8 3.8c0 3.2 1.2 4.2 1.7 4.7h-11c.5-.5 1.7-1.5 1.7-4.7A3.8 3.8 0 0 1 8 2zM6.7 13a1.4 1.4 0 0 0 2.6 0",
  call: "M3.2 2.5h2.3l1.2 3-1.6 1.2a8 8 0 0 0 4.2 4.2l1.2-1.6 3 1.2v2.3c0 .6-.5 1-1 1A11 11 0 0 1 2.2 3.5c0-.5.4-1 1-1z",
  mail: "M2 3.5h12v9H2zM2 4l6 5 6-5",
  meeting: "M5.5 7a2 2 0 1 0 0-4a2 2 0 0 0 0 4zM2 13c0-2.5 1.5-4 3.5-4S9 10.5 9 13M11 7.5a1.7 1.7 0 1 0 0-3.4M11.5 9.2c1.6.3 2.5 1.7 2.5 3.8",
  message: "M2 3h12v8H7l-3 2.5V11H2z",
  visit: "M8 14s4.5-4.3 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.7 8 14 8 14zM8 8a1.5 1.5 0 1 0 0-3a1.5 1.5 0 0 0 0 3z",
  note: "M3 2.5h7l3 3v8H3zM10 2.5v3h3M5.5 8h5M5.5 10.5h3",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.3 1.6",
  broken: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.5M8 10.8v.2",
  kept: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.3 8.2l1.9 1.9 3.5-3.9",
  moved: "M2 8h11M9 4l4 4-4 4",
  exception: "M2.5 12.5c3 0 3-9 6-9h4M9.8 1l2.7 2.5L9.8 6M2.5 4.5h3M10 12.5h3",
  owner: "M8 7.5a2.7 2.7 0 1 0 0-5.4a2.7 2.7 0 0 0 0 5.4zM3 14c0-3 2-4.7 5-4.7s5 1.7 5 4.7",
  returned: "M6 4L2.5 7.5 6 11M2.5 7.5h7a4 4 0 0 1 4 4v1",
  captured: "M8 2v7M5 6.5l3 3 3-3M2.5 10v3.5h11V10",
  score: "M2 13.5V9.5h3v4M6.5 13.5v-8h3v8M11 13.5V2.5h3v11",
  fields: "M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13",
  series: "M3 4.5h10M3 8h10M3 11.5h6M12 10l2 1.5-2 1.5",
  alert: "M8 2.2l6 11H2zM8 6.5v3M8 11.3v.2",
  step: "M3 8a5 5 0 1 0 1.5-3.5M4 2v3h3",
  dot: "M8 6a2 2 0 1 1 0 4a2 2 0 0 1 0-4z",
  close: "M4 4l8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  check: "M3 8.5l3.2 3L13 4.5",
  sun: "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  system: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  help: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.2 6.3A1.8 1.8 0 1 1 8 8.3V9M8 11.3v.2",
  leave: "M6 2.5H2.5v11H6M6 8h8M11 5l3 3-3 3",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  text: "M5 4L1.5 8 5 12M11 4l3.5 4-3.5 4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" style={{ flex: "none" }}>
      <path d={PATHS[name]} />
    </svg>
  );
}
