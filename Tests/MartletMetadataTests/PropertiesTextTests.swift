import MartletMetadata
import Testing

@Suite struct PropertiesTextTests {
    @Test(arguments: [
        ("a=b", "a", "b"),
        ("a:b", "a", "b"),
        ("a b", "a", "b"),
        ("  a \t = \t b  ", "a", "b  "),
        ("a==b", "a", "=b"),
        ("a", "a", ""),
        ("a=", "a", ""),
        (#"a\=b=c"#, "a=b", "c"),
        (#"a\ b c"#, "a b", "c"),
        (#"a=b\tc\nd\\e\qf"#, "a", "b\tc\nd\\eqf"),
        (#"a=\u0041\u00e9\ud83d\ude00"#, "a", "Aé😀"),
        ("a=1,\\\n   2,\\\r\n\t3", "a", "1,2,3"),
        ("a=b\\", "a", "b"),
        ("a=b\\\\\nc=d", "a", "b\\"),
        ("a=1\\\n#2", "a", "1#2"),
        ("# no\n! no\n\n   \n  #no\na=b", "a", "b"),
        ("a=#b", "a", "#b"),
        ("a=b\rc=d", "a", "b"),
    ])
    func `a line gives a key and a value as Java reads them`(text: String, key: String, value: String) throws
    {
        #expect(try PropertiesText(text).entries.first == .init(key: key, value: value))
    }

    @Test func `entries keep their order and repetitions`() throws {
        let entries = try PropertiesText("b=1\na=2\nb=3\n").entries
        #expect(entries.map(\.key) == ["b", "a", "b"])
        #expect(entries.map(\.value) == ["1", "2", "3"])
    }

    @Test(arguments: [#"a=\u12"#, #"a=\u12g4"#, #"\u+123=b"#])
    func `a broken unicode escape is refused with its line`(text: String) {
        #expect(throws: ConfigurationError.self) { try PropertiesText("x=y\n" + text) }
        do {
            _ = try PropertiesText("x=y\n" + text)
        } catch {
            #expect(error.description.hasPrefix("line 2: \\u"))
        }
    }
}
