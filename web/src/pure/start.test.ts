import { expect, test } from "vitest";
import { firstPage, greeting, placeOfQueue, standingFigures } from "./start";

const ROOMS = [
  { path: "/start", queues: [] },
  { path: "/inbox", queues: ["sign", "handling"] },
  { path: "/judge", queues: ["judge"] },
];

test("a queue opens the page on which its rows are", () => {
  expect(placeOfQueue("judge", ROOMS)).toBe("/judge");
  expect(placeOfQueue("sign", ROOMS)).toBe("/inbox?tab=sign");
  expect(placeOfQueue("copies", ROOMS)).toBe("/inbox?tab=copies");
});

test("the chosen page comes first, as long as the person may open it", () => {
  expect(firstPage("/judge", ROOMS)).toBe("/judge");
  expect(firstPage("/wallboard", ROOMS)).toBe("/start");
  expect(firstPage(null, ROOMS)).toBe("/start");
});

test("each figure of a unit opens the list that shows exactly its orders", () => {
  const found = standingFigures({ unit_id: "u", unit_name: "市水务公司", open: 9, yellow: 2, red: 1, doubted: 0 });
  expect(found.map((one) => [one.count, one.to])).toEqual([
    [9, "/orders?unit=u&state=open"],
    [2, "/orders?unit=u&light=yellow"],
    [1, "/orders?unit=u&light=red"],
    [0, "/orders?unit=u&state=redo_review"],
  ]);
});

test("the greeting follows the hour", () => {
  expect([3, 8, 11, 13, 17, 20].map(greeting)).toEqual(["夜深了", "早上好", "上午好", "中午好", "下午好", "晚上好"]);
});
