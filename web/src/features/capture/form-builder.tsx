// What a form asks for, beside how it looks.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDebouncedValue } from "@mantine/hooks";
import { api, got } from "@/shared/api/client";
import type { Process } from "@/shared/api/types";
import { capital } from "@/shared/figures";
import { Failure, Quiet } from "@/shared/ui/bits";
import { Icon } from "@/shared/ui/icons";
import type { Definition, FormDefinition, FormField, Target } from "./api";
import css from "./capture.module.css";
import { EMPTY_FORM } from "./kinds";

interface Props {
  title: string;
  definition: Definition;
  change: (definition: Definition) => void;
  targets: readonly Target[];
  channels: Process["channels"];
}

const NOT_ASKED = ["skip", "campaign", "click_id", "landing_page", "referrer"];
const RULES: readonly (readonly [string, string])[] = [["click_id", "click of an advertisement"], ["utm_medium", "utm_medium"], ["utm_source", "utm_source"], ["referrer", "referring site"]];

export function FormBuilder({ title, definition, change, targets, channels }: Props) {
  const form = definition.form ?? EMPTY_FORM;
  const set = (patch: Partial<FormDefinition>) => change({ ...definition, form: { ...form, ...patch } });
  const fields = form.fields;
  const setField = (place: number, patch: Partial<FormField>) => set({ fields: fields.map((field, at) => (at === place ? { ...field, ...patch } : field)) });
  const move = (place: number, by: number) => {
    const next = [...fields];
    const [field] = next.splice(place, 1);
    if (field !== undefined) next.splice(place + by, 0, field);
    set({ fields: next });
  };
  const free = targets.filter(({ target }) => !NOT_ASKED.includes(target) && !fields.some((field) => field.target === target));
  const { consent } = form;
  const rules = form.sources;
  const setRule = (place: number, patch: Partial<(typeof rules)[number]>) => set({ sources: rules.map((rule, at) => (at === place ? { ...rule, ...patch } : rule)) });
  const text = (value: string) => (value === "" ? null : value);

  return (
    <div className={css.builder}>
      <div className={css.parts}>
        <section className={css.panel}>
          <h2>What it says</h2>
          <label className={css.line}>
            <span>Heading</span>
            <input value={form.heading ?? ""} maxLength={200} placeholder={title} onChange={(event) => set({ heading: text(event.currentTarget.value) })} />
          </label>
          <label className={css.line}>
            <span>Above the questions</span>
            <textarea rows={2} value={form.intro ?? ""} maxLength={2000} onChange={(event) => set({ intro: text(event.currentTarget.value) })} />
          </label>
        </section>
        <section className={css.panel}>
          <h2>What it asks</h2>
          <ol className={css.fields}>
            {fields.map((field, place) => (
              <li key={field.target}>
                <div className={css.fieldTop}>
                  <small className="soft">{targets.find(({ target }) => target === field.target)?.title ?? field.target}</small>
                  <label className={css.check}>
                    <input type="checkbox" checked={field.required} onChange={(event) => setField(place, { required: event.currentTarget.checked })} /> Needed
                  </label>
                  <span className={css.tools}>
                    <button type="button" aria-label={`${field.label} up`} disabled={place === 0} onClick={() => move(place, -1)}>↑</button>
                    <button type="button" aria-label={`${field.label} down`} disabled={place === fields.length - 1} onClick={() => move(place, 1)}>↓</button>
                    <button type="button" aria-label={`Leave ${field.label} out`} onClick={() => set({ fields: fields.filter((_, at) => at !== place) })}>
                      <Icon name="close" size={13} />
                    </button>
                  </span>
                </div>
                <input aria-label="Question" value={field.label} maxLength={200} onChange={(event) => setField(place, { label: event.currentTarget.value })} />
                <input aria-label="Help" className={css.help} value={field.help ?? ""} maxLength={500} placeholder="What helps to answer" onChange={(event) => setField(place, { help: text(event.currentTarget.value) })} />
              </li>
            ))}
          </ol>
          <label className={css.line}>
            <span className="seen-by-readers">Ask for more</span>
            <select
              value=""
              onChange={(event) => {
                const target = targets.find((own) => own.target === event.currentTarget.value);
                if (target !== undefined) set({ fields: [...fields, { target: target.target, label: target.title, required: false, help: null }] });
              }}
            >
              <option value="">Ask for …</option>
              {free.map(({ target, title: name }) => (
                <option key={target} value={target}>{name}</option>
              ))}
            </select>
          </label>
        </section>
        <section className={css.panel}>
          <h2>What they agree to</h2>
          {consent == null ? (
            <Quiet onClick={() => set({ consent: { text: "You may write to me about offers. I can say no at any time.", version: new Date().toISOString().slice(0, 7), required: false } })}>
              <Icon name="plus" /> Ask for consent
            </Quiet>
          ) : (
            <>
              <label className={css.line}>
                <span>Words</span>
                <textarea rows={2} value={consent.text} maxLength={5000} onChange={(event) => set({ consent: { ...consent, text: event.currentTarget.value } })} />
              </label>
              <div className={css.two}>
                <label className={css.line}>
                  <span>Version</span>
                  <input value={consent.version} maxLength={100} onChange={(event) => set({ consent: { ...consent, version: event.currentTarget.value } })} />
                </label>
                <label className={css.check}>
                  <input type="checkbox" checked={consent.required} onChange={(event) => set({ consent: { ...consent, required: event.currentTarget.checked } })} /> Needed to send
                </label>
              </div>
              <small className="soft">The version is kept with each submission. Other words need a new one.</small>
              <Quiet onClick={() => set({ consent: null })}>Don&rsquo;t ask</Quiet>
            </>
          )}
        </section>
        <section className={css.panel}>
          <h2>Afterwards</h2>
          <div className={css.two}>
            <label className={css.line}>
              <span>Button</span>
              <input value={form.submit ?? ""} maxLength={60} placeholder="Send" onChange={(event) => set({ submit: text(event.currentTarget.value) })} />
            </label>
            <label className={css.line}>
              <span>Lead to a page of your site</span>
              <input type="url" value={form.redirect ?? ""} placeholder="https://www.example.com/thanks" onChange={(event) => set({ redirect: text(event.currentTarget.value) })} />
            </label>
          </div>
          <label className={css.line}>
            <span>Or say</span>
            <textarea rows={2} value={form.success ?? ""} maxLength={2000} placeholder="Thank you. We have your message and will get back to you." onChange={(event) => set({ success: text(event.currentTarget.value) })} />
          </label>
        </section>
        <section className={css.panel}>
          <h2>Where it stands, and where people come from</h2>
          <label className={css.line}>
            <span>Sites that may show it, one a line</span>
            <textarea rows={2} value={form.sites.join("\n")} placeholder="www.example.com" onChange={(event) => set({ sites: event.currentTarget.value.split("\n").map((own) => own.trim()).filter((own) => own !== "") })} />
          </label>
          <p className="soft">The first that fits says the channel; without one, the way in&rsquo;s own counts.</p>
          <ul className={css.rules}>
            {rules.map((rule, place) => (
              <li key={place}>
                <select aria-label="If the" value={rule.when} onChange={(event) => setRule(place, { when: event.currentTarget.value })}>
                  {RULES.map(([when, name]) => <option key={when} value={when}>{name}</option>)}
                </select>
                <input aria-label="is" value={rule.is} placeholder="any" onChange={(event) => setRule(place, { is: event.currentTarget.value })} />
                <select aria-label="then the channel is" value={rule.channel} onChange={(event) => setRule(place, { channel: event.currentTarget.value })}>
                  {channels.map(({ id, title: name }) => <option key={id} value={id}>{capital(name)}</option>)}
                </select>
                <button type="button" className={css.tool} aria-label="Take this rule away" onClick={() => set({ sources: rules.filter((_, at) => at !== place) })}><Icon name="close" size={13} /></button>
              </li>
            ))}
          </ul>
          <Quiet onClick={() => set({ sources: [...rules, { when: "click_id", is: "gclid", channel: channels[0]?.id ?? "" }] })}>
            <Icon name="plus" /> Rule
          </Quiet>
          <div className={css.two}>
            <label className={css.line}>
              <span>Its name for the rules (<code>event.form</code>)</span>
              <input value={form.name ?? ""} maxLength={100} onChange={(event) => set({ name: text(event.currentTarget.value) })} />
            </label>
            <label className={css.line}>
              <span>Work for the browser, against machines</span>
              <select value={String(form.proof_of_work)} onChange={(event) => set({ proof_of_work: Number(event.currentTarget.value) })}>
                <option value="0">none</option>
                {[10, 14, 16, 18].map((bits) => <option key={bits} value={bits}>{bits} bits</option>)}
              </select>
            </label>
          </div>
        </section>
      </div>
      <Preview title={title} definition={definition} />
    </div>
  );
}

/** The page as it would be, shut off from everything here. */
function Preview({ title, definition }: { title: string; definition: Definition }) {
  const [asked] = useDebouncedValue({ title, definition }, 250);
  const { data, error } = useQuery({
    queryKey: ["form-preview", asked],
    queryFn: ({ signal }) => got(api.POST("/api/v1/ways-in/preview", { body: asked, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
  });
  return (
    <section className={css.preview_} aria-label="Preview">
      <h2>Preview</h2>
      {error !== null && <Failure problem={error} />}
      <iframe title="The form as it would look" sandbox="" srcDoc={data?.html ?? ""} />
    </section>
  );
}
