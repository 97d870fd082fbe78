// The kinds of ways in, and what people call what they meet here.
import type { Definition, FormDefinition } from "./api";

export interface Kind {
  kind: string;
  title: string;
  about: string;
}

export const KINDS: readonly Kind[] = [
  { kind: "form", title: "Web form", about: "A page of its own, and a snippet for your site" },
  { kind: "google_ads", title: "Google lead form", about: "Lead forms of Google Ads" },
  { kind: "meta_leads", title: "Meta lead ads", about: "Instant forms of Facebook and Instagram" },
  { kind: "typeform", title: "Typeform", about: "Every response as it is sent" },
  { kind: "json", title: "Any other system", about: "Anything that sends JSON: paste a sample, click the fields" },
];

export const kindTitle = (kind: string): string => KINDS.find((own) => own.kind === kind)?.title ?? kind;

const REASONS: Readonly<Record<string, string>> = {
  unreadable: "Can't be read",
  refused: "Value refused",
  rule_broke: "A rule broke",
  fetch: "Data not fetched",
  duplicate: "Came again",
  test: "Test",
  wrong_key: "Wrong key",
  "suspected.honeypot": "Suspected: trap",
  "suspected.rate": "Suspected: too many",
  "suspected.no_token": "Suspected: form not shown",
  "suspected.too_fast": "Suspected: too fast",
  "suspected.too_old": "Suspected: too old",
  "suspected.no_work": "Suspected: no work done",
  "suspected.spam": "Suspected: spam",
};

export const reasonTitle = (reason: string | null | undefined): string => (reason == null ? "" : (REASONS[reason] ?? reason));

/** What the inbox can be filtered by. */
export const REASON_FILTERS: readonly (readonly [string, string])[] = [
  ["refused", "Value refused"],
  ["unreadable", "Can't be read"],
  ["suspected", "Suspected"],
  ["fetch", "Data not fetched"],
  ["rule_broke", "A rule broke"],
  ["duplicate", "Came again"],
  ["wrong_key", "Wrong key"],
  ["test", "Test"],
];

/** What a new way in begins with. */
export const EMPTY_FORM: FormDefinition = {
  heading: null,
  intro: null,
  fields: [],
  consent: null,
  submit: null,
  success: null,
  redirect: null,
  sites: [],
  proof_of_work: 0,
  sources: [],
  name: null,
};

export function beginning(kind: string): Definition {
  if (kind !== "form") return { form: null, map: {}, json: null };
  return {
    map: {},
    json: null,
    form: {
      ...EMPTY_FORM,
      fields: [
        { target: "name", label: "Your name", required: true, help: null },
        { target: "email", label: "Mail address", required: true, help: null },
        { target: "message", label: "What can we do for you?", required: false, help: null },
      ],
      submit: "Send",
    },
  };
}
