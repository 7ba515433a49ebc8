import Glibc

/// How many files this process may have open.
enum OpenFileLimit {
    /// What the logs may have open: half of what the process may, as clients' connections take descriptors
    /// too.
    static func forLogs() -> Int {
        max(256, raised() / 2)
    }

    /// Raises the soft limit to the hard one. It is low by tradition, for the sake of programs that use
    /// `select`.
    private static func raised() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 1_024 }
        var wanted = limit
        wanted.rlim_cur = limit.rlim_max
        let granted = setrlimit(resource, &wanted) == 0 ? wanted : limit
        return Int(clamping: min(granted.rlim_cur, 1 << 20))
    }
}
