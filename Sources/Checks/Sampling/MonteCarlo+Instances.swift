import Exact
import Notation
import Numeric

/// The instances at which a line is sampled.
extension MonteCarlo {
  struct Candidate {
    let instance: Instance
    let granted: Set<Expression>
    let text: String
    let score: Int
    /// Of which sizes it is.
    var round = 0
    /// The number of samples in a formula, where it is free.
    var count: Int?
  }

  private func holds(
    _ hypotheses: [Expression], _ candidate: InstanceSpace.Candidate, _ fuel: Fuel
  ) throws -> Bool {
    if hypotheses.isEmpty { return true }
    let evaluator = SurfaceEvaluator(
      table: table, instance: candidate.instance, bits: 160, fuel: fuel)
    evaluator.granted = candidate.granted
    return try hypotheses.allSatisfy { try evaluator.judge($0).truth == .yes }
  }

  /// A few random admissible instances, those first that are far from special: large sizes, and values
  /// other than 0 and 1 that are no large numbers.
  func candidates(_ statement: Expression) throws -> [Candidate] {
    let hypotheses = statement.hypotheses
    let space = InstanceSpace(
      table: table, symbols: table.dependencies(of: statement),
      omitting: statement.eigenvalueSymbols, hypotheses: hypotheses)
    let search = InstanceSearch(space: space, fuel: Fuel(500_000))
    var stream = RandomStream(seed: seed, stream: 2)
    var found: [Candidate] = []
    // With one point, or one number, often nothing is random.
    let all = space.sizes()
    let ample = all.filter { $0.allSatisfy { $0.value > 1 } }
    var sizes = Array((ample.isEmpty ? all : ample).suffix(3).reversed())
    let rest = ample.isEmpty ? [] : Array(all.suffix(3).reversed())
    if let largest = sizes.first,
      largest.contains(where: { table.declarations[$0.name]?.type == .size })
    {
      // Samples need no enumeration, so that larger sizes than those of the exact leg are in reach.
      sizes.insert(
        largest.map { ($0.name, $0.value + (table.declarations[$0.name]?.type == .size ? 1 : 0)) },
        at: 0)
    }
    // A number of samples costs no values of the instance: much larger ones are tried.
    let numbers = countsOfSamples(space)
    let many = numbers.isEmpty ? [] : Self.counts
    if let largest = sizes.first {
      sizes =
        many.map { count in largest.map { ($0.name, numbers.contains($0.name) ? count : $0.value) }
        }
        + sizes
    }
    var round = 0
    func collect(_ candidate: InstanceSpace.Candidate, _ complexity: Complexity) throws {
      guard try holds(hypotheses, candidate, search.fuel) else { return }
      let text = candidate.instance.assignment(of: table, symbols: Set(space.symbols))
        .map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
      found.append(
        Candidate(
          instance: candidate.instance, granted: candidate.granted, text: text,
          score: 100 * complexity.specials - complexity.height, round: round,
          count: round < many.count ? many[round] : nil))
    }
    do {
      for (index, size) in (sizes + rest).enumerated() {
        if index >= sizes.count, !found.isEmpty { break }
        let layout = try space.layout(sizes: size, height: 3, fuel: search.fuel)
        var attempts = 0
        let known = found.count
        while found.count < (index < many.count ? known + 4 : 12),
          attempts < (index < sizes.count ? 96 : 32)
        {
          attempts += 1
          _ = try search.random(layout, from: &stream) { candidate, complexity in
            try collect(candidate, complexity)
            return true
          }
          if layout.coordinates.isEmpty { break }
        }
        round += 1
        if index >= many.count, found.count >= known + 4 { break }
      }
      if found.isEmpty {
        // What is rare at random is looked for among the simplest instances too.
        try SurveySearch(space: space, seed: seed, fuel: Fuel(500_000)).run(instances: 200) {
          try collect($0, $1)
          return found.count < 12
        }
      }
    } catch EvaluationFailure.notEvaluable(let reason) {
      if found.isEmpty { throw MomentEstimator.Failure(reason: reason) }
    } catch is EvaluationFailure {}
    let best = found.sorted { $0.score > $1.score }
    if many.isEmpty { return best }
    // The best of each number of samples first.
    let first = (0..<round).compactMap { k in best.firstIndex { $0.round == k } }
    return (first + best.indices.filter { !first.contains($0) }).map { best[$0] }
  }

  /// The numbers of samples that are tried where they are free.
  private static let counts = [4, 16, 64, 256, 4096]

  /// The sizes of which no value of an instance depends: those of lists and of what has a law.
  private func countsOfSamples(_ space: InstanceSpace) -> Set<String> {
    let symbols = Set(space.symbols)
    var counts = Set(
      table.declarations.filter { $0.value.type == .size && symbols.contains($0.key) }.keys)
    for name in symbols {
      if let distribution = table.distributions[name], distribution.law != .unspecified { continue }
      guard let type = table.declarations[name]?.type else { continue }
      counts.subtract(type.lengths.reduce(into: []) { $0.formUnion($1.freeSymbols) })
    }
    return counts
  }
}

extension ValueType {
  /// The lengths of what has this type.
  fileprivate var lengths: [Expression] {
    switch self {
    case .vector(let n): [n]
    case .matrix(let n, let m): [n, m]
    case .sequence(let type): type.lengths
    case .function(let arguments, let value): (arguments + [value]).flatMap(\.lengths)
    default: []
    }
  }
}
