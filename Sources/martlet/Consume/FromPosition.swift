import ArgumentParser
import MartletClient
import MartletModel

/// Where `martlet consume` begins.
enum FromPosition: ExpressibleByArgument, Equatable {
    case beginning, end
    case offset(Int64)
    case timestamp(Int64)
    /// So many milliseconds ago.
    case ago(Int64)

    init?(argument: String) {
        switch argument {
        case "beginning", "earliest": self = .beginning
        case "end", "latest": self = .end
        case _ where argument.hasPrefix("@-"):
            guard let milliseconds = Self.milliseconds(argument.dropFirst(2)) else { return nil }
            self = .ago(milliseconds)
        case _ where argument.hasPrefix("@"):
            let text = argument.dropFirst()
            guard let moment = Int64(text) ?? CalendarTime.milliseconds(text), moment >= 0 else { return nil }
            self = .timestamp(moment)
        default:
            guard let offset = Int64(argument), offset >= 0 else { return nil }
            self = .offset(offset)
        }
    }

    func position(now: Timestamp) -> StartPosition {
        switch self {
        case .beginning: .beginning
        case .end: .end
        case .offset(let offset): .offset(Offset(offset))
        case .timestamp(let moment): .timestamp(Timestamp(moment))
        case .ago(let milliseconds): .timestamp(Timestamp(max(0, now.rawValue - milliseconds)))
        }
    }

    /// `90s`, `15m`, `2h` or `7d`.
    private static func milliseconds(_ text: Substring) -> Int64? {
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0
        else { return nil }
        let (milliseconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
        return isTooLong ? nil : milliseconds
    }
}

/// Times of the form `2026-01-31T12:00:00Z`; time of day, seconds and fractions may be left out. Always UTC.
enum CalendarTime {
    static func milliseconds(_ text: Substring) -> Int64? {
        let form =
            #/(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?Z?/#
        guard let match = text.wholeMatch(of: form)?.output,
            let year = Int64(match.1), let month = Int64(match.2), let day = Int64(match.3)
        else { return nil }
        let hour = match.4.flatMap { Int64($0) } ?? 0
        let minute = match.5.flatMap { Int64($0) } ?? 0
        let second = match.6.flatMap { Int64($0) } ?? 0
        let fraction = match.7.map { String($0) + String(repeating: "0", count: 3 - $0.count) }
        guard (1...12).contains(month), (1...daysInMonth(month, of: year)).contains(day), hour < 24,
            minute < 60, second < 60
        else { return nil }
        let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
        return seconds * 1_000 + (fraction.flatMap { Int64($0) } ?? 0)
    }

    private static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01. Years are counted from March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let leapDays = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leapDays + dayOfYear - 719_468
    }
}
