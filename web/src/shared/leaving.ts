// Leaving: what is under way when the page is left breaks off, and that is no trouble
// anybody should hear of.

/** A question may fail just before the page hears that it is left. */
const MOMENT = 150;
/** A page that is still there so long after it was about to go has stayed: that was a download, say. */
const STAYED = 5_000;

let gone = false;
let goingUntil = 0;
let back: (() => void)[] = [];

const elapsed = () => performance.now();

// Never asks whether one is sure: that would keep the page out of the browser's cache of pages to go back to.
window.addEventListener("beforeunload", () => {
  goingUntil = elapsed() + STAYED;
});
window.addEventListener("pagehide", () => {
  gone = true;
});
// Only a page that was kept is shown a second time.
window.addEventListener("pageshow", () => {
  gone = false;
  goingUntil = 0;
  for (const go of back) go();
  back = [];
});

/**
 * Whether a question failed because the page was left. While the page is away this doesn't
 * answer; it does once the reader has come back.
 */
export async function wasLeft(): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, MOMENT));
  if (gone) {
    await new Promise<void>((resolve) => back.push(resolve));
    return true;
  }
  return elapsed() < goingUntil;
}
