/// Reading and checking the text of a configuration value, as Kafka's `ConfigDef` does.
extension ConfigDefinition {
    /// Why a value is not possible, in Kafka's words, without key and value.
    package struct Refusal: Error, Equatable {
        package var reason: String
    }

    /// The value in the form in which it is shown: numbers and words without blanks around them.
    package func normalized(_ text: String) throws(Refusal) -> String {
        let text = text.trimmed
        switch type {
        case .boolean:
            let word = text.lowercased()
            guard word == "true" || word == "false" else {
                throw Refusal(reason: "Expected value to be either true or false")
            }
            return word
        case .int: return try whole(text, within: Int64(Int32.min)...Int64(Int32.max), "INT")
        case .short: return try whole(text, within: Int64(Int16.min)...Int64(Int16.max), "SHORT")
        case .long: return try whole(text, within: Int64.min...Int64.max, "LONG")
        case .double: return try fraction(text)
        case .list: return try list(text)
        case .string, .class, .password:
            try checkWord(text)
            return text
        }
    }

    /// What may stand there, for a message to the operator.
    package var allowed: String {
        let kind =
            switch type {
            case .boolean: "true or false"
            case .int: "a whole number of 32 bits"
            case .short: "a whole number of 16 bits"
            case .long: "a whole number of 64 bits"
            case .double: "a number"
            case .list: "a list separated by commas"
            case .string, .class, .password: "text"
            }
        return switch rule {
        case .any: kind
        case .atLeast(let least): "\(kind), at least \(least)"
        case .between(let least, let most): "\(kind) from \(least) to \(most)"
        case .minusOneOr(let least, let most): "-1, or \(kind) from \(least) to \(most)"
        case .ratio: "\(kind) from 0 to 1"
        case .aboveZero: "\(kind) above 0"
        case .nonEmpty: "\(kind) that is not empty"
        case .oneOf(let words):
            (type == .list ? "a list of " : "one of ") + words.joined(separator: ", ")
        case .throttledReplicas: "*, or a list of partition:broker"
        }
    }

    private func whole(
        _ text: String, within range: ClosedRange<Int64>, _ kind: String
    ) throws(Refusal) -> String {
        // Java takes a leading plus sign, and so does Swift.
        guard let value = Int64(text), range.contains(value) else {
            throw Refusal(reason: "Not a number of type \(kind)")
        }
        switch rule {
        case .atLeast(let least) where value < least:
            throw Refusal(reason: "Value must be at least \(least)")
        case .between(let least, _) where value < least:
            throw Refusal(reason: "Value must be at least \(least)")
        case .between(_, let most) where value > most:
            throw Refusal(reason: "Value must be no more than \(most)")
        case .minusOneOr(let least, let most) where value != -1 && !(least...most).contains(value):
            throw Refusal(reason: "Value must be between \(least) and \(most) or equal to -1")
        default: return String(value)
        }
    }

    private func fraction(_ text: String) throws(Refusal) -> String {
        guard let value = Double(text), value.isFinite else {
            throw Refusal(reason: "Not a number of type DOUBLE")
        }
        if rule == .ratio {
            if value < 0 { throw Refusal(reason: "Value must be at least 0") }
            if value > 1 { throw Refusal(reason: "Value must be no more than 1") }
        }
        if rule == .aboveZero, value <= 0 { throw Refusal(reason: "Value must be greater than 0") }
        return text
    }

    private func list(_ text: String) throws(Refusal) -> String {
        let elements = Self.elements(of: text)
        switch rule {
        case .oneOf(let words):
            for element in elements where !words.contains(element) {
                throw Refusal(reason: "String must be one of: " + words.joined(separator: ", "))
            }
        case .nonEmpty where elements.isEmpty:
            throw Refusal(reason: "List must not be empty")
        case .throttledReplicas where !elements.isEmpty && elements != ["*"]:
            for element in elements {
                let pair = element.split(separator: ":", omittingEmptySubsequences: false)
                guard pair.count == 2, pair.allSatisfy({ Int32($0).map { $0 >= 0 } ?? false }) else {
                    throw Refusal(
                        reason: "Must be the literal '*' or a list of replicas in the following format: "
                            + "[partitionId]:[brokerId],[partitionId]:[brokerId],...")
                }
            }
        default: break
        }
        return elements.joined(separator: ",")
    }

    private func checkWord(_ text: String) throws(Refusal) {
        switch rule {
        case .oneOf(let words) where !words.contains(text):
            throw Refusal(reason: "String must be one of: " + words.joined(separator: ", "))
        case .nonEmpty where text.isEmpty:
            throw Refusal(reason: "String must be non-empty")
        default: break
        }
    }

    /// The elements of a list value; an empty text is an empty list.
    package static func elements(of text: String) -> [String] {
        let text = text.trimmed
        if text.isEmpty { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
    }
}

extension String {
    package var trimmed: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.value <= 0x20 }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
