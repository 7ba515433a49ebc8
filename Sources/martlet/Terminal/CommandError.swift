/// Why a command cannot do what it was asked. The text says what is wrong and, where that helps, what to do.
struct CommandError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
