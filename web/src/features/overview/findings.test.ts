import { expect, it } from "vitest";
import { trend } from "./flow";
import { finding } from "./funnel";
import { leadsOf } from "./leads-of";

const step = (title: string, leads: number) => ({ stage: title, title, leads, share: leads / 1000, href: "/leads" });

it("names the step at which most are lost", () => {
  expect(finding([step("Inbox", 1000), step("Contact", 900), step("Hand-over", 300), step("Won", 200)])).toBe("Most are lost before Hand-over: 33.3 % of Contact come there");
  expect(finding([step("Inbox", 1000)])).toBe("How far leads come");
  expect(finding([step("Inbox", 0), step("Contact", 0)])).toBe("How far leads come");
});

it("speaks of a trend only when there is one", () => {
  const weeks = (...ins: number[]) => ins.map((n, place) => ({ week: `2026-01-${place + 10}`, in: n, won: 0 }));
  expect(trend(weeks(100, 100, 100, 100, 150, 150, 150, 150, 3))).toBe("More leads come in: 150 a week, before 100");
  expect(trend(weeks(100, 100, 100, 100, 50, 50, 50, 50, 3))).toBe("Fewer leads come in: 50 a week, before 100");
  expect(trend(weeks(100, 100, 100, 100, 104, 103, 99, 100, 3))).toBe("Leads come in steadily: 102 a week");
  expect(trend(weeks(1, 2, 3))).toBe("Leads in and deals won, by week");
});

it("opens all leads that the cells divide, with the rest of the filter", () => {
  expect(leadsOf([{ href: "/leads?cell=waiting&channel=webinar" }])).toBe("/leads?channel=webinar");
  expect(leadsOf([])).toBe("/leads");
});
