// Made by bin/generate from Schemas/Api/UpdateFeatures.schema. Do not edit.
// swift-format-ignore-file
import MartletProtocol

extension UpdateFeaturesRequest: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("timeoutMs", version, &self.timeoutMs)
        try fields.value("featureUpdates", version, &self.featureUpdates)
        if version >= 1 {
            try fields.value("validateOnly", version, &self.validateOnly)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["timeoutMs"] = self.timeoutMs.json(version: version)
        fields["featureUpdates"] = self.featureUpdates.json(version: version)
        if version >= 1 {
            fields["validateOnly"] = self.validateOnly.json(version: version)
        }
        return .object(fields)
    }
}

extension UpdateFeaturesRequest.FeatureUpdateKey: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("feature", version, &self.feature)
        try fields.value("maxVersionLevel", version, &self.maxVersionLevel)
        if version == 0 {
            try fields.value("allowDowngrade", version, &self.allowDowngrade)
        }
        if version >= 1 {
            try fields.value("upgradeType", version, &self.upgradeType)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["feature"] = self.feature.json(version: version)
        fields["maxVersionLevel"] = self.maxVersionLevel.json(version: version)
        if version == 0 {
            fields["allowDowngrade"] = self.allowDowngrade.json(version: version)
        }
        if version >= 1 {
            fields["upgradeType"] = self.upgradeType.json(version: version)
        }
        return .object(fields)
    }
}

extension UpdateFeaturesResponse: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("throttleTimeMs", version, &self.throttleTimeMs)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
        if version <= 1 {
            try fields.value("results", version, &self.results)
        }
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["throttleTimeMs"] = self.throttleTimeMs.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        if version <= 1 {
            fields["results"] = self.results.json(version: version)
        }
        return .object(fields)
    }
}

extension UpdateFeaturesResponse.UpdatableFeatureResult: JSONConvertible {
    init(json: JSON, version: Int16) throws {
        self.init()
        let fields = try json.object()
        try fields.value("feature", version, &self.feature)
        try fields.value("errorCode", version, &self.errorCode)
        try fields.value("errorMessage", version, &self.errorMessage)
    }

    func json(version: Int16) -> JSON {
        var fields: [String: JSON] = [:]
        fields["feature"] = self.feature.json(version: version)
        fields["errorCode"] = self.errorCode.json(version: version)
        fields["errorMessage"] = self.errorMessage.json(version: version)
        return .object(fields)
    }
}
