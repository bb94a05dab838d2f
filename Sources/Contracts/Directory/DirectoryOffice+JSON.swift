extension DirectoryOffice {
    /// The entry as JSON.
    package var json: JSONValue {
        .members([
            ("id", .string(profile.id.description)), ("agency", .string(profile.agency)),
            ("level", .string(profile.level.rawValue)), ("region", .string(profile.region)),
            ("name", .string(profile.name)), ("shortName", .string(profile.shortName)),
            ("uscc", .string(profile.uscc)), ("superior", profile.superior.map { .string($0.description) }),
            ("sameLevelProcuratorate", profile.sameLevelProcuratorate.map { .string($0.description) }),
            ("sameLevelPolice", profile.sameLevelPolice.map { .string($0.description) }),
            ("keys", .array(keys.map(\.json))),
            ("sealingKeys", sealingKeys.isEmpty ? nil : .array(sealingKeys.map(\.json))), ("route", route.json),
            ("principal", .string(principal)),
            ("status", .string(status.rawValue)), ("successor", successor.map { .string($0.description) }),
            ("lowestAcceptedVersion", .integer(Int64(clamping: lowestAcceptedVersion))),
            ("codes", codes == Codes() ? nil : codes.json),
        ])
    }

    static func read(_ reader: DocumentReader) -> DirectoryOffice? {
        let profile = OfficeProfile.read(reader)
        let keys = reader.objects("keys").map { OfficeKey.read($0) }
        let sealing = reader.has("sealingKeys") ? reader.objects("sealingKeys").map { OfficeKey.read($0) } : []
        let route = reader.object("route").flatMap { Route.read($0) }
        let principal = reader.text("principal")
        let status = reader.required("status", "active or retired") { $0.string.flatMap { Status(rawValue: $0) } }
        let successor = reader.officeID("successor")
        let lowest = reader.number("lowestAcceptedVersion")
        let codes = reader.has("codes") ? reader.object("codes").map { Codes.read($0) } : Codes()
        guard let profile, let route, let principal, let status, let lowest, let codes else { return nil }
        return DirectoryOffice(
            profile: profile, keys: keys.compactMap(\.self), sealingKeys: sealing.compactMap(\.self), route: route,
            principal: principal, status: status, successor: successor, lowestAcceptedVersion: lowest, codes: codes)
    }
}

extension OfficeProfile {
    /// Reads the fields of a profile from an object that may hold others too.
    package static func read(_ reader: DocumentReader) -> OfficeProfile? {
        let id = reader.required("id", "an office id <6 digits>-<agency>[-<unit>] of at most 64 bytes") { value in
            value.string.flatMap { OfficeID($0) }
        }
        let agency = reader.text("agency", limit: 64)
        let level = reader.required("level", "national, province, prefecture or county") { value in
            value.string.flatMap { Level(rawValue: $0) }
        }
        let region = reader.required("region", "six digits of GB/T 2260") { value in
            value.string.flatMap { RegionCode($0)?.description }
        }
        let name = reader.text("name")
        let shortName = reader.text("shortName", limit: 64)
        let uscc = reader.required("uscc", "a unified social credit code with right check digits") { value in
            value.string.flatMap { readUSCC($0) }
        }
        let superior = reader.officeID("superior")
        let procuratorate = reader.officeID("sameLevelProcuratorate")
        let police = reader.officeID("sameLevelPolice")
        guard let id, let agency, let level, let region, let name, let shortName, let uscc else { return nil }
        return OfficeProfile(
            id: id, agency: agency, level: level, region: region, name: name, shortName: shortName, uscc: uscc,
            superior: superior, sameLevelProcuratorate: procuratorate, sameLevelPolice: police)
    }

    private static func readUSCC(_ text: String) -> String? {
        do throws(USCCRefusal) {
            return try USCC(text).text
        } catch {
            return nil
        }
    }
}

extension OfficeKey {
    fileprivate var json: JSONValue {
        .members([
            ("keyId", .string(keyID)), ("suite", .string(suite)), ("publicKey", .string(Base64.encode(publicKey))),
            ("validFrom", .string(validFrom.description)), ("validTo", .string(validTo.description)),
            ("revokedAt", revokedAt.map { .string($0.description) }),
        ])
    }

    fileprivate static func read(_ reader: DocumentReader) -> OfficeKey? {
        let keyID = reader.text("keyId", limit: 64)
        let suite = reader.text("suite", limit: 64)
        let publicKey = reader.base64("publicKey", count: 32)
        let validFrom = reader.moment("validFrom")
        let validTo = reader.moment("validTo")
        let revokedAt = reader.has("revokedAt") ? reader.moment("revokedAt") : nil
        guard let keyID, let suite, let publicKey, let validFrom, let validTo else { return nil }
        if validTo <= validFrom { reader.report("validTo", "is not after validFrom", "give a later instant") }
        return OfficeKey(
            keyID: keyID, suite: suite, publicKey: publicKey, validFrom: validFrom, validTo: validTo,
            revokedAt: revokedAt)
    }
}

extension DirectoryOffice.Route {
    var json: JSONValue {
        .members([
            ("topic", .string(topic.description)), ("generation", .integer(Int64(generation))),
            ("partitions", partitions.map { .integer(Int64($0)) }),
        ])
    }

    static func read(_ reader: DocumentReader) -> DirectoryOffice.Route? {
        let topic = reader.required("topic", "a topic without its namespace") { $0.string.flatMap { Topic($0) } }
        let generation = reader.required("generation", "a whole number from 1 to 9999") { value in
            value.integer.flatMap { (1...9999).contains($0) ? Int($0) : nil }
        }
        let partitions = reader.has("partitions") ? readPartitions(reader) : nil
        guard let topic, let generation else { return nil }
        if !topic.isBroadcast, partitions ?? 1 != 1 {
            reader.report("partitions", "is not 1 on \(topic)", "only lists, measures and publications have several")
        }
        return DirectoryOffice.Route(topic: topic, generation: generation, partitions: partitions)
    }

    private static func readPartitions(_ reader: DocumentReader) -> Int? {
        reader.required("partitions", "a whole number from 1 to 999") { value in
            value.integer.flatMap { (1...999).contains($0) ? Int($0) : nil }
        }
    }
}

extension DirectoryOffice.Codes {
    fileprivate var json: JSONValue {
        .members([
            ("customs", customs.map { .string($0) }), ("tax", tax.map { .string($0) }),
            ("police", police.map { .string($0) }),
        ])
    }

    fileprivate static func read(_ reader: DocumentReader) -> DirectoryOffice.Codes {
        func code(_ name: String) -> String? { reader.has(name) ? reader.text(name, limit: 32) : nil }
        return DirectoryOffice.Codes(customs: code("customs"), tax: code("tax"), police: code("police"))
    }
}

extension DocumentReader {
    fileprivate func officeID(_ name: String) -> OfficeID? {
        optional(name, "an office id") { $0.string.flatMap { OfficeID($0) } }
    }
}
