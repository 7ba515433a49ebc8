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
