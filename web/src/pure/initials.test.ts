import { expect, test } from "vitest";
import { initials } from "./initials";

test("words of the desk by their initials", () => {
  const words = ["派单", "受理台", "网上诉求", "办结审核", "不满意研判", "我的排班", "重办", "延期", "回访", "审计", "额外", "偶尔", "日志", "安排"];
  expect(words.map(initials)).toEqual(["PD", "SLT", "WSSQ", "BJSH", "BMYYP", "WDPB", "CB", "YQ", "HF", "SJ", "EW", "OE", "RZ", "AP"]);
});
test("what is no Chinese character stands for itself", () => {
  expect(initials("12345 热线 a")).toBe("12345 RX A");
});
