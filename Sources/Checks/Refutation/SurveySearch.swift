import Exact
import Notation
import Numeric

/// The order in which a survey draws its instances.
struct SurveySearch {
  let space: InstanceSpace
  let seed: UInt64
  let fuel: Fuel

  /// Visits up to so many admissible instances: a sixth of them the simplest ones of each size in order, a
  /// sixth simple ones at random, the others at random. The visitor may stop the search.
  func run(
    instances: Int, _ visit: @escaping (InstanceSpace.Candidate, Complexity) throws -> Bool
  ) throws {
    let search = InstanceSearch(space: space, fuel: fuel)
    let sizes = Array(space.sizes().prefix(27))
    var layouts: [Layout] = []
    for size in sizes { layouts.append(try space.layout(sizes: size, height: 4, fuel: fuel)) }
    var isStopped = false
    var count = 0
    func counted(_ candidate: InstanceSpace.Candidate, _ complexity: Complexity) throws -> Bool {
      count += 1
      if try !visit(candidate, complexity) { isStopped = true }
      return !isStopped && count < instances
    }
    if layouts.allSatisfy(\.coordinates.isEmpty) {
      for layout in layouts {
        guard try search.visit(layout, height: 1, specials: 0, limit: 1, counted) else { return }
      }
      return
    }
    var simple = RandomStream(seed: seed, stream: 1)
    for layout in layouts {
      let quota = max(1, instances / 6 / layouts.count)
      let target = min(instances, count + quota)
      levels: for height in 1...3 {
        for specials in 0...min(layout.coordinates.count, 3) where height == 1 || specials > 0 {
          let limit = quota * 2
          _ = try search.visit(layout, height: height, specials: specials, limit: limit) {
            guard try counted($0, $1) else { return false }
            return count < target
          }
          if isStopped || count >= instances { return }
          if count >= target { break levels }
        }
      }
      for _ in 0..<(2 * quota) where count < min(instances, target + quota) {
        guard try search.random(layout, isSimple: true, from: &simple, counted) else { return }
      }
    }
    var stream = RandomStream(seed: seed)
    var attempts = 0
    while count < instances, attempts < instances * 20 {
      for layout in layouts where count < instances {
        attempts += 1
        guard try search.random(layout, from: &stream, counted) else { return }
      }
    }
  }
}
