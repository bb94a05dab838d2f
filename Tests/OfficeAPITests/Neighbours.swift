/// Two offices of one city over one bus: the market regulator and the police.
struct Neighbours: Sendable {
    let province: Province
    let market, police: OpenOffice

    init() throws {
        province = try Province()
        market = try province.open(Province.market)
        police = try province.open(Province.police)
    }

    /// Runs both around `body`.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await province.run([market, police], body)
    }
}
