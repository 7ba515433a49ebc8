/// One thing that `martlet bench storage` has measured.
struct StorageFigure {
    /// What must hold.
    enum Bound {
        case atMost(Double)
        case atLeast(Double)
        /// Of the ratio to the floor.
        case ratioAtMost(Double)
    }

    var name: String
    var subject: String
    var value: Double
    var unit: String
    /// What the same work costs at least, in the same unit.
    var floor: Double?
    var bound: Bound?

    var ratio: Double? { floor.map { value / $0 } }

    var holds: Bool? {
        switch bound {
        case .atMost(let limit): value <= limit
        case .atLeast(let limit): value >= limit
        case .ratioAtMost(let limit): ratio.map { $0 <= limit }
        case nil: nil
        }
    }

    private var boundText: String {
        switch bound {
        case .atMost(let limit): "≤ \(Figures.decimal(limit, digits: 1)) \(unit)"
        case .atLeast(let limit): "≥ \(Figures.decimal(limit, digits: 1)) \(unit)"
        case .ratioAtMost(let limit): "≤ \(Figures.decimal(limit, digits: 1)) × floor"
        case nil: "-"
        }
    }

    static func table(_ figures: [StorageFigure]) -> String {
        var table = Table(
            ["WHAT", "OF", "FIGURE", "UNIT", "FLOOR", "TIMES FLOOR", "BOUND", "HOLDS"],
            rightAligned: [2, 4, 5])
        for figure in figures {
            table.append([
                figure.name, figure.subject, Figures.decimal(figure.value, digits: 3), figure.unit,
                figure.floor.map { Figures.decimal($0, digits: 3) } ?? "-",
                figure.ratio.map { Figures.decimal($0, digits: 2) } ?? "-", figure.boundText,
                figure.holds.map { $0 ? "yes" : "NO" } ?? "-",
            ])
        }
        return table.text
    }

    func write(to json: inout JSONText) {
        json.object { json in
            json.string("name", name)
            json.string("subject", subject)
            json.number("value", value)
            json.string("unit", unit)
            if let floor { json.number("floor", floor) }
            if let ratio { json.number("ratio", ratio) }
            if bound != nil { json.string("bound", boundText) }
            if let holds { json.string("holds", holds ? "yes" : "no") }
        }
    }
}
