import Glibc

/// A process that this one has started, with the same executable. Killed when the last reference goes.
final class ChildProcess {
    enum End: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    let id: pid_t
    /// Nil while it runs.
    private(set) var end: End?
    /// The child's standard input, which ends when this process does, however it does.
    private var input: Int32 = -1

    /// - Parameters:
    ///   - output: receives what the child writes to its standard output.
    ///   - errors: a file that receives what it complains of.
    ///   - isApart: the terminal's Ctrl-C does not reach it, and its standard input ends with this process.
    init(_ arguments: [String], output: Int32? = nil, errors: String? = nil, isApart: Bool = false) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
        if let errors {
            posix_spawn_file_actions_addopen(
                &actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        var ends: [Int32] = [-1, -1]
        if isApart {
            guard pipe(&ends) == 0 else { throw SystemError("making a pipe") }
            // No other child inherits the writing end, which would keep it open.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        let path = "/proc/self/exe"
        var raw = (["martlet"] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in raw { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, path, &actions, &attributes, &raw, environ)
        if isApart { close(ends[0]) }
        self.id = id
        input = ends[1]
        guard code == 0 else {
            end = .exited(127)
            throw SystemError("starting \(arguments.joined(separator: " "))", code: code)
        }
    }

    /// Whether it still runs.
    var isRunning: Bool {
        reap(WNOHANG)
        return end == nil
    }

    private func reap(_ options: Int32) {
        var status: Int32 = 0
        guard end == nil, waitpid(id, &status, options) == id else { return }
        let signal = status & 0x7F
        end = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// Sends a signal, if it still runs.
    func signal(_ number: Int32) {
        if isRunning { kill(id, number) }
    }

    /// Ends it at once, without a chance to do anything about it.
    func killNow() {
        signal(SIGKILL)
        reap(0)
    }

    /// Asks it to end, and waits until it has; after so many seconds it is made to.
    func stop(within seconds: Int = 10) {
        signal(SIGTERM)
        waitUntilStopped(within: seconds)
    }

    /// Waits until it has ended; after so many seconds it is made to.
    func waitUntilStopped(within seconds: Int = 10) {
        for _ in 0..<100 * seconds {
            if !isRunning { return }
            usleep(10_000)
        }
        killNow()
    }

    deinit {
        killNow()
        if input >= 0 { close(input) }
    }
}
