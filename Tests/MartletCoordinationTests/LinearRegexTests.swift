import MartletCoordination
import Testing

@Suite struct LinearRegexTests {
    @Test(arguments: [
        ("abc", "abc"), ("a.c", "axc"), ("a*", ""), ("a*", "aaaa"), ("a+b", "aab"), ("colou?r", "color"),
        ("log-.*", "log-"), ("^log$", "log"), ("a|bc|d", "bc"), ("(a|b)+c", "abbac"), ("(?:x)(y)", "xy"),
        ("[a-c]+", "abcab"), ("[^a-c]+", "xyz"), ("[]a]+", "]a"), ("[a\\]-]+", "a]-"), ("\\d+\\.\\d", "12.3"),
        ("\\w+", "a_9"), ("a{2}", "aa"), ("a{2,}", "aaaa"), ("a{1,3}", "aaa"), ("a{,3}", "a{,3}"),
        ("(?i)LOG", "lOg"), ("(?i:l)og", "Log"), ("a.*?b", "axxb"), ("\\Qa.b\\E", "a.b"),
        ("[[:alpha:]]+", "aZ"),
        ("[[:^digit:]]", "x"), ("\\x41\\x{42}", "AB"), ("a\\b-b", "a-b"), ("(?P<name>a)", "a"), ("()", ""),
        ("(a*)*", "aaa"), ("", ""), ("a\\.b", "a.b"), ("(a(b(c)))", "abc"), ("größe", "größe"),
    ])
    func `A pattern matches what it means`(pattern: String, text: String) throws {
        let regex = try #require(LinearRegex(pattern))
        #expect(regex.matches(text))
    }

    @Test(arguments: [
        ("abc", "abcd"), ("abc", "ab"), ("a.c", "a\nc"), ("a+", ""), ("^log$", "xlog"), ("[^a-c]", "b"),
        ("a{2}", "aaa"), ("a{1,3}", "aaaa"), ("\\d", "x"), ("LOG", "log"), ("(?i:l)og", "LOG"),
        ("a\\Bb", "a-b"),
        ("a|b", "ab"), ("\\.", "x"),
    ])
    func `A pattern matches nothing else`(pattern: String, text: String) throws {
        let regex = try #require(LinearRegex(pattern))
        #expect(!regex.matches(text))
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "*", "+a", "a**", "a{2,1}", "a{1001}", "\\1", "(?=a)", "(?<!a)", "\\",
        "[b-a]",
        "\\pL", "(?x)a", "[[:none:]]", "\\x{110000}", "(a{1000}){1000}",
    ])
    func `What is no regular expression is refused`(pattern: String) {
        #expect(LinearRegex(pattern) == nil)
    }

    @Test func `No pattern takes longer than its length times the text's`() throws {
        // A machine that backtracks would try two to the hundredth ways.
        let regex = try #require(LinearRegex("(a+)+(a+)+(a|aa)+b"))
        #expect(!regex.matches(String(repeating: "a", count: 200)))
    }

    @Test func `Deep and wide patterns are refused, and do no harm`() {
        #expect(LinearRegex(String(repeating: "(", count: 5_000)) == nil)
        #expect(
            LinearRegex(String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)) == nil)
        #expect(LinearRegex(String(repeating: "a?", count: 20_000)) == nil)
    }
}
