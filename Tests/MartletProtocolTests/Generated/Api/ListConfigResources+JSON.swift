// Made by bin/generate from Schemas/Api/ListConfigResources.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ListConfigResourcesRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version == 1 {
            try fields.value("resourceTypes", version, &self.resourceTypes)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version == 1 {
            fields["resourceTypes"] = self.resourceTypes.json(version: version)
        }
        return .object(fields)
    }
}

extension ListConfigResourcesResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("configResources", version, &self.configResources)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["configResources"] = self.configResources.json(version: version)
        return .object(fields)
    }
}

extension ListConfigResourcesResponse.ConfigResource: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("resourceName", version, &self.resourceName)
        if version == 1 {
            try fields.value("resourceType", version, &self.resourceType)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["resourceName"] = self.resourceName.json(version: version)
        if version == 1 {
            fields["resourceType"] = self.resourceType.json(version: version)
        }
        return .object(fields)
    }
}
