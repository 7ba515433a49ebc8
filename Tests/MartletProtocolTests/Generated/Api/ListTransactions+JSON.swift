// Made by bin/generate from Schemas/Api/ListTransactions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ListTransactionsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("stateFilters", version, &self.stateFilters)
        try fields.value("producerIdFilters", version, &self.producerIdFilters)
        if version >= 1 {
            try fields.value("durationFilter", version, &self.durationFilter)
        }
        if version == 2 {
            try fields.value("transactionalIdPattern", version, &self.transactionalIdPattern)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["stateFilters"] = self.stateFilters.json(version: version)
        fields["producerIdFilters"] = self.producerIdFilters.json(version: version)
        if version >= 1 {
            fields["durationFilter"] = self.durationFilter.json(version: version)
        }
        if version == 2 {
            fields["transactionalIdPattern"] = self.transactionalIdPattern.json(version: version)
        }
        return .object(fields)
    }
}

extension ListTransactionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("unknownStateFilters", version, &self.unknownStateFilters)
        try fields.value("transactionStates", version, &self.transactionStates)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["unknownStateFilters"] = self.unknownStateFilters.json(version: version)
        fields["transactionStates"] = self.transactionStates.json(version: version)
        return .object(fields)
    }
}

extension ListTransactionsResponse.TransactionState: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("transactionalId", version, &self.transactionalId)
        try fields.value("producerId", version, &self.producerId)
        try fields.value("transactionState", version, &self.transactionState)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["transactionalId"] = self.transactionalId.json(version: version)
        fields["producerId"] = self.producerId.json(version: version)
        fields["transactionState"] = self.transactionState.json(version: version)
        return .object(fields)
    }
}
