// pictures.mjs PROGRAM: makes the pictures of docs/images anew, from the samples.
//
// The terminal's picture is what the program really prints on a terminal of a
// hundred columns, with its colours; the others are the page as a browser shows it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DESK, PHONE, start } from "./browser.mjs";

const [program] = process.argv.slice(2);
const IMAGES = "docs/images";
const COLUMNS = 100;
/** The picture ends with the last part that fits. */
const LINES = 66;
/** The colours of a usual dark terminal, by their SGR number. */
const COLOURS = {
  30: "#3b4048", 31: "#e06c75", 32: "#98c379", 33: "#e5c07b", 34: "#61afef", 35: "#c678dd", 36: "#56b6c2", 37: "#d7dae0",
  90: "#7f848e", 91: "#ef7b85", 92: "#a9d48a", 93: "#f0cf8f", 94: "#7cc0ff", 95: "#d59bea", 96: "#6fcbd6", 97: "#ffffff",
};

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** What a terminal would show, as HTML. */
function coloured(ansi) {
  let style = {};
  let html = "";
  for (const [, codes, text] of ansi.matchAll(/(?:\x1b\[([\d;]*)m)?([^\x1b]*)/g)) {
    for (const code of codes === undefined ? [] : (codes || "0").split(";").map(Number)) {
      if (code === 0) style = {};
      else if (code === 1) style.b = "font-weight:700";
      else if (code === 2) style.d = "color:#9aa0ab";
      else if (code === 22) { delete style.b; delete style.d; }
      else if (code === 39) delete style.c;
      else if (COLOURS[code]) style.c = `color:${COLOURS[code]}`;
    }
    if (text) html += `<span style="${Object.values(style).join(";")}">${escaped(text)}</span>`;
  }
  return html;
}

/** Runs a command on a terminal of its own. */
function onTerminal(command) {
  const { stdout, status } = spawnSync("script", ["-qec", `stty cols ${COLUMNS} rows 60; ${command}`, "/dev/null"], {
    encoding: "utf8", env: { ...process.env, TERM: "xterm-256color", NO_COLOR: "" }, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  return stdout.replaceAll("\r", "");
}

function reportOf(folder, name, ...exports) {
  const html = join(folder, `${name}.html`);
  const { status, stderr } = spawnSync("bash", ["-c", `"$0" diagnose ${exports.join(" ")} --html "$1"`, program, html], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return pathToFileURL(html).href;
}

async function shot(browser, url, name, how, clipped) {
  const page = await browser.newPage(how);
  await page.goto(url);
  const clip = await clipped(page);
  await page.screenshot({ path: `${IMAGES}/${name}.png`, fullPage: true, ...(clip && { clip }) });
  await page.close();
}

/** From the top of the page as far as the end of a part of it. */
const downTo = (pixels) => (page) => ({ x: 0, y: 0, width: page.viewportSize().width, height: pixels });

const folder = mkdtempSync(join(tmpdir(), "pictures-"));
const browser = await start();
try {
  const shown = onTerminal(`'${program}' diagnose samples/maven/*.csv`);
  const lines = shown.split("\n").slice(0, LINES).join("\n").replace(/\n\s*\n(?:(?!\n\s*\n)[^])*$/, "");
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.setContent(`<style>
    body { margin: 0; background: #1e2127; }
    pre { margin: 0; padding: 14px 18px; display: inline-block; color: #d7dae0; font: 13.5px/1.32 "DejaVu Sans Mono", monospace; }
    pre b { color: #98c379; }</style><pre><b>$</b> throughline diagnose samples/maven/*.csv\n\n${coloured(lines)}</pre>`);
  await page.locator("pre").screenshot({ path: `${IMAGES}/terminal.png` });
  await page.close();

  const maven = reportOf(folder, "maven", "samples/maven/*.csv");
  const stages = reportOf(folder, "stages", "samples/stage-history.csv");
  await shot(browser, maven, "report-light", { colorScheme: "light", viewport: DESK }, downTo(1000));
  await shot(browser, maven, "report-dark", { colorScheme: "dark", viewport: DESK }, downTo(1000));
  await shot(browser, maven, "report-phone", { colorScheme: "light", viewport: PHONE }, downTo(1000));
  const map = await browser.newPage({ colorScheme: "light", viewport: DESK });
  await map.goto(stages);
  await map.locator("figure", { has: map.locator(".map") }).first().screenshot({ path: `${IMAGES}/report-map.png` });
  await map.close();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
