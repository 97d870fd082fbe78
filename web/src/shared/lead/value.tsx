// A field of the process, asked for as its type wants it.
import type { Field } from "../api/types";
import { words } from "../figures";

interface How { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined }

/** The text that stands in the field for a value. */
export function textOf(value: unknown): string {
  if (value == null) return "";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

/** The value that a text means; `undefined` when it is none of this type. */
export function valueOf(field: Pick<Field, "type">, text: string): string | number | boolean | null {
  const written = text.trim();
  if (written === "") return null;
  if (field.type === "integer" || field.type === "number" || field.type === "decimal") {
    const number = Number(written);
    return Number.isNaN(number) ? written : number;
  }
  if (field.type === "boolean" || field.type === "yes_no") return written === "true";
  return written;
}

export function ValueInput({ field, text, onChange, how }: { field: Field; text: string; onChange: (text: string) => void; how: How }) {
  if (field.choices.length > 0) {
    return <Choice {...how} value={text} choices={field.choices.map((choice) => [choice, words(choice)])} onChange={onChange} />;
  }
  if (field.type === "boolean" || field.type === "yes_no") {
    return <Choice {...how} value={text} choices={[["true", "Yes"], ["false", "No"]]} onChange={onChange} />;
  }
  const type = field.type === "integer" || field.type === "number" ? "number" : field.type === "date" ? "date" : "text";
  return (
    <input
      {...how}
      type={type}
      value={text}
      min={field.min ?? undefined}
      max={field.max ?? undefined}
      step={field.type === "integer" ? 1 : type === "number" ? "any" : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function Choice({ value, choices, onChange, empty = "–", ...how }: Partial<How> & { value: string; choices: readonly (readonly [string, string])[]; onChange: (value: string) => void; empty?: string }) {
  return (
    <select {...how} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{empty}</option>
      {choices.map(([choice, title]) => (
        <option key={choice} value={choice}>
          {title}
        </option>
      ))}
    </select>
  );
}
