import Dispatch
import Exact
import Notation
import Numeric

/// The Monte Carlo leg: both sides of a line at a random admissible instance, with every expectation
/// replaced by the mean of samples of what stands under it.
struct MonteCarlo {
  let table: ScopeTable
  let seed: UInt64
  /// The most samples of one expectation.
  let samples: Int
  /// The probability that a line that holds is rejected.
  let alpha: Double

  /// The probability that a difference of the printed size is not seen.
  static let miss = 1e-6
  /// A difference of this part of the larger side matters.
  static let relevant = 0.05
  /// Operations on samples that one line may cost.
  private static let budget = 300_000_000

  /// What came of one line.
  struct Result {
    var estimate: Double
    var interval: (lower: Double, upper: Double)
    /// The smallest difference that is missed with probability at most `miss`.
    var difference: Double
    var samples: Int
    var seconds: Double
    var isRejected: Bool
    var instance: String
    var bounds: String
  }

  /// Judges a line; throws `MomentEstimator.Failure` with the reason where that is not possible.
  func judge(_ statement: Expression) throws -> Result {
    guard case .relation(let relation, let left, let right) = statement.form,
      [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
    else { throw MomentEstimator.Failure(reason: "the line is no equation and no inequality") }
    guard statement.hasMoment(table) else {
      throw MomentEstimator.Failure(reason: "there is no expectation in it")
    }
    let start = DispatchTime.now().uptimeNanoseconds
    var failure = MomentEstimator.Failure(reason: "no admissible instance was found")
    for candidate in try candidates(statement) {
      do {
        var result = try judge(relation, left, right, at: candidate)
        result.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
        return result
      } catch EvaluationFailure.outOfFuel {
        throw MomentEstimator.Failure(reason: "the budget is spent")
      } catch let error as EvaluationFailure {
        failure = MomentEstimator.Failure(reason: error.reason)
      }
    }
    throw failure
  }

  // MARK: One instance

  private func judge(
    _ relation: Relation, _ left: Expression, _ right: Expression, at candidate: Candidate
  ) throws -> Result {
    let moments = MomentEstimator(seed: seed, alpha: alpha, beta: Self.miss)
    func gaps(_ phase: MomentEstimator.Phase) throws -> [(gap: Ball, size: Double)] {
      moments.phase = phase
      let evaluator = SurfaceEvaluator(
        table: table, instance: candidate.instance, bits: 128, fuel: Fuel(1_000_000))
      evaluator.granted = candidate.granted
      evaluator.moments = moments
      let (a, b) = (try balls(left, evaluator), try balls(right, evaluator))
      guard a.count == b.count, !a.isEmpty else { throw EvaluationFailure.shapes }
      return zip(a, b).map { ($0 - $1, max(abs($0.midpoint), abs($1.midpoint))) }
    }
    let pilot = try gaps(.pilot)
    guard moments.intervals > 0, !moments.estimates.isEmpty else { throw EvaluationFailure.shapes }
    let spread = moments.estimates.flatMap(\.pilot).map { $0.variance.squareRoot() }.max() ?? 0
    let size = pilot.map(\.size).max() ?? 0
    let scale = size > 0 ? size : spread
    let operations = moments.estimates.reduce(0) { $0 + $1.program.operations.count }
    let most = max(
      1, min(samples, Self.budget / max(1, operations)) / SampleProgram.batch)
    moments.chooseMethods(batches: most)
    // The fewest samples, by doubling, that show a relevant difference.
    var batches = 1
    var difference = try gaps(.plan(batches: batches)).map(\.gap.radius).max() ?? .infinity
    while difference > Self.relevant * scale, batches < most {
      batches = min(2 * batches, most)
      difference = try gaps(.plan(batches: batches)).map(\.gap.radius).max() ?? .infinity
    }
    guard difference <= scale else {
      throw EvaluationFailure.notEvaluable(
        "with \(batches * SampleProgram.batch) samples no difference as small as the sides is seen")
    }
    let result = try gaps(.run(batches: batches)).map(\.gap)
    let isRejected = result.contains { gap in
      switch relation {
      case .equal: gap.isZero == .no
      case .less, .lessOrEqual: gap.isPositive == .yes
      default: gap.isNegative == .yes
      }
    }
    let worst = result.max { abs($0.midpoint) * $1.radius < abs($1.midpoint) * $0.radius } ?? 0
    return Result(
      estimate: worst.midpoint,
      interval: (worst.midpoint - worst.radius, worst.midpoint + worst.radius),
      difference: difference,
      samples: moments.estimates.count * batches * SampleProgram.batch, seconds: 0,
      isRejected: isRejected, instance: candidate.text,
      bounds: Set(moments.estimates.map(\.method.rawValue)).sorted().joined(separator: ", "))
  }

  private func balls(_ e: Expression, _ evaluator: SurfaceEvaluator) throws -> [Ball] {
    guard let numbers = try evaluator.value(e).numbers else { throw EvaluationFailure.shapes }
    return try numbers.map { number in
      guard number.tag == 0, let ball = number.primal.real(bits: 128), ball.isFinite else {
        throw EvaluationFailure.shapes
      }
      return ball
    }
  }

  // MARK: Instances

  private struct Candidate {
    let instance: Instance
    let granted: Set<Expression>
    let text: String
    let score: Int
  }

  /// A few random admissible instances, those first that are far from special: large sizes, and values
  /// other than 0 and 1 that are no large numbers.
  private func candidates(_ statement: Expression) throws -> [Candidate] {
    let space = InstanceSpace(
      table: table, symbols: table.dependencies(of: statement),
      omitting: statement.eigenvalueSymbols)
    let search = InstanceSearch(space: space, fuel: Fuel(500_000))
    var stream = RandomStream(seed: seed, stream: 2)
    var found: [Candidate] = []
    var sizes = Array(space.sizes().suffix(3).reversed())
    if let largest = sizes.first,
      largest.contains(where: { table.declarations[$0.name]?.type == .size })
    {
      // Samples need no enumeration, so that larger sizes than those of the exact leg are in reach.
      sizes.insert(
        largest.map { ($0.name, $0.value + (table.declarations[$0.name]?.type == .size ? 2 : 0)) },
        at: 0)
    }
    do {
      for size in sizes {
        let layout = try space.layout(sizes: size, height: 3, fuel: search.fuel)
        var attempts = 0
        while found.count < 8, attempts < 64 {
          attempts += 1
          _ = try search.random(layout, from: &stream) { candidate, complexity in
            let text = candidate.instance.assignment(of: table, symbols: Set(space.symbols))
              .map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
            found.append(
              Candidate(
                instance: candidate.instance, granted: candidate.granted, text: text,
                score: 100 * complexity.specials - complexity.height))
            return true
          }
          if layout.coordinates.isEmpty { break }
        }
        if found.count >= 4 { break }
      }
    } catch EvaluationFailure.notEvaluable(let reason) {
      if found.isEmpty { throw MomentEstimator.Failure(reason: reason) }
    } catch is EvaluationFailure {}
    return Array(found.sorted { $0.score > $1.score }.prefix(4))
  }
}

extension EvaluationFailure {
  /// Why nothing was sampled.
  fileprivate var reason: String {
    switch self {
    case .undefined(let reason, _), .notEvaluable(let reason): reason
    case .unknown: "the samples do not settle a case"
    case .outOfFuel: "the budget is spent"
    }
  }
}
