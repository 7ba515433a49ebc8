import ArgumentParser

/// `key=value` on a command line. The value may contain further equals signs, and may be empty.
struct KeyValue: ExpressibleByArgument, Equatable {
    var key: String
    var value: String

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else {
            return nil
        }
        key = String(argument[..<separator])
        value = String(argument[argument.index(after: separator)...])
    }
}
