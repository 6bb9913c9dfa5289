import { expect, test } from "vitest";
import type { Guests } from "@/api/calls";
import { guestRows } from "./guests";

const GUESTS: Guests = {
  skills: [
    { code: "general", name: "综合受理", free: 0 },
    { code: "tax", name: "税务专席", free: 2 },
  ],
  seats: [{ code: "s1", name: "王芳", unit_name: "市人社局", free: true }],
  units: [{ code: "u1", name: "濂溪区" }],
  targets: [{ code: "110", name: "110 报警", emergency: true }],
};

test("an empty group can be queued for, not consulted", () => {
  const general = (way: "consult" | "transfer") => guestRows(GUESTS, "", way).find((row) => row.name === "综合受理");
  expect(general("consult")).toMatchObject({ closed: true, about: "无空闲" });
  expect(general("transfer")).toMatchObject({ closed: false, about: "无空闲，转入排队" });
});

test("who can be called now stands before who cannot", () => {
  expect(guestRows(GUESTS, "", "consult").map((row) => row.closed)).toEqual([false, false, false, false, true]);
});

test("words find by name, unit and person alike", () => {
  expect(guestRows(GUESTS, "人社", "consult").map((row) => row.name)).toEqual(["市人社局 王芳"]);
  expect(guestRows(GUESTS, "濂溪", "consult").map((row) => row.kind)).toEqual(["单位"]);
});

test("a number can be called as it is, and stands first", () => {
  expect(guestRows(GUESTS, "0792-858 1234", "three_way")[0]).toMatchObject({ kind: "号码", to: { kind: "number", number: "07928581234" } });
  expect(guestRows(GUESTS, "110", "three_way").map((row) => row.kind)).toEqual(["号码", "紧急"]);
  expect(guestRows(null, "", "consult")).toEqual([]);
});
