import Testing

@testable import callgen

@Suite("JSON is written")
struct JSONValueTests {
    @Test(
        "as RFC 8259 has it",
        arguments: [
            (JSONValue.string("a\"b\\c\n\u{1}é"), #""a\"b\\c\n\u0001é""#),
            (.thousandths(4506), "4.506"), (.thousandths(32000), "32.0"), (.thousandths(-1010), "-1.01"),
            (.array([]), "[]"), (.object([]), "{}"),
            (.members([("b", .null), ("a", .flag(true)), ("left_out", nil)]), #"{ "b": null, "a": true }"#),
        ])
    func scalars(_ value: JSONValue, _ text: String) {
        #expect(value.text() == text)
    }

    @Test("over several lines where it is long")
    func long() {
        let value = JSONValue.members([("first", .integer(1)), ("second", .strings(["one", "two"]))])
        #expect(value.text(width: 20) == "{\n  \"first\": 1,\n  \"second\": [\n    \"one\",\n    \"two\"\n  ]\n}")
    }
}
