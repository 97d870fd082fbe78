// app-pictures.mjs: makes the pictures of the screens in docs/images anew. THROUGHLINE is
// the address of a program with the demo's data; who is in it isn't known before.
import { ask, close, leadWhere, open, PHONE, visit } from "./app/house.mjs";

const IMAGES = "docs/images";
const DESK = { width: 1280, height: 860 };

/** A lead with something to see: a history, a score that adds up, an answer and a promise that runs. */
async function tellingLead() {
  const { page, context } = await visit("/overview");
  const told = ({ timeline, score, clocks }) => (timeline?.length ?? 8) >= 8 && (score?.contributions?.length ?? 3) >= 3 && (clocks?.length ?? 1) >= 1;
  const { id } = await leadWhere(page, "stage=contacting&grade=A", told).catch(() => leadWhere(page, "stage=contacting"));
  await ask(page, `/leads/${id}`);
  await context.close();
  return `/leads/${id}`;
}

async function shot(name, path, seen, how) {
  const { page, context } = await visit(path, { viewport: DESK, colorScheme: "light", reducedMotion: "reduce", ...how });
  await page.locator(seen).first().waitFor();
  await page.waitForLoadState("networkidle", { timeout: 2_500 }).catch(() => null);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${IMAGES}/${name}.png`, animations: "disabled", caret: "hide" });
  await context.close();
}

const BALANCE = "[data-testid=balance] a";
const DRAWING = "[data-testid=drawing] a";

await open();
try {
  const lead = await tellingLead();
  await shot("app-overview", "/overview", BALANCE);
  await shot("app-overview-dark", "/overview", BALANCE, { colorScheme: "dark" });
  await shot("app-leads", "/leads", "[data-lead]");
  await shot("app-lead", lead, "#timeline li");
  await shot("app-lead-phone", lead, "#timeline li", { viewport: PHONE });
  await shot("app-process", "/process", DRAWING);
  await shot("app-process-dark", "/process", DRAWING, { colorScheme: "dark" });
} finally {
  await close();
}
