// A rep's morning, and what stands around it: the day's list, the board, views, and a change to
// many leads at once.
import { ask, expect, leadWhere, visit } from "./house.mjs";

/** Signs in the rep who owns most. */
async function asRep(path, how = {}) {
  const { page, heard, context } = await visit("/sign-in", { ...how, signedIn: false });
  const { demo } = await ask(page, "/sign-in");
  const sign = (email) => page.request.post(new URL("/api/v1/session", page.url()).href, { data: { email, password: demo.password } });
  await sign(demo.email);
  const { items } = await ask(page, "/members");
  const rep = items.filter(({ roles }) => roles.includes("sdr")).sort((a, b) => b.open - a.open)[0];
  const first = rep.name.split(" ")[0].toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const signed = await sign(`${first}@throughline.example`);
  expect(signed.ok(), `${rep.name} can't sign in: ${signed.status()}`);
  heard.length = 0;
  await page.goto(new URL(path, page.url()).href);
  return { page, heard, context, rep };
}

/** Carries a card over a column, event by event: a browser without a screen loses real drags now and then. */
async function carry(page, card, column) {
  const dataTransfer = await page.evaluateHandle(() => new DataTransfer());
  await card.dispatchEvent("dragstart", { dataTransfer });
  await column.dispatchEvent("dragover", { dataTransfer });
  await column.dispatchEvent("drop", { dataTransfer });
  await page.getByRole("dialog").waitFor();
}

export const morning = {
  "a rep's morning: the list says why, three keys log a call, the next one opens": async () => {
    const { page, heard, context } = await asRep("/");
    await page.waitForURL("**/today");
    const lines = page.locator("[data-lead]");
    await lines.first().waitFor();
    const day = await ask(page, "/today");
    expect((await lines.count()) === day.items.length, "a lead of the day isn't shown");
    expect(day.items.every(({ why }) => why.length > 0), "a line doesn't say why");
    const start = page.getByTestId("start");
    const round = await start.isEnabled();
    if (round) await page.keyboard.press("s");
    else {
      await page.keyboard.press("j");
      await page.keyboard.press("c");
    }
    await page.getByTestId("outcome").waitFor();
    const id = new URL(page.url()).searchParams.get("lead");
    const { version } = await ask(page, `/leads/${id}`);
    await page.keyboard.press("1");
    await page.getByTestId("then").getByRole("radio").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText(/^Logged: /).waitFor();
    expect((await ask(page, `/leads/${id}`)).version > version, "nothing was recorded");
    await page.waitForFunction((before) => new URL(location.href).searchParams.get("lead") !== before, id);
    if (round && new URL(page.url()).searchParams.has("lead")) await page.getByTestId("outcome").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await page.getByRole("status").getByText(/^Taken back/).waitFor();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a lead is put off with its reason, and taken up again": async () => {
    const { page, heard, context } = await asRep("/today");
    const { items } = await ask(page, "/leads?status=open&owner=me&limit=100&snoozed=false");
    let found;
    for (const { id } of items) {
      const lead = await ask(page, `/leads/${id}`);
      const owed = lead.clocks.some(({ clock, state }) => ["first_response", "accept", "verdict"].includes(clock) && ["running", "warned", "broken"].includes(state));
      const soon = lead.clocks.some(({ due_at: due, state }) => ["running", "warned"].includes(state) && new Date(due) < Date.now() + 4 * 86_400_000);
      if (!owed && !soon) found = lead;
      if (found !== undefined) break;
    }
    expect(found !== undefined, "the demo's rep has no lead that can be put off");
    await page.goto(new URL(`/today?lead=${found.id}`, page.url()).href);
    await page.getByTestId("work").getByRole("button", { name: /^Put off/ }).click();
    const form = page.getByRole("form", { name: "Put off" });
    await form.getByRole("button", { name: "Tomorrow" }).click();
    await form.getByLabel("Why").fill("Back from the fair");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText(/^Put off until/).waitFor();
    await page.goto(new URL(`/leads/${found.id}`, page.url()).href);
    await page.getByRole("note").getByText("Back from the fair").waitFor();
    await page.getByRole("button", { name: "Take it up again" }).click();
    await page.getByRole("status").getByText(/^Taken up again/).waitFor();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a card is carried along a drawn move, and told where none is drawn": async () => {
    const { page, heard, context } = await visit("/board", { viewport: { width: 1900, height: 900 } });
    const column = (stage) => page.locator(`[data-stage=${stage}]`);
    await column("contacting").locator("[data-lead]").first().waitFor();
    const card = column("contacting").locator("[data-lead]").first();
    const id = await card.getAttribute("data-lead");
    await carry(page, card, column("nurture"));
    const form = page.getByRole("form", { name: /^Move to/ });
    await form.getByRole("combobox").selectOption({ index: 1 });
    await form.getByRole("button", { name: /^Move/ }).click();
    await page.getByRole("status").getByText(/^Moved to/).waitFor();
    expect((await ask(page, `/leads/${id}`)).stage === "nurture", "the lead is elsewhere");
    // The form goes, and the card with it: until then the next one can't be taken.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await column("contacting").locator(`[data-lead="${id}"]`).waitFor({ state: "detached" });
    const other = column("contacting").locator("[data-lead]").first();
    await carry(page, other, column("consulting"));
    await page.getByRole("dialog").getByText("No move is drawn from").waitFor();
    await page.keyboard.press("Escape");
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "a filter is kept as a view, and begun with": async () => {
    const { page, heard, context } = await visit("/leads?grade=A");
    await page.locator("[data-lead]").first().waitFor();
    await page.getByTestId("views").click();
    await page.getByRole("menuitem", { name: "Keep this as a view…" }).click();
    await page.getByRole("form", { name: "View" }).getByLabel("Name").fill("Hot ones");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Hot ones is kept").waitFor();
    await page.getByTestId("views").click();
    await page.getByRole("menuitem", { name: "Begin with Hot ones" }).click();
    await page.getByRole("status").getByText("You begin with Hot ones").waitFor();
    await page.goto(new URL("/leads", page.url()).href);
    await page.waitForURL("**grade=A**");
    await page.getByTestId("views").click();
    await page.getByRole("menuitem", { name: "Take Hot ones away" }).click();
    await page.getByRole("status").getByText("Hot ones is gone").waitFor();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },

  "many leads are changed as was said before, and brought back": async () => {
    const { page, heard, context } = await visit("/overview");
    await leadWhere(page, "stage=contacting");
    await page.goto(new URL("/leads?stage=contacting&status=open&sort=-due_at", page.url()).href);
    await page.locator("[data-lead]").nth(2).waitFor();
    for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    await page.getByTestId("bulk").getByText("2 selected").waitFor();
    await page.getByTestId("bulk").getByRole("button", { name: "Answer a field…" }).click();
    const form = page.getByRole("form", { name: "Answer a field" });
    await form.getByLabel("Field").selectOption("decision_date");
    await form.getByLabel("Value").fill("2031-05-04");
    await form.getByRole("button", { name: /^Look/ }).click();
    await page.getByTestId("ahead").getByText("2 leads: 2 would change.").waitFor();
    await page.getByRole("button", { name: "Change 2 leads" }).click();
    await page.locator("[data-testid=job][data-state=done]").getByText("2 of 2 leads changed").waitFor();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.locator("[data-testid=job][data-state=done]").getByText(/^Take back/).waitFor();
    await page.locator("[data-testid=job][data-state=done]").getByText("2 of 2 leads changed").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },
};
