import { expect, it } from "vitest";
import { count, interval, money, share, signed, whole, words } from "./figures";

it("gives a share as many digits as it carries", () => {
  expect(share(0.105, 3012)).toBe("10.5 %");
  expect(share(0.105, 40)).toBe("11 %");
  expect(share(1, 5)).toBe("100 %");
  expect(interval([0.092, 0.12], 3012)).toBe("9.2 % to 12.0 %");
  expect(interval(null, 3012)).toBeNull();
});

it("keeps an amount as it is when it can't be understood", () => {
  expect(money({ amount: "1200.50", currency: "EUR" })).toBe("€1,200.50");
  expect(money({ amount: "1200", currency: "EUR" })).toBe("€1,200");
  expect(money({ amount: "12?", currency: "EUR" })).toBe("12? EUR");
  expect(money({ amount: "12", currency: "euros" })).toBe("12 euros");
  expect(money(null)).toBeNull();
});

it("speaks as people do", () => {
  expect(words("not_now")).toBe("Not now");
  expect(words("getting-to-know")).toBe("Getting to know");
  expect([signed(15), signed(-10), signed(0)]).toEqual(["+15", "−10", "+0"]);
  expect([count(1, "lead"), count(1204, "lead")]).toEqual(["1 lead", "1,204 leads"]);
  expect(whole(1204)).toBe("1,204");
});
