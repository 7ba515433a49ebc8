import Glibc

/// What is said to the person, not to the next program.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // Nobody is left to be told when this fails.
            _ = try? writeAll(UnsafeRawBufferPointer(bytes), to: STDERR_FILENO)
        }
    }
}
