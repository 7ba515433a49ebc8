import MartletModel
import Testing

@testable import MartletReplication

@Suite struct ReplicationWorldTests {
    @Test(arguments: 1...10)
    func `with disk durability power cuts, elections and a bad network lose nothing committed`(seed: Int) {
        let world = World(seed: UInt64(seed), durability: .disk, losesPages: true)
        world.run(steps: 2_000)
        world.heal()
        #expect(world.violations == [])
        #expect(world.acknowledgedCount > 0)
    }

    @Test(arguments: 1...10)
    func `with page-cache durability killed processes lose nothing committed`(seed: Int) {
        let world = World(
            seed: UInt64(seed), durability: .pageCache, losesPages: false,
            minInSyncReplicas: seed % 2 + 1)
        world.run(steps: 2_000)
        world.heal()
        #expect(world.violations == [])
        #expect(world.acknowledgedCount > 0)
    }

    @Test func `the world notices what page-cache durability loses in a power cut`() {
        let lost = (1...10).contains { seed in
            let world = World(
                seed: UInt64(seed), durability: .pageCache, losesPages: true, minInSyncReplicas: 1)
            world.run(steps: 2_000)
            return !world.violations.isEmpty
        }
        #expect(lost)
    }

    @Test func `the same seed gives the same world`() {
        let worlds = (0..<2).map { _ in
            let world = World(seed: 5, durability: .disk, losesPages: true)
            world.run(steps: 1_000)
            return world
        }
        #expect(worlds[0].history.count == worlds[1].history.count)
        #expect(worlds[0].acknowledgedCount == worlds[1].acknowledgedCount)
        #expect(worlds[0].committed == worlds[1].committed)
        #expect(worlds[0].crashes > 0)
    }
}
