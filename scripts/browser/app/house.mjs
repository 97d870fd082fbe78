// What every story needs: a browser at the door of the program, signed in, that hears
// each word on the console and each thing that the page's policy turns away.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DESK, PHONE, start } from "../browser.mjs";

export { DESK, PHONE };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Where the program listens. It has to hold the demo's data. */
export const HOUSE = (process.env.THROUGHLINE ?? "http://127.0.0.1:8080").replace(/\/$/, "");

let browser;
let session;

export async function open() {
  browser = await start();
}

export async function close() {
  await browser.close();
}

export function expect(holds, what) {
  if (!holds) throw new Error(what);
}

/** A page of its own. `heard` holds what nobody should hear. */
export async function visit(path, { signedIn = true, ...how } = {}) {
  if (signedIn && session === undefined) await signIn();
  const context = await browser.newContext({ viewport: DESK, bypassCSP: false, ...how, ...(signedIn && { storageState: session }) });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const heard = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  context.on("request", (request) => {
    if (!request.url().startsWith(`${HOUSE}/`) && !/^(data|blob):/.test(request.url())) heard.push(`asks elsewhere: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy turns away: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(HOUSE + path);
  return { page, heard, context };
}

/** Signs in with the button of the demo, once for all stories. */
async function signIn() {
  const { page, heard, context } = await visit("/sign-in", { signedIn: false });
  await page.getByTestId("demo").click();
  await page.waitForURL("**/overview");
  await page.getByTestId("balance").getByRole("link").first().waitFor();
  session = await context.storageState();
  // Who is signed out is told so by a 401, and browsers write that down.
  const unexpected = heard.filter((word) => !word.includes("401"));
  expect(unexpected.length === 0, unexpected.join("; "));
  await context.close();
}

/** Asks the API as the page would. */
export async function ask(page, path) {
  const answer = await page.request.get(`${HOUSE}/api/v1${path}`);
  expect(answer.ok(), `${path} answers ${answer.status()}`);
  return answer.json();
}

/** An open lead that fits, or a story that says which is missing. */
export async function leadWhere(page, query, fits = () => true) {
  const { items } = await ask(page, `/leads?status=open&limit=50&${query}`);
  for (const { id } of items) {
    const lead = await ask(page, `/leads/${id}`);
    if (fits(lead)) return lead;
  }
  throw new Error(`the demo has no open lead for ${query}`);
}

export async function rulesBroken(page) {
  // By the developer's door: the page's own policy lets no script of ours in.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false }), WCAG);
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help} (${nodes.length}×), first at ${nodes[0].target} ${nodes[0].html.slice(0, 140)} ${nodes[0].any[0]?.message ?? ""}`);
}

/** What reaches beyond the side of the window, outside of boxes that scroll on purpose. */
export function beyondTheSide(page) {
  return page.evaluate(() => {
    const screen = document.querySelector("#screen") ?? document.documentElement;
    const found = [];
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    if (screen.scrollWidth > screen.clientWidth) found.push(`the screen is ${screen.scrollWidth} of ${screen.clientWidth} px wide`);
    return found;
  });
}
