import type { Field, FieldError, FieldValue } from "@/api/types";

export type Values = Record<string, FieldValue>;

/** What an untouched field holds. */
export function emptyValue(field: Field): FieldValue {
  if (field.kind === "flag") return false;
  if (field.kind === "units" || field.kind === "files") return [];
  return "";
}

/** The server's value, if it is of a kind that a field can hold. */
function given(field: Field): FieldValue {
  const { value } = field;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return Array.isArray(value) ? value.map(String) : null;
}

/** `now` fills a required time: what is recorded has most often just happened. */
export function startValues(fields: readonly Field[], now = ""): Values {
  const blank = (field: Field) => (field.kind === "datetime" && field.required ? now : emptyValue(field));
  return Object.fromEntries(fields.map((field) => [field.name, given(field) ?? blank(field)]));
}

/** A field is shown when every field it hangs on holds one of the named codes. */
export function isShown(field: Field, values: Values): boolean {
  return Object.entries(field.only_if ?? {}).every(([name, codes]) => {
    const value = values[name];
    return Array.isArray(value) ? value.some((one) => codes.includes(one)) : codes.includes(String(value ?? ""));
  });
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length) || (typeof value === "string" && !value.trim());
}

/** What can be known without asking the server. The server says the rest. */
export function check(fields: readonly Field[], values: Values): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of fields) {
    if (!isShown(field, values)) continue;
    const value = values[field.name];
    if (field.required && (field.kind === "flag" ? value !== true : isEmpty(value))) {
      errors.push({ field: field.name, message: `${isPick(field) ? "请选择" : field.kind === "flag" ? "请确认" : "请填写"}${field.label}` });
    } else if (field.max_length && typeof value === "string" && value.length > field.max_length) {
      errors.push({ field: field.name, message: `${field.label}最多 ${field.max_length} 字，现在 ${value.length} 字` });
    }
  }
  return errors;
}

function isPick(field: Field): boolean {
  return ["choice", "unit", "units", "files", "datetime"].includes(field.kind);
}

/** What is sent: hidden fields are left out, an empty pick is null. */
export function toBody(fields: readonly Field[], values: Values): Values {
  const body: Values = {};
  for (const field of fields) {
    if (!isShown(field, values)) continue;
    const value = values[field.name] ?? emptyValue(field);
    body[field.name] = value === "" && (field.kind === "unit" || field.kind === "datetime" || field.kind === "choice") ? null : value;
  }
  return body;
}

/** Whether the person has changed anything since the panel was opened. */
export function isTouched(fields: readonly Field[], values: Values, start = startValues(fields)): boolean {
  return fields.some((field) => JSON.stringify(start[field.name]) !== JSON.stringify(values[field.name]));
}
