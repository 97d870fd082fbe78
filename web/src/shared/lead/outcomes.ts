// What can come of a touch, in the order of how often it does.

export const KINDS = ["call", "mail", "meeting", "message", "visit"] as const;
export type TouchKind = (typeof KINDS)[number];

export interface OutcomeChoice {
  id: string;
  title: string;
  /** Both sides spoke. */
  twoWay: boolean;
}

const one = (id: string, title: string): OutcomeChoice => ({ id, title, twoWay: false });
const both = (id: string, title: string): OutcomeChoice => ({ id, title, twoWay: true });

export const OUTCOMES: Record<TouchKind, readonly OutcomeChoice[]> = {
  call: [one("no_answer", "No answer"), both("talked", "Talked"), one("voicemail", "Voicemail"), both("call_back", "Asked to call back"), one("wrong_number", "Wrong number")],
  mail: [one("sent", "Sent"), both("replied", "They replied"), one("bounced", "Came back")],
  meeting: [both("held", "Held"), one("no_show", "They didn't come"), one("moved", "Put off")],
  message: [one("sent", "Sent"), both("replied", "They replied")],
  visit: [both("met", "Met"), one("nobody_there", "Nobody there")],
};
