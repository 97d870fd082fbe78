import { expect, it } from "vitest";
import { head, shortened, thickness } from "./arrows";

it("grows with the volume by area, within bounds", () => {
  expect(thickness(undefined, 100)).toBe(1.4);
  expect(thickness(0, 0)).toBe(1.4);
  expect(thickness(25, 100)).toBeCloseTo(4.2);
  expect(thickness(100, 100)).toBe(7);
  expect(thickness(500, 100)).toBe(7);
});

it("points where the last part leads", () => {
  expect(head([[0, 0], [100, 0]], 0)).toBe("100,0 93.28,3.2 93.28,-3.2");
  expect(head([[0, 0], [0, 50]], 0)).toBe("0,50 -3.2,43.28 3.2,43.28");
});

it("ends the line inside the tip", () => {
  expect(shortened("M0 0L100 0", [[0, 0], [100, 0]])).toBe("M0 0L94 0");
  expect(shortened("M0 0L5 0", [[0, 0], [5, 0]])).toBe("M0 0L5 0");
});
