// Types of the API from ../openapi.json. Without that file (a first build of a bare checkout) an empty schema is written.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const text = existsSync(source)
  ? astToString(await openapiTS(source, { defaultNonNullable: false }))
  : "export interface paths {}\nexport interface components { schemas: {} }\n";
if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
