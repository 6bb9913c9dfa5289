import { expect, test } from "vitest";
import { uuid } from "./ids";

test("a version 4 UUID, never the same twice", () => {
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 1000 }, uuid)).size).toBe(1000);
});
