// app-pictures.mjs: makes the pictures of the screens in docs/images anew. THROUGHLINE is
// the address of a program with the demo's data; who is in it isn't known before.
import { writeFileSync } from "node:fs";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { close, leadWhere, open, PHONE, visit } from "./app/house.mjs";

const IMAGES = "docs/images";
const DESK = { width: 1280, height: 860 };

const HEAD = 8; // of the file, before its first chunk
const ABOUT = 8; // length and name, before the data of a chunk

/** Which of three neighbours a pixel is likeliest to be (Paeth). */
function likeliest(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** The same picture, smaller: rows as they are pack better than differences, where most is text on plain ground. */
function packed(png) {
  const chunks = [];
  for (let at = HEAD; at < png.length; ) {
    const data = png.subarray(at + ABOUT, at + ABOUT + png.readUInt32BE(at));
    chunks.push({ name: png.toString("latin1", at + 4, at + ABOUT), data });
    at += ABOUT + data.length + 4;
  }
  const header = chunks.find(({ name }) => name === "IHDR").data;
  const [width, height, depth, colours] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  const bytes = { 2: 3, 6: 4 }[colours];
  if (depth !== 8 || bytes === undefined) return png;
  const row = width * bytes + 1;
  const rows = inflateSync(Buffer.concat(chunks.filter(({ name }) => name === "IDAT").map(({ data }) => data)));
  for (let y = 0; y < height; y++) {
    const how = rows[y * row];
    rows[y * row] = 0;
    for (let x = 1; x < row; x++) {
      const here = y * row + x;
      const left = x > bytes ? rows[here - bytes] : 0;
      const up = y > 0 ? rows[here - row] : 0;
      const corner = x > bytes && y > 0 ? rows[here - row - bytes] : 0;
      rows[here] += [0, left, up, (left + up) >> 1, likeliest(left, up, corner)][how];
    }
  }
  const chunk = (name, data) => {
    const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const smaller = Buffer.concat([png.subarray(0, HEAD), chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })), chunk("IEND", Buffer.alloc(0))]);
  return smaller.length < png.length ? smaller : png;
}

/** A lead with something to see: tried some times, a score that adds up, a promise that runs. */
async function tellingLead() {
  const { page, context } = await visit("/overview");
  const telling = ({ attempts, score, clocks }) => attempts >= 2 && score.contributions.length >= 3 && clocks.some(({ state }) => state === "running" || state === "warned");
  const { id } = await leadWhere(page, "stage=contacting&grade=A", telling).catch(() => leadWhere(page, "stage=contacting"));
  await context.close();
  return `/leads/${id}`;
}

/** What is done on a page before its picture is made. */
async function wholeDrawing(page) {
  await page.getByRole("button", { name: "Whole picture" }).click();
  await page.getByRole("heading", { level: 1 }).hover();
}

async function shot(name, path, seen, how, before = async () => {}) {
  const { page, context } = await visit(path, { viewport: DESK, colorScheme: "light", reducedMotion: "reduce", ...how });
  await page.locator(seen).first().waitFor();
  await page.waitForLoadState("networkidle", { timeout: 2_500 }).catch(() => null);
  await page.evaluate(() => document.fonts.ready);
  await before(page);
  writeFileSync(`${IMAGES}/${name}.png`, packed(await page.screenshot({ animations: "disabled", caret: "hide" })));
  await context.close();
}

const BALANCE = "[data-testid=balance] a";
const DRAWING = "[data-testid=drawing] a";

await open();
try {
  const lead = await tellingLead();
  await shot("app-overview", "/overview", BALANCE);
  await shot("app-overview-dark", "/overview", BALANCE, { colorScheme: "dark" });
  await shot("app-leads", "/leads?status=open", "[data-lead]");
  await shot("app-lead", lead, "#timeline li");
  await shot("app-lead-phone", lead, "#timeline li", { viewport: PHONE });
  await shot("app-process", "/process", DRAWING, {}, wholeDrawing);
  await shot("app-process-dark", "/process", DRAWING, { colorScheme: "dark" }, wholeDrawing);
} finally {
  await close();
}
