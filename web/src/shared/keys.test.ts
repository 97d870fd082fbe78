import { expect, it } from "vitest";
import { meaning } from "./keys";

const KNOWN = ["j", "k", "Enter", "g o", "g l", "?"];

it.each([
  [["j"], { exact: "j", pending: false }],
  [["g"], { exact: null, pending: true }],
  [["g", "o"], { exact: "g o", pending: false }],
  [["g", "x"], { exact: null, pending: false }],
  [["z"], { exact: null, pending: false }],
])("%j means %j", (strokes, means) => {
  expect(meaning(strokes, KNOWN)).toEqual(means);
});
