// first.mjs COMMAND...: a new house. Whoever opens the address that `throughline serve`
// printed becomes the first administrator, and is told on each screen what to do next.
// FIRST is that address; the command publishes a process there.
import { execFileSync } from "node:child_process";
import { start } from "../browser.mjs";

const address = process.env.FIRST;
const browser = await start();
const page = await browser.newPage();
const heard = [];
page.on("console", (message) => ["error", "warning"].includes(message.type()) && heard.push(message.text()));
page.on("pageerror", (error) => heard.push(error.message));

await page.goto(address);
const token = page.getByLabel("Token");
await token.waitFor();
if ((await token.inputValue()) === "") throw new Error("the token of the address isn't in the form");
await page.getByLabel("Your name").fill("Nora Alves");
await page.getByLabel("Mail").fill("nora@throughline.example");
await page.getByRole("textbox", { name: "Password" }).fill("a-long-line-of-words");
await page.getByRole("button", { name: "Set up" }).click();
await page.waitForURL("**/overview**");
for (const screen of ["overview", "leads", "process"]) {
  await page.goto(new URL(`/${screen}`, address).href);
  await page.getByRole("main").getByText("throughline process publish FILE").waitFor();
}
// The screen that says how goes on by itself.
const [program, ...publish] = process.argv.slice(2);
execFileSync(program, publish, { stdio: "ignore" });
await page.getByTestId("drawing").waitFor();
for (const screen of ["overview", "leads"]) {
  await page.goto(new URL(`/${screen}`, address).href);
  await page.getByRole("main").getByText("No lead has come in yet").waitFor();
  await page.getByRole("main").getByText("throughline admin token create").waitFor();
}
// Signed out, the house asks for a password: the token was for once.
await page.context().clearCookies();
await page.goto(address);
await page.getByRole("textbox", { name: "Password" }).waitFor();
if (await page.getByLabel("Token").isVisible()) throw new Error("the token can be used again");
// 401: not signed in yet; 503: no process runs yet. The screens say both in words.
const bad = heard.filter((text) => !/ (401|503) /.test(text));
if (bad.length > 0) throw new Error(bad.join("; "));
await browser.close();
console.log("ok    the first administrator comes in by the printed address, and is told what to do next");
