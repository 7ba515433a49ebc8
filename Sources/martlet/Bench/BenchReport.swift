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
    /// What the floor moved and used under the same load.
    var floorMegabytesPerSecond: Double?
    var floorCPUSecondsPerGigabyte: Double?

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
        floorMegabytesPerSecond = floor.megabytesPerSecond
        floorCPUSecondsPerGigabyte = floor.cpuSecondsPerGigabyte
    }

    var throughputRatio: Double? { floorMegabytesPerSecond.map { megabytesPerSecond / $0 } }
    var cpuRatio: Double? {
        guard let own = cpuSecondsPerGigabyte, let least = floorCPUSecondsPerGigabyte, least > 0 else {
            return nil
        }
        return own / least
    }

    // MARK: Output

    private static func figure(_ value: Double?, _ digits: Int, unit: String = "") -> String {
        value.map { Figures.decimal($0, digits: digits) + unit } ?? "-"
    }

    /// Throughput, and what it cost.
    static func table(_ reports: [BenchReport]) -> String {
        let isCompared = reports.contains { $0.floorMegabytesPerSecond != nil }
        var header = [
            "RUN", "RECORD", "ACKS", "DURABILITY", "MB/s", "RECORDS/s", "p50 ms", "p99 ms", "p99.9 ms",
        ]
        header += ["CPU s/GB", "RSS MB"]
        if isCompared { header += ["FLOOR MB/s", "OF FLOOR", "FLOOR CPU s/GB", "TIMES FLOOR"] }
        var table = Table(header, rightAligned: Set(4..<header.count).union([1]))
        for report in reports {
            var row =
                report.place + [
                    figure(report.byteCount == 0 ? nil : report.megabytesPerSecond, 1),
                    figure(report.recordsPerSecond, 0),
                ]
            row += [50, 99, 99.9].map { figure(report.latency?.percentile($0), 3) }
            row += [
                figure(report.cpuSecondsPerGigabyte, 3),
                figure(report.serverResidentBytes.map { Double($0) / 1e6 }, 1),
            ]
            if isCompared {
                row += [
                    figure(report.floorMegabytesPerSecond, 1),
                    figure(report.throughputRatio.map { $0 * 100 }, 0, unit: " %"),
                    figure(report.floorCPUSecondsPerGigabyte, 3), figure(report.cpuRatio, 2),
                ]
            }
            table.append(row)
        }
        return table.text
    }

    /// How long single records took.
    static func latencyTable(_ reports: [BenchReport]) -> String {
        var header = ["RUN", "RECORD", "ACKS", "DURABILITY", "ACK p50 ms", "p99 ms", "p99.9 ms"]
        header += ["CONSUMER p50 ms", "p99 ms", "p99.9 ms"]
        var table = Table(header, rightAligned: Set(4..<header.count).union([1]))
        for report in reports {
            let figures = [report.latency, report.endToEnd].flatMap { latency in
                [50, 99, 99.9].map { figure(latency?.percentile($0), 3) }
            }
            table.append(report.place + figures)
        }
        return table.text
    }

    private var place: [String] {
        [name, recordBytes.map { "\($0) B" } ?? "-", acks ?? "-", durability ?? "-"]
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
            if let floorMegabytesPerSecond { json.number("floorMegabytesPerSecond", floorMegabytesPerSecond) }
            if let floorCPUSecondsPerGigabyte {
                json.number("floorCPUSecondsPerGigabyte", floorCPUSecondsPerGigabyte)
            }
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
