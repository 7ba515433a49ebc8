import MartletClient
import Testing

@Suite struct ServerAddressTests {
    @Test(
        arguments: [
            ("localhost:9092", ServerAddress(host: "localhost", port: 9092)),
            ("broker-1", ServerAddress(host: "broker-1", port: 9092)),
            ("10.0.0.1:1", ServerAddress(host: "10.0.0.1", port: 1)),
            ("[::1]:9093", ServerAddress(host: "::1", port: 9093)),
            ("[fe80::2]", ServerAddress(host: "fe80::2", port: 9092)),
        ])
    func `an address is read`(text: String, address: ServerAddress) {
        #expect(ServerAddress(text) == address)
    }

    @Test(
        arguments: [
            "", ":9092", "host:", "host:0", "host:65536", "host:port", "a b:1", "[::1", "[]:1", "[::1]9092",
            "host:-1",
        ])
    func `what is not an address is refused`(text: String) {
        #expect(ServerAddress(text) == nil)
    }

    @Test func `a list is read, and refused as a whole`() {
        #expect(
            ServerAddress.list("a:1, b:2") == [
                ServerAddress(host: "a", port: 1), ServerAddress(host: "b", port: 2),
            ])
        #expect(ServerAddress.list("a:1,b:x") == nil)
        #expect(ServerAddress.list(" ,") == nil)
        #expect(ServerAddress.list("") == nil)
    }

    @Test func `an IPv6 address is printed so that it can be read`() throws {
        let address = ServerAddress(host: "::1", port: 9092)
        #expect(ServerAddress(address.description) == address)
    }
}
