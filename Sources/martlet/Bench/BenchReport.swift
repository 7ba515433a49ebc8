/// The figures of one run.
struct BenchReport {
    var name: String
    var recordBytes: Int?
    var acks: String?
    var durability: String?
    var seconds = 0.0
    var byteCount: Int64 = 0
    var recordCount: Int64?
    /// Of requests, or of records where each is a request of its own.
    var latency: Latency?
    /// From sending to another client's receiving.
    var endToEnd: Latency?
    var serverCPUSeconds: Double?
    var serverResidentBytes: Int64?
    var serverMaxResidentBytes: Int64?
    /// Throughput over that of the floor, and CPU per byte over that of the floor.
    var throughputRatio: Double?
    var cpuRatio: Double?

    init(_ name: String) {
        self.name = name
    }

    init(_ name: String, _ result: LoadResult) {
        self.name = name
        seconds = result.seconds
        byteCount = result.byteCount
        latency = result.latency
    }

    var megabytesPerSecond: Double { Double(byteCount) / 1e6 / max(seconds, 1e-9) }
    var recordsPerSecond: Double? { recordCount.map { Double($0) / max(seconds, 1e-9) } }
    var cpuSecondsPerGigabyte: Double? {
        byteCount == 0 ? nil : serverCPUSeconds.map { $0 / (Double(byteCount) / 1e9) }
    }

    /// What the process used between the two.
    mutating func setUsage(before: ProcessUsage?, after: ProcessUsage?) {
        guard let before, let after else { return }
        serverCPUSeconds = after.cpuSeconds - before.cpuSeconds
        serverResidentBytes = after.residentBytes
        serverMaxResidentBytes = after.maxResidentBytes
    }

    mutating func compare(with floor: BenchReport) {
        throughputRatio = megabytesPerSecond / floor.megabytesPerSecond
        if let own = cpuSecondsPerGigabyte, let least = floor.cpuSecondsPerGigabyte, least > 0 {
            cpuRatio = own / least
        }
    }

    // MARK: Output

    static let header = [
        "RUN", "RECORD", "ACKS", "DURABILITY", "MB/s", "RECORDS/s", "p50 ms", "p99 ms", "p99.9 ms",
        "CPU s/GB",
        "RSS MB", "OF FLOOR", "CPU/FLOOR",
    ]

    var row: [String] {
        func figure(_ value: Double?, _ digits: Int) -> String {
            value.map { Figures.decimal($0, digits: digits) } ?? "-"
        }
        return [
            name, recordBytes.map { "\($0) B" } ?? "-", acks ?? "-", durability ?? "-",
            figure(byteCount == 0 ? nil : megabytesPerSecond, 1), figure(recordsPerSecond, 0),
            figure(latency?.percentile(50), 3), figure(latency?.percentile(99), 3),
            figure(latency?.percentile(99.9), 3), figure(cpuSecondsPerGigabyte, 3),
            figure(serverResidentBytes.map { Double($0) / 1e6 }, 1),
            figure(throughputRatio.map { $0 * 100 }, 0) + (throughputRatio == nil ? "" : " %"),
            figure(cpuRatio, 2),
        ]
    }

    static func table(_ reports: [BenchReport]) -> String {
        var table = Table(header, rightAligned: Set(4..<header.count).union([1]))
        for report in reports { table.append(report.row) }
        return table.text
    }

    func write(to json: inout JSONText) {
        json.object { json in
            json.string("name", name)
            if let recordBytes { json.number("recordBytes", Int64(recordBytes)) }
            if let acks { json.string("acks", acks) }
            if let durability { json.string("durability", durability) }
            json.number("seconds", seconds)
            json.number("bytes", byteCount)
            json.number("megabytesPerSecond", megabytesPerSecond)
            if let recordsPerSecond { json.number("recordsPerSecond", recordsPerSecond) }
            if let latency { write(latency, "latencyMilliseconds", to: &json) }
            if let endToEnd { write(endToEnd, "endToEndMilliseconds", to: &json) }
            if let cpuSecondsPerGigabyte { json.number("serverCPUSecondsPerGigabyte", cpuSecondsPerGigabyte) }
            if let serverResidentBytes { json.number("serverResidentBytes", serverResidentBytes) }
            if let serverMaxResidentBytes { json.number("serverMaxResidentBytes", serverMaxResidentBytes) }
            if let throughputRatio { json.number("throughputOfFloor", throughputRatio) }
            if let cpuRatio { json.number("cpuOfFloor", cpuRatio) }
        }
    }

    private func write(_ latency: Latency, _ name: String, to json: inout JSONText) {
        json.object(name) { json in
            json.number("p50", latency.percentile(50))
            json.number("p99", latency.percentile(99))
            json.number("p999", latency.percentile(99.9))
            json.number("max", latency.maximum)
        }
    }

    static func json(_ reports: [BenchReport]) -> String {
        var json = JSONText()
        json.object { json in
            json.array("runs") { json in
                for report in reports { report.write(to: &json) }
            }
        }
        return String(buffer: json.bytes) + "\n"
    }
}
