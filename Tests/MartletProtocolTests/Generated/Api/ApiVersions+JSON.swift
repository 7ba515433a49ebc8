// Made by bin/generate from Schemas/Api/ApiVersions.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension ApiVersionsRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        if version >= 3 {
            try fields.value("clientSoftwareName", version, &self.clientSoftwareName)
        }
        if version >= 3 {
            try fields.value("clientSoftwareVersion", version, &self.clientSoftwareVersion)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        if version >= 3 {
            fields["clientSoftwareName"] = self.clientSoftwareName.json(version: version)
        }
        if version >= 3 {
            fields["clientSoftwareVersion"] = self.clientSoftwareVersion.json(version: version)
        }
        return .object(fields)
    }
}

extension ApiVersionsResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("apiKeys", version, &self.apiKeys)
        if version >= 1 {
            try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        }
        if version >= 3 {
            try fields.taggedValue("supportedFeatures", version, &self.supportedFeatures)
        }
        if version >= 3 {
            try fields.taggedValue("finalizedFeaturesEpoch", version, &self.finalizedFeaturesEpoch)
        }
        if version >= 3 {
            try fields.taggedValue("finalizedFeatures", version, &self.finalizedFeatures)
        }
        if version >= 3 {
            try fields.taggedValue("zkMigrationReady", version, &self.zkMigrationReady)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["apiKeys"] = self.apiKeys.json(version: version)
        if version >= 1 {
            fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        }
        if version >= 3 && !self.supportedFeatures.isEmpty {
            fields["supportedFeatures"] = self.supportedFeatures.json(version: version)
        }
        if version >= 3 && self.finalizedFeaturesEpoch != -1 {
            fields["finalizedFeaturesEpoch"] = self.finalizedFeaturesEpoch.json(version: version)
        }
        if version >= 3 && !self.finalizedFeatures.isEmpty {
            fields["finalizedFeatures"] = self.finalizedFeatures.json(version: version)
        }
        if version >= 3 && self.zkMigrationReady {
            fields["zkMigrationReady"] = self.zkMigrationReady.json(version: version)
        }
        return .object(fields)
    }
}

extension ApiVersionsResponse.ApiVersion: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("apiKey", version, &self.apiKey)
        try fields.value("minVersion", version, &self.minVersion)
        try fields.value("maxVersion", version, &self.maxVersion)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["apiKey"] = self.apiKey.json(version: version)
        fields["minVersion"] = self.minVersion.json(version: version)
        fields["maxVersion"] = self.maxVersion.json(version: version)
        return .object(fields)
    }
}

extension ApiVersionsResponse.SupportedFeatureKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("minVersion", version, &self.minVersion)
        try fields.value("maxVersion", version, &self.maxVersion)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["minVersion"] = self.minVersion.json(version: version)
        fields["maxVersion"] = self.maxVersion.json(version: version)
        return .object(fields)
    }
}

extension ApiVersionsResponse.FinalizedFeatureKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("name", version, &self.name)
        try fields.value("maxVersionLevel", version, &self.maxVersionLevel)
        try fields.value("minVersionLevel", version, &self.minVersionLevel)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["name"] = self.name.json(version: version)
        fields["maxVersionLevel"] = self.maxVersionLevel.json(version: version)
        fields["minVersionLevel"] = self.minVersionLevel.json(version: version)
        return .object(fields)
    }
}
