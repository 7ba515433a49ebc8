import MartletModel
import Testing

@Suite struct UuidTests {
    @Test(arguments: [
        (Uuid.zero, "AAAAAAAAAAAAAAAAAAAAAA"),
        (Uuid(high: 0, low: 1), "AAAAAAAAAAAAAAAAAAAAAQ"),
        (Uuid(high: .max, low: .max), "_____________________w"),
        (Uuid(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210), "ASNFZ4mrze_-3LqYdlQyEA"),
    ])
    func `its text is unpadded URL-safe base64`(uuid: Uuid, text: String) {
        #expect(uuid.description == text)
        #expect(Uuid(text) == uuid)
    }

    @Test(arguments: [
        "", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAA+AAAAAAAAAA",
    ])
    func `text of another length, alphabet or with bits to spare is refused`(text: String) {
        #expect(Uuid(text) == nil)
    }

    @Test func `random ids are of version 4 and survive their text`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            let uuid = Uuid.random(using: &generator)
            #expect(uuid.high >> 12 & 0xF == 4)
            #expect(uuid.low >> 62 == 2)
            #expect(Uuid(uuid.description) == uuid)
        }
    }
}
