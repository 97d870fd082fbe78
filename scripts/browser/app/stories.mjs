// stories.mjs [WORD...]: people use the program in a browser; only stories whose title
// holds one of the words, if some are given. THROUGHLINE is the address of a program
// with the demo's data; who is in it isn't known before.
import { ask, beyondTheSide, close, DESK, expect, leadWhere, open, PHONE, rulesBroken, visit } from "./house.mjs";
import { morning } from "./morning.mjs";
import { people } from "./people.mjs";

const figure = (text) => Number(text.replace(/[^\d]/g, ""));
const SCREENS = ["/overview", "/today", "/today?role=sdr", "/leads", "/board", "LEAD", "/process", "/duplicates", "/capture"];

/** How many leads the list says it shows. */
async function total(page) {
  const counted = page.getByTestId("total");
  await page.waitForFunction(() => /\d/.test(document.querySelector("[data-testid=total]")?.textContent ?? ""));
  return figure(await counted.innerText());
}

async function lead(page, id) {
  await page.goto(`${new URL(page.url()).origin}/leads/${id}`);
  await page.locator("#timeline li").first().waitFor();
}

const stories = {
  ...morning,
  ...people,

  "who isn't signed in is asked to, and comes to where they wanted": async () => {
    const { page, context } = await visit("/leads?grade=A", { signedIn: false });
    await page.waitForURL("**/sign-in**");
    await page.getByLabel("Mail").fill("nobody@nowhere.example");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("don't belong together").waitFor();
    await page.getByTestId("demo").click();
    await page.waitForURL("**/leads?grade=A");
    await context.close();
  },

  "the balance adds up, and each figure opens exactly its leads": async () => {
    const { page, heard, context } = await visit("/overview");
    const links = page.getByTestId("balance").getByRole("link");
    await links.first().waitFor();
    const figures = (await links.allInnerTexts()).map(figure);
    const [all, ...cells] = figures;
    expect(cells.reduce((sum, leads) => sum + leads, 0) === all, `${cells.join(" + ")} is not ${all}`);
    for (let place = 0; place < figures.length; place++) {
      await links.nth(place).click();
      await page.waitForURL("**/leads**");
      const shown = figures[place] === 0 ? 0 : await total(page);
      expect(shown === figures[place], `the figure says ${figures[place]}, its list ${shown}`);
      await page.goBack();
      await links.first().waitFor();
    }
    const needs = await ask(page, "/overview");
    for (const { leads, href } of needs.attention) {
      const { total: found } = await ask(page, href.replace("?", "?limit=1&"));
      expect(found === leads, `${href} has ${found} leads, its figure says ${leads}`);
    }
    for (const bar of await page.locator("#funnel tbody tr").all()) {
      const wanted = figure(await bar.locator("td").nth(1).innerText());
      const { items } = await ask(page, `/leads?limit=1&reached=${await bar.getAttribute("data-stage")}`);
      expect((items.length === 0) === (wanted === 0), "a bar of the funnel leads nowhere");
    }
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a filter is in the address, and the address restores it": async () => {
    const { page, heard, context } = await visit("/leads");
    const everything = await total(page);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("button", { name: "Grade", exact: true }).and(page.locator("[role=dialog] button")).click();
    await page.getByRole("button", { name: "B", exact: true }).click();
    await page.waitForURL("**grade=B**");
    await page.waitForFunction((before) => Number(document.querySelector("[data-testid=total]").dataset.total) !== before, everything);
    const some = await total(page);
    expect(some < everything, "the filter changes nothing");
    await page.reload();
    expect((await total(page)) === some, "the address doesn't restore the list");
    expect(await page.locator("[data-filter=grade]").isVisible(), "the chip is gone");
    await page.locator("[data-filter=grade]").click();
    await page.waitForURL((url) => !url.search.includes("grade"));
    await page.waitForFunction((before) => Number(document.querySelector("[data-testid=total]").dataset.total) === before, everything);
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "by keyboard: to the leads, down two, into the second": async () => {
    const { page, heard, context } = await visit("/overview");
    await page.getByTestId("balance").getByRole("link").first().waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.waitForURL("**/leads");
    await page.locator("[data-lead]").nth(1).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const chosen = await page.locator("[aria-selected=true]").getAttribute("data-lead");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/leads/${chosen}`);
    await page.locator("#timeline").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Log a call").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("process");
    await page.getByRole("option", { name: /^Process/ }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a million leads scroll: the far end is reached": async () => {
    const { page, context } = await visit("/leads");
    await page.locator("[data-lead]").nth(5).waitFor();
    const before = await page.locator("[data-lead]").first().getAttribute("data-lead");
    await page.locator("[aria-label=Leads][role=table]").hover();
    await page.mouse.wheel(0, 4_000);
    await page.waitForFunction((first) => document.querySelector("[data-lead]")?.dataset.lead !== first, before);
    await page.locator("[aria-rowindex='110']").waitFor();
    expect((await page.locator("[data-lead]").count()) < 100, "rows out of sight are kept");
    await context.close();
  },

  "a call is logged with three keys, and is the newest line": async () => {
    const { page, heard, context } = await visit("/overview");
    const { id, version } = await leadWhere(page, "stage=contacting");
    await lead(page, id);
    await page.keyboard.press("c");
    await page.getByRole("button", { name: "Call", pressed: true }).waitFor();
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Logged: call, voicemail").waitFor();
    const after = await ask(page, `/leads/${id}`);
    expect(after.version > version, "nothing was recorded");
    await page.locator("#timeline li[data-type='touch.logged']").first().getByText(/voicemail/i).waitFor();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a drawn move that needs a reason asks for just that": async () => {
    const { page, context, heard } = await visit("/overview");
    const needs = (move) => move.kind === "drawn" && move.reasons.length > 0 && move.needs.filter(({ given }) => !given).map(({ name }) => name).join() === "reason";
    const found = await leadWhere(page, "stage=contacting", ({ moves }) => moves.some(needs));
    const move = found.moves.find(needs);
    await lead(page, found.id);
    await page.locator(`[data-move=${move.to}] button`).click();
    const form = page.getByRole("form", { name: `Move to ${move.title}` });
    // Without a reason the refusal stands at the field.
    await form.getByRole("button", { name: /^Move/ }).click();
    await form.getByRole("alert").waitFor();
    expect((await form.getByRole("combobox").getAttribute("aria-invalid")) === "true", "the field isn't marked");
    await form.getByRole("combobox").selectOption(move.reasons[0]);
    await form.getByRole("button", { name: /^Move/ }).click();
    await page.getByRole("status").getByText(`Moved to ${move.title}`).waitFor();
    expect((await ask(page, `/leads/${found.id}`)).stage === move.to, "the lead is elsewhere");
    const strange = heard.filter((word) => !word.includes("422"));
    expect(strange.length === 0, strange.join("; "));
    await context.close();
  },

  "an exception needs a reason, and is shown as one": async () => {
    const { page, context } = await visit("/overview");
    const found = await leadWhere(page, "stage=contacting", ({ exceptions_to }) => exceptions_to.length > 0);
    const [to] = found.exceptions_to;
    await lead(page, found.id);
    await page.getByTestId("exception").click();
    const form = page.getByRole("form", { name: /^Exception/ });
    await form.getByLabel("To").selectOption(to.stage);
    await form.getByLabel("Why").fill("The merchant insists");
    await form.getByRole("button", { name: /^Make the exception/ }).click();
    await page.getByRole("status").getByText("Exception made").waitFor();
    await page.locator("#timeline li[data-type='lead.moved']").first().getByText("The merchant insists").waitFor();
    await context.close();
  },

  "what somebody else does appears without a reload": async () => {
    const { page, context } = await visit("/overview");
    const { id } = await leadWhere(page, "stage=contacting");
    await lead(page, id);
    const other = await visit(`/leads/${id}`);
    await other.page.locator("#timeline li").first().waitFor();
    await other.page.keyboard.press("n");
    await other.page.getByLabel("Note", { exact: true }).fill("Written next door");
    await other.page.keyboard.press("Control+Enter");
    await page.locator("#timeline").getByText("Written next door").waitFor();
    await other.context.close();
    await context.close();
  },

  "a page that is left while it loads calls nothing a problem": async () => {
    const { page, heard, context } = await visit("/overview");
    // Answers take their time, so that they are under way whenever the page is left.
    await page.route("**/api/v1/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue().catch(() => null);
    });
    const origin = new URL(page.url()).origin;
    for (const path of ["/leads", "/process", "/overview", "/leads?grade=A", "/process", "/overview"]) {
      await page.goto(origin + path, { waitUntil: "commit" });
      await page.waitForTimeout(450);
    }
    await page.goBack({ waitUntil: "commit" });
    await page.unroute("**/api/v1/**");
    await page.getByTestId("drawing").waitFor();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a list stands still while it is read, and says what has changed": async () => {
    const { page, heard, context } = await visit("/leads?status=open&sort=-updated_at");
    await page.locator("[data-lead]").nth(20).waitFor();
    const list = page.locator("[aria-label=Leads][role=table]");
    await list.hover();
    await page.mouse.wheel(0, 1_500);
    await page.waitForFunction(() => !document.querySelector("[aria-rowindex='2']"));
    const rows = () => page.locator("[data-lead]").evaluateAll((all) => all.map(({ dataset, ariaRowIndex }) => `${ariaRowIndex} ${dataset.lead}`));
    // The wheel rolls on for a moment, and the next page comes in.
    await page.waitForTimeout(1_500);
    const before = await rows();
    const { items } = await ask(page, "/leads?status=open&limit=1&sort=updated_at");
    const other = await visit(`/leads/${items[0].id}`);
    await other.page.locator("#timeline li").first().waitFor();
    await other.page.keyboard.press("n");
    await other.page.getByLabel("Note", { exact: true }).fill("Up to the top by this");
    await other.page.keyboard.press("Control+Enter");
    await other.page.locator("#timeline").getByText("Up to the top by this").waitFor();
    await other.context.close();
    const renew = page.getByRole("button", { name: /renew the list$/ });
    await renew.waitFor();
    // Longer than figures wait for until they are renewed.
    await page.waitForTimeout(6_000);
    const after = await rows();
    const moved = before.findIndex((row, place) => row !== after[place]);
    expect(moved < 0, `rows moved under the reader: ${before[moved]} became ${after[moved]}`);
    await renew.click();
    await page.locator(`[data-lead='${items[0].id}']`).waitFor();
    await renew.waitFor({ state: "hidden" });
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "times are those of the house, whatever zone and clock the desk has": async () => {
    const { page, heard, context } = await visit("/sign-in", { timezoneId: "Asia/Tokyo" });
    const { now, time_zone: zone } = await ask(page, "/me");
    const soon = (due) => new Date(due).getTime() - new Date(now).getTime();
    const { items } = await ask(page, "/leads?status=open&sort=due_at&limit=200");
    const near = items.find(({ next_step: step }) => soon(step.due_at) > 2 * 3_600_000 && soon(step.due_at) < 20 * 3_600_000) ?? items.at(-1);
    // The desk's clock is five hours ahead.
    await page.clock.install({ time: new Date(new Date(now).getTime() + 5 * 3_600_000) });
    await page.goto(new URL(`/leads/${near.id}`, page.url()).href);
    await page.getByTestId("zone").getByText(zone.replaceAll("_", " ")).waitFor();
    const due = page.locator(`time[datetime='${near.next_step.due_at}']`).first();
    const said = await due.innerText();
    const inZone = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(near.next_step.due_at));
    const left = soon(near.next_step.due_at) / 60_000;
    const [, hours, minutes] = /^(\d+):(\d\d) h left$/.exec(said) ?? [];
    const right = hours === undefined ? said.endsWith(inZone) : Math.abs(Number(hours) * 60 + Number(minutes) - left) <= 2;
    expect(right, `${said} for a deadline at ${inZone}, ${Math.round(left)} minutes from now`);
    expect((await due.getAttribute("title")).includes(inZone), "the tip tells another time");
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a lost connection is shown, and heals": async () => {
    const { page, context } = await visit("/overview");
    await page.getByTestId("balance").getByRole("link").first().waitFor();
    // A stream that is open stays open when the network goes; the next one can't begin.
    await context.setOffline(true);
    await page.reload().catch(() => null);
    await context.setOffline(false);
    await page.goto(page.url().startsWith("http") ? page.url() : `${process.env.THROUGHLINE}/overview`);
    await page.route("**/api/v1/live", (route) => route.fulfill({ status: 503 }));
    await page.reload();
    await page.getByText("Connection lost.").waitFor();
    await page.unroute("**/api/v1/live");
    await page.getByText("Connection lost.").waitFor({ state: "hidden" });
    await context.close();
  },

  "the drawing: a box opens its facts, and its leads": async () => {
    const { page, heard, context } = await visit("/process");
    const drawing = page.getByTestId("drawing");
    await drawing.waitFor();
    const box = drawing.locator("a", { has: page.locator("[data-kind=work]") }).first();
    await box.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("stage").waitFor();
    await page.waitForURL("**stage=**");
    const link = page.getByTestId("stage").getByRole("link").first();
    const wanted = figure(await link.innerText());
    await link.click();
    await page.waitForURL("**/leads**");
    expect(wanted === 0 || (await total(page)) === wanted, "the count and its list differ");
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "dark is chosen once, and stays": async () => {
    const { page, context } = await visit("/overview", { colorScheme: "light" });
    await page.getByRole("button", { name: /^Signed in as/ }).click();
    await page.locator("[data-scheme=dark]").click();
    await page.reload();
    const scheme = await page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    expect(scheme === "dark", `after a reload it is ${scheme}`);
    await context.close();
  },

  "every screen is clean: at a desk and on a phone, light and dark": async () => {
    const faults = [];
    for (const viewport of [DESK, PHONE]) {
      for (const colorScheme of ["light", "dark"]) {
        for (const screen of ["/sign-in", ...SCREENS]) {
          const signedIn = screen !== "/sign-in";
          const { page, heard, context } = await visit(screen === "LEAD" ? "/overview" : screen, { viewport, colorScheme, reducedMotion: "reduce", signedIn });
          const { id } = screen === "LEAD" ? await leadWhere(page, "stage=contacting") : {};
          if (screen === "LEAD") {
            await page.getByTestId("balance").getByRole("link").first().waitFor();
            await lead(page, id);
          }
          await page.waitForLoadState("networkidle", { timeout: 2_500 }).catch(() => null);
          const unexpected = signedIn ? heard : heard.filter((word) => !word.includes("401"));
          for (const fault of [...unexpected, ...(await rulesBroken(page)), ...(await beyondTheSide(page))]) {
            faults.push(`${screen}, ${colorScheme}, ${viewport.width} px: ${fault}`);
          }
          await context.close();
        }
      }
    }
    expect(faults.length === 0, faults.join("\n    "));
  },
};

const words = process.argv.slice(2);
let failed = 0;
await open();
for (const [title, story] of Object.entries(stories)) {
  if (words.length > 0 && !words.some((word) => title.includes(word))) continue;
  const began = Date.now();
  try {
    await story();
    console.log(`ok    ${title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (fault) {
    failed += 1;
    console.log(`wrong ${title}\n    ${fault.message}`);
  }
}
await close();
process.exit(failed === 0 ? 0 : 1);
