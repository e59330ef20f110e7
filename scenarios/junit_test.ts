import { assertEquals } from "@std/assert";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { junitXml } from "./junit.ts";

function parsed(xml: string) {
  assertEquals(XMLValidator.validate(xml), true);
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "testcase" });
  return parser.parse(xml).testsuites.testsuite;
}

Deno.test("junitXml() counts failures, errors and skipped cases", () => {
  const head = { className: "a.b", name: "c", seconds: 0.25 };
  const suite = parsed(junitXml("suite", [
    head,
    { ...head, failure: "first\nsecond" },
    { ...head, error: "no" },
    { ...head, skipped: "later" },
  ]));
  assertEquals(
    [suite["@_tests"], suite["@_failures"], suite["@_errors"], suite["@_skipped"], suite["@_time"]],
    ["4", "1", "1", "1", "1.000"],
  );
  assertEquals(suite.testcase[1].failure["@_message"], "first");
  assertEquals(suite.testcase[1].failure["#text"], "first\nsecond");
});

Deno.test("junitXml() holds any text, colours and control characters left out", () => {
  const suite = parsed(junitXml("<&>\"'", [
    {
      className: "a&b",
      name: "<c>",
      seconds: 0,
      output: "]]> \x1b[31mred\x1b[39m \0\x07 & \u00e9",
    },
  ]));
  assertEquals(suite["@_name"], "<&>\"'");
  assertEquals(suite.testcase[0]["@_name"], "<c>");
  assertEquals(suite.testcase[0]["system-out"], "]]> red  & \u00e9");
});
