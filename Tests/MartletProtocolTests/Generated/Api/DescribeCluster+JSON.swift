// Made by bin/generate from Schemas/Api/DescribeCluster.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension DescribeClusterRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("includeClusterAuthorizedOperations", version, &self.includeClusterAuthorizedOperations)
        if version >= 1 {
            try fields.value("endpointType", version, &self.endpointType)
        }
        if version == 2 {
            try fields.value("includeFencedBrokers", version, &self.includeFencedBrokers)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["includeClusterAuthorizedOperations"] = self.includeClusterAuthorizedOperations.json(version: version)
        if version >= 1 {
            fields["endpointType"] = self.endpointType.json(version: version)
        }
        if version == 2 {
            fields["includeFencedBrokers"] = self.includeFencedBrokers.json(version: version)
        }
        return .object(fields)
    }
}

extension DescribeClusterResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        if version >= 1 {
            try fields.value("endpointType", version, &self.endpointType)
        }
        try fields.value("clusterId", version, &self.clusterId)
        try fields.value("controllerId", version, &self.controllerId)
        try fields.value("brokers", version, &self.brokers)
        try fields.value("clusterAuthorizedOperations", version, &self.clusterAuthorizedOperations)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        if version >= 1 {
            fields["endpointType"] = self.endpointType.json(version: version)
        }
        fields["clusterId"] = self.clusterId.json(version: version)
        fields["controllerId"] = self.controllerId.json(version: version)
        fields["brokers"] = self.brokers.json(version: version)
        fields["clusterAuthorizedOperations"] = self.clusterAuthorizedOperations.json(version: version)
        return .object(fields)
    }
}

extension DescribeClusterResponse.DescribeClusterBroker: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("brokerId", version, &self.brokerId)
        try fields.value("host", version, &self.host)
        try fields.value("port", version, &self.port)
        try fields.value("rack", version, &self.rack)
        if version == 2 {
            try fields.value("isFenced", version, &self.isFenced)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["brokerId"] = self.brokerId.json(version: version)
        fields["host"] = self.host.json(version: version)
        fields["port"] = self.port.json(version: version)
        fields["rack"] = self.rack.json(version: version)
        if version == 2 {
            fields["isFenced"] = self.isFenced.json(version: version)
        }
        return .object(fields)
    }
}
