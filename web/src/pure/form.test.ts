import { describe, expect, test } from "vitest";
import { blankForm, checkForm, fieldName, isBlank, spoken, titleFrom, toSend, withDraft } from "./form";

const nothing = { phone: false, address: false };
const blank = blankForm({ dictionary: null, intake: null });

describe("the intake form", () => {
  test("each outcome asks for what it needs", () => {
    const fields = (outcome: Parameters<typeof checkForm>[1], known = nothing) => checkForm(blank, outcome, known).map((error) => error.field);
    expect(fields("submit")).toEqual(["appeal_type", "content", "class_code", "area_code", "address", "petitioner.phone"]);
    expect(fields("submit", { phone: true, address: true })).toEqual(["appeal_type", "content", "class_code", "area_code"]);
    expect(fields("answer")).toEqual(["appeal_type", "content"]);
  });
  test("a draft is laid over a blank form, and an old draft may know less", () => {
    const form = withDraft(blank, { content: "停水", petitioner: { ...blank.petitioner, name: "张先生" } });
    expect([form.content, form.petitioner.name, form.want_reply]).toEqual(["停水", "张先生", true]);
  });
  test("the title comes from the first sentence, without the set phrase", () => {
    expect(titleFrom("来电人反映庐峰路停水两天。希望尽快恢复。")).toBe("庐峰路停水两天");
    expect(titleFrom("长".repeat(40))).toHaveLength(30);
    expect(toSend({ ...blank, content: "路灯不亮。" }, null).title).toBe("路灯不亮");
    expect(toSend({ ...blank, title: "自拟", content: "路灯不亮。" }, null).title).toBe("自拟");
  });
  test("a phone number alone is not yet something written", () => {
    expect(isBlank({ ...blank, petitioner: { ...blank.petitioner, phone: "13800000000" } })).toBe(true);
    expect(isBlank({ ...blank, content: "停水" })).toBe(false);
  });
  test("the server's field paths have one name", () => {
    expect(["form.title", "body.form.petitioner.phone", "title"].map(fieldName)).toEqual(["title", "petitioner.phone", "title"]);
  });
  test("numbers are read in groups", () => expect(spoken("3604002611230001237", 4)).toBe("3604 0026 1123 0001 237"));
});
