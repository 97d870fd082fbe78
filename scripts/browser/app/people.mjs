// Stories of people who are here twice.
import { ask, expect, visit } from "./house.mjs";

/** Brings somebody in, as whoever looks. */
async function comes(page, who) {
  return page.evaluate(async (body) => {
    const answer = await fetch("/api/v1/leads", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return answer.json();
  }, who);
}

export const people = {
  "who is likely one person is compared, merged, and taken apart again": async () => {
    const { page, heard, context } = await visit("/overview");
    const shared = `familia.${Date.now()}@souza.example`;
    const first = await comes(page, { name: "Zilda Souza", email: shared, phone: "+55 11 4002-8922", source: { channel: "paid_search" } });
    const second = await comes(page, { name: "Yago Souza", email: shared, source: { channel: "webinar" } });
    expect(first.person.id !== second.person.id, "a shared mailbox made one person of two");
    await page.goto(`${new URL(page.url()).origin}/duplicates?person=${second.person.id}`);
    const compare = page.getByTestId("compare");
    await compare.getByText("Zilda Souza").first().waitFor();
    await page.getByTestId("trial").getByText("goes on").waitFor();
    const before = await ask(page, `/leads/${second.id}`);
    expect(before.status === "open", "a look ahead wrote something");
    await compare.getByRole("button", { name: "One person: merge" }).click();
    await page.getByRole("status").getByText("one person now").waitFor();
    const states = [await ask(page, `/leads/${first.id}`), await ask(page, `/leads/${second.id}`)];
    const merged = states.filter(({ status }) => status === "merged");
    expect(merged.length === 1 && states.some(({ id }) => id === merged[0].merged_into), "none of the two goes on in the other");
    // The page of the one that ended leads to the one that goes on, and undoes it.
    await page.goto(`${new URL(page.url()).origin}/leads/${merged[0].id}`);
    await page.getByRole("link", { name: "another lead of the same person" }).waitFor();
    await page.locator("#person, [aria-labelledby=person-title]").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("status").getByText("two again").waitFor();
    const apart = await ask(page, `/leads/${merged[0].id}`);
    expect(apart.status === "open" && apart.merged_into === null, "it didn't stand again");
    expect(heard.length === 0, heard.join("; "));
    await context.close();
  },
};
