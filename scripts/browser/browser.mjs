// The browser that checks and pictures share: Debian's Chromium, with nothing of
// its own going out to the network.
import { chromium } from "playwright-core";

export const DESK = { width: 1200, height: 900 };
export const PHONE = { width: 375, height: 812 };

export function start() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Tables and lists behind the charts count as well as what is seen at once. */
export function openAll(page) {
  return page.evaluate(() => {
    for (const closed of document.querySelectorAll("details")) closed.open = true;
  });
}
