// What the API answers, by the names of `docs/GLOSSARY.md`. Taken from the paths of
// the server's document, so that no name of a schema is written down twice.
import type { paths } from "./schema";

type Body<A> = A extends { responses: infer R }
  ? R extends { 200: { content: { "application/json": infer T } } }
    ? T
    : never
  : never;

export type Me = Body<paths["/api/v1/me"]["get"]>;
export type SignIn = Body<paths["/api/v1/sign-in"]["get"]>;
export type LeadPage = Body<paths["/api/v1/leads"]["get"]>;
export type LeadRow = LeadPage["items"][number];
export type Lead = Body<paths["/api/v1/leads/{id}"]["get"]>;
export type Move = Lead["moves"][number];
export type Field = Lead["fields"][number];
export type Clock = Lead["clocks"][number];
export type EventPage = Body<paths["/api/v1/leads/{id}/events"]["get"]>;
export type LeadEvent = EventPage["items"][number];
export type Overview = Body<paths["/api/v1/overview"]["get"]>;
export type Process = Body<paths["/api/v1/process"]["get"]>;
export type Drawing = Body<paths["/api/v1/process/drawing"]["get"]>;
export type Counts = Body<paths["/api/v1/process/counts"]["get"]>;
export type Today = Body<paths["/api/v1/today"]["get"]>;
export type TodayItem = Today["items"][number];
export type Board = Body<paths["/api/v1/board"]["get"]>;
export type BoardColumn = Board["columns"][number];
export type View = Body<paths["/api/v1/views"]["get"]>["items"][number];
export type NewBulk = paths["/api/v1/bulk"]["post"]["requestBody"]["content"]["application/json"];
export type BulkAnswer = Body<paths["/api/v1/bulk"]["post"]>;
export type Members = Body<paths["/api/v1/members"]["get"]>;
export type Alerts = Body<paths["/api/v1/alerts"]["get"]>;

export type LeadsQuery = NonNullable<paths["/api/v1/leads"]["get"]["parameters"]["query"]>;
export type TodayQuery = NonNullable<paths["/api/v1/today"]["get"]["parameters"]["query"]>;
export type OverviewQuery = NonNullable<paths["/api/v1/overview"]["get"]["parameters"]["query"]>;
