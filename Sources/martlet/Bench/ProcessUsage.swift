import Glibc

/// What a process has used so far, as /proc tells.
struct ProcessUsage {
    var cpuSeconds: Double
    var residentBytes: Int64
    var maxResidentBytes: Int64

    /// Nil where there is no such process, or no /proc.
    init?(of process: Int32) {
        guard let stat = try? readText("/proc/\(process)/stat"),
            let status = try? readText("/proc/\(process)/status"),
            // The name, in parentheses, may hold spaces and parentheses.
            let nameEnd = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            return nil
        }
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentBytes = Self.kilobytes("VmRSS:", in: status) * 1_024
        maxResidentBytes = Self.kilobytes("VmHWM:", in: status) * 1_024
    }

    private static func kilobytes(_ name: String, in status: String) -> Int64 {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return 0 }
        return line.split(separator: " ").dropFirst().first.flatMap { Int64($0) }
            ?? line.split(separator: "\t").dropFirst().first.flatMap {
                Int64($0.split(separator: " ").first ?? "")
            } ?? 0
    }
}

/// A process that this one has started, with the same executable. Killed when the last reference goes.
final class ChildProcess {
    let id: pid_t
    private var isReaped = false

    /// `output` receives what the child writes to its standard output; `errors`, a file, what it complains
    /// of.
    init(_ arguments: [String], output: Int32? = nil, errors: String? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) }
        if let errors {
            posix_spawn_file_actions_addopen(
                &actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        let path = "/proc/self/exe"
        var raw = (["martlet"] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in raw { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, path, &actions, nil, &raw, environ)
        guard code == 0 else { throw SystemError("starting \(arguments.joined(separator: " "))", code: code) }
        self.id = id
    }

    /// Whether it still runs.
    var isRunning: Bool {
        if isReaped { return false }
        var status: Int32 = 0
        if waitpid(id, &status, WNOHANG) == id { isReaped = true }
        return !isReaped
    }

    /// Asks it to end, and waits until it has; after ten seconds it is made to.
    func stop() {
        guard isRunning else { return }
        kill(id, SIGTERM)
        for _ in 0..<1_000 {
            if !isRunning { return }
            usleep(10_000)
        }
        kill(id, SIGKILL)
        var status: Int32 = 0
        waitpid(id, &status, 0)
        isReaped = true
    }

    deinit {
        guard !isReaped else { return }
        kill(id, SIGKILL)
        var status: Int32 = 0
        waitpid(id, &status, 0)
    }
}
