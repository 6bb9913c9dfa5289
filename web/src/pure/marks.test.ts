import { expect, test } from "vitest";
import { isMarked } from "./marks";

test("only the unusual is marked", () => expect(["一般", "公开", "", "特急", "保密"].map(isMarked)).toEqual([false, false, false, true, true]));
