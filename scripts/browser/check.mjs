// check.mjs PAGE... [--serve PROGRAM EXPORT...]: opens each report as a reader
// would (light and dark, at a desk, on a phone, on paper) and says what is wrong.
//
// 1. No word on the console, no error, nothing fetched beside the page itself.
// 2. Nothing reaches beyond the side of the window or the sheet.
// 3. The rules of WCAG 2.2 AA that a machine can check (axe).
// 4. Letters of a drawing don't lie upon each other; every figure has its title.
//
// With --serve also: the program shows the same page to a browser on this machine.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { DESK, PHONE, openAll, start } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What the margins leave of an A4 sheet, in CSS pixels. */
const SHEET = { width: 696, height: 1017 };

/** Letters are lower than the line they stand on; closer than this is no harm. */
const LINE_AIR = 0.15;
const HARMLESS = 2;

const faults = [];

/** Opens a page, and keeps an ear on what it says and fetches. */
async function open(browser, url, how) {
  const context = await browser.newContext(how);
  const page = await context.newPage();
  const heard = [];
  page.on("console", (message) => heard.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  context.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) heard.push(`fetches ${request.url()}`);
  });
  const answer = await page.goto(url, { waitUntil: "load" });
  return { context, page, heard, answer };
}

/** What reaches beyond the side, and by which element. */
function beyondTheSide() {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const inBox = (element) => element.parentElement.closest(".scroll") && getComputedStyle(element.closest(".scroll")).overflowX !== "visible";
  const far = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > wide + 1 && !inBox(element),
  );
  const deepest = far.filter((element) => !far.some((other) => other !== element && element.contains(other)));
  return deepest.slice(0, 5).map((element) => {
    const right = Math.round(element.getBoundingClientRect().right);
    return `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}” reaches to ${right} of ${wide} px`;
  }).concat(far.length === 0 ? [`the page is ${document.documentElement.scrollWidth} of ${wide} px wide`] : []);
}

/** Tables and drawings that a sheet of paper would cut off, because paper doesn't scroll. */
function cutOff() {
  return [...document.querySelectorAll(".scroll")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible")
    .map((box) => `a part of ${box.scrollWidth} px is cut at ${box.clientWidth}: “${box.textContent.trim().slice(0, 40)}”`);
}

/** Texts of one drawing that lie upon each other. */
function lettersUponLetters([air, harmless]) {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const boxes = [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() !== "" && getComputedStyle(text).display !== "none")
      .map((text) => ({ text, box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0);
    boxes.forEach(({ text, box }, place) => {
      for (const other of boxes.slice(place + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          - air * (box.height + other.box.height) / 2;
        if (across > harmless && down > harmless) {
          const where = svg.closest("figure")?.querySelector("h3")?.textContent ?? svg.closest("section")?.id ?? "?";
          found.push(`“${text.textContent}” lies upon “${other.text.textContent}” by ${across.toFixed(0)} × ${down.toFixed(0)} px in “${where.slice(0, 60)}”`);
        }
      }
    });
  }
  return found;
}

function untitled() {
  const figures = [...document.querySelectorAll("figure")];
  return figures
    .filter((figure) => !figure.querySelector("figcaption h3")?.textContent.trim())
    .map((figure) => `a figure has no title: “${figure.textContent.trim().slice(0, 40)}”`)
    .concat(figures.length === 0 ? ["the page has no figure at all"] : []);
}

async function rulesBroken(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"], preload: false }),
    WCAG,
  );
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help} (${nodes.length}×), first at ${nodes[0].target} ${nodes[0].html.slice(0, 120)}`);
}

async function look(browser, file) {
  const url = pathToFileURL(file).href;
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [DESK, PHONE]) {
      const { context, page, heard } = await open(browser, url, { colorScheme, viewport });
      await openAll(page);
      const wrong = [
        ...(await page.evaluate(beyondTheSide)),
        ...(await page.evaluate(lettersUponLetters, [LINE_AIR, HARMLESS])),
        ...(await page.evaluate(untitled)),
        ...(await rulesBroken(page)),
        ...heard,
      ];
      report(`${basename(file)}, ${colorScheme}, ${viewport.width} px`, wrong);
      await context.close();
    }
  }
  const { context, page, heard } = await open(browser, url, { viewport: SHEET });
  await page.emulateMedia({ media: "print" });
  const wrong = [
    ...(await page.evaluate(beyondTheSide)),
    ...(await page.evaluate(cutOff)),
    ...(await page.evaluate(lettersUponLetters, [LINE_AIR, HARMLESS])),
  ];
  const pdf = await page.pdf({ format: "A4" });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (sheets === 0) wrong.push("printing gives no sheet");
  report(`${basename(file)}, on ${sheets} sheets of paper`, [...wrong, ...heard]);
  await context.close();
}

/** Lets the program serve the page, opens it, and ends that program. */
async function lookAtServed(browser, program, exports) {
  const child = spawn(program, ["diagnose", ...exports, "--serve", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await new Promise((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (some) => {
        said += some;
        const address = said.match(/http:\/\/[\d.:]+\//);
        if (address) resolve(address[0]);
      });
      child.on("exit", (code) => reject(new Error(`the program ended with ${code} instead of serving`)));
      setTimeout(() => reject(new Error("the program named no address within a minute")), 60_000).unref();
    });
    const { context, page, heard, answer } = await open(browser, url, { viewport: DESK });
    const wrong = answer.status() === 200 ? heard : [`the answer is ${answer.status()}`, ...heard];
    if (!(await page.title()).includes("leads")) wrong.push(`the title is “${await page.title()}”`);
    report("--serve", wrong);
    await context.close();
  } finally {
    child.kill("SIGINT");
  }
}

function report(what, wrong) {
  console.log(`${wrong.length === 0 ? "ok    " : "WRONG "} ${what}`);
  for (const one of wrong) console.log(`       - ${one}`);
  faults.push(...wrong);
}

const serve = process.argv.indexOf("--serve");
const pages = process.argv.slice(2, serve < 0 ? undefined : serve);
const browser = await start();
try {
  for (const file of pages) await look(browser, file);
  if (serve > 0) await lookAtServed(browser, process.argv[serve + 1], process.argv.slice(serve + 2));
} finally {
  await browser.close();
}
if (faults.length > 0) {
  console.log(`\n${faults.length} faults`);
  process.exit(1);
}
