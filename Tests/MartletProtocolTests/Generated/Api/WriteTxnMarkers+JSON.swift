// Made by bin/generate from Schemas/Api/WriteTxnMarkers.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension WriteTxnMarkersRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("markers", version, &self.markers)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["markers"] = self.markers.json(version: version)
        return .object(fields)
    }
}

extension WriteTxnMarkersRequest.WritableTxnMarker: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        try fields.value("producerEpoch", version, &self.producerEpoch)
        try fields.value("transactionResult", version, &self.transactionResult)
        try fields.value("topics", version, &self.topics)
        try fields.value("coordinatorEpoch", version, &self.coordinatorEpoch)
        if version == 2 {
            try fields.value("transactionVersion", version, &self.transactionVersion)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        fields["producerEpoch"] = self.producerEpoch.json(version: version)
        fields["transactionResult"] = self.transactionResult.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        fields["coordinatorEpoch"] = self.coordinatorEpoch.json(version: version)
        if version == 2 {
            fields["transactionVersion"] = self.transactionVersion.json(version: version)
        }
        return .object(fields)
    }
}

extension WriteTxnMarkersRequest.WritableTxnMarkerTopic: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitionIndexes", version, &self.partitionIndexes)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitionIndexes"] = self.partitionIndexes.json(version: version)
        return .object(fields)
    }
}

extension WriteTxnMarkersResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("markers", version, &self.markers)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["markers"] = self.markers.json(version: version)
        return .object(fields)
    }
}

extension WriteTxnMarkersResponse.WritableTxnMarkerResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("producerId", version, &self.producerId)
        try fields.value("topics", version, &self.topics)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["producerId"] = self.producerId.json(version: version)
        fields["topics"] = self.topics.json(version: version)
        return .object(fields)
    }
}

extension WriteTxnMarkersResponse.WritableTxnMarkerTopicResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("partitions", version, &self.partitions)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["partitions"] = self.partitions.json(version: version)
        return .object(fields)
    }
}

extension WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("partitionIndex", version, &self.partitionIndex)
        try fields.value("errorCode", version, &self.errorCode)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["partitionIndex"] = self.partitionIndex.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        return .object(fields)
    }
}
