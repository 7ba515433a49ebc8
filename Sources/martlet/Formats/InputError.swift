/// Why an input is not what its format says. The description says what to do next.
enum InputError: Error, Equatable, CustomStringConvertible {
    case messageTooLarge(number: Int, byteCount: Int, limit: Int)
    case badLength(Int32, number: Int)
    case endsInside(number: Int)

    var description: String {
        switch self {
        case .messageTooLarge(let number, let byteCount, let limit):
            "message \(number) has \(byteCount) bytes or more, and \(limit) is the limit. "
                + "Check --format: lines end with a newline, length-prefixed ones begin with their length."
        case .badLength(let length, let number):
            "the length of message \(number) is \(length). Check that the input is length-prefixed (4 bytes, "
                + "big-endian), and that --keys is given if and only if it has keys."
        case .endsInside(let number):
            "the input ends inside message \(number). What came before was sent."
        }
    }
}
