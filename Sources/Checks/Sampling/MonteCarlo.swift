import Dispatch
import Exact
import Glibc
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
  /// On how many threads samples are drawn; all cores where `nil`.
  var threads: Int?

  /// The probability that a difference of the printed size is not seen.
  static let miss = 1e-6
  /// The instances at which a line is sampled, where there are as many; the first that rejects it is reported.
  private static let instances = 3
  /// Those of formulas in which the number of samples is free.
  private static let counted = 5
  /// A difference of this part of the larger side matters.
  var relevant = 0.05
  /// Operations on samples that one line may cost: 40 million where 2²⁰ samples are allowed.
  private var budget: Int { samples * 625 / 16_384 * 1000 }
  /// The most operations of one sample.
  private var affordable: Int { max(256, budget * 5 / 2 / SampleProgram.batch) }

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
    /// The number of instances that were tried.
    var instances = 1
    var bounds: String
    /// Whether both sides were computed from the same samples.
    var isPaired = false
    /// Whether an inequality, or an equation, held of every pair of samples.
    var samplewise: Bool?
    /// What one sample costs.
    var operations = 0
    /// What came of each instance.
    var trials: [Evidence.MonteCarlo.Trial] = []
  }

  /// Judges a line; throws `MomentEstimator.Failure` with the reason where that is not possible.
  ///
  /// Of an implication the conclusion is sampled where the hypotheses hold; of several statements joined by
  /// "and", the first that is rejected is reported.
  func judge(_ statement: Expression) throws -> Result {
    let parts = statement.conclusion.conjuncts
    let relations = parts.compactMap { part -> (Relation, Expression, Expression)? in
      guard case .relation(let relation, let left, let right) = part.form,
        [.equal, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
      else { return nil }
      return (relation, left, right)
    }
    guard relations.count == parts.count else {
      throw MomentEstimator.Failure(reason: statement.reasonAgainstSampling)
    }
    let random = relations.filter { $0.1.hasMoment(table) || $0.2.hasMoment(table) }
    guard !random.isEmpty else {
      throw MomentEstimator.Failure(reason: "there is no expectation in it")
    }
    let candidates = try candidates(statement)
    var first: Result?
    for (relation, left, right) in random {
      let result = try judge(
        relation, left, right, candidates, alpha: alpha / Double(random.count))
      if result.isRejected { return result }
      first = first ?? result
    }
    guard let first else { throw MomentEstimator.Failure(reason: "there is no expectation in it") }
    return first
  }

  private func judge(
    _ relation: Relation, _ left: Expression, _ right: Expression, _ candidates: [Candidate],
    alpha: Double
  ) throws -> Result {
    let start = DispatchTime.now().uptimeNanoseconds
    var failure = MomentEstimator.Failure(
      reason: "no admissible instance was found at which to sample")
    var first: Result?
    var count = 0
    var constant: [Candidate] = []
    let instances = candidates.contains { $0.count != nil } ? Self.counted : Self.instances
    var costs: [(count: Int, operations: Int)] = []
    var trials: [Evidence.MonteCarlo.Trial] = []
    for candidate in candidates where count < instances {
      if let next = candidate.count, let cost = Self.cost(next, after: costs), cost > affordable {
        continue
      }
      do {
        // An instance at which nothing is random tells less.
        guard
          let result = try judge(
            relation, left, right, at: candidate, alpha: alpha / Double(instances),
            share: instances)
        else {
          constant.append(candidate)
          continue
        }
        count += 1
        trials.append(
          Evidence.MonteCarlo.Trial(
            instance: result.instance, count: candidate.count, estimate: result.estimate,
            interval: [result.interval.lower, result.interval.upper], samples: result.samples))
        if let known = candidate.count { costs.append((known, result.operations)) }
        if first == nil || result.isRejected { first = result }
        if result.isRejected { break }
      } catch let error as EvaluationFailure {
        failure = MomentEstimator.Failure(reason: error.reason)
      }
    }
    if first == nil, let candidate = constant.first {
      // An estimator without variance.
      do {
        first = try judge(
          relation, left, right, at: candidate, alpha: alpha / Double(instances),
          share: instances, isConstant: true)
        count = 1
      } catch is EvaluationFailure {
        failure = MomentEstimator.Failure(reason: "nothing in it is random at the instances")
      }
    }
    guard var first else { throw failure }
    first.instances = count
    first.trials = trials
    first.seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    return first
  }

  /// What one sample costs with so many samples in the formula, if it goes on growing as it did.
  private static func cost(_ count: Int, after known: [(count: Int, operations: Int)]) -> Int? {
    guard let last = known.last, let before = known.dropLast().last, count > last.count else {
      return nil
    }
    let exponent =
      log(Double(last.operations) / Double(before.operations))
      / log(Double(last.count) / Double(before.count))
    let cost = Double(last.operations) * pow(Double(count) / Double(last.count), exponent)
    return cost < 1e15 ? Int(cost) : Int.max
  }

  // MARK: One instance

  /// left − right at one instance: from the sides, or from expectations that were brought together.
  private struct Gap {
    let moments: MomentEstimator
    let value: (MomentEstimator.Phase) throws -> [(gap: Ball, size: Double)]
    let isPaired: Bool

    /// The operations of one sample.
    var operations: Int { moments.estimates.reduce(0) { $0 + $1.program.operations.count } }

    /// The operations that are looked at for bounds: once for each number that comes out.
    var cost: Int {
      moments.estimates.reduce(0) { $0 + $1.program.operations.count * max(1, $1.outputs.count) }
    }

    func radius(_ batches: Int) throws -> Double {
      try value(.plan(batches: batches)).map(\.gap.radius).max() ?? .infinity
    }
  }

  private func gap(
    _ sides: [Expression], at candidate: Candidate, alpha: Double, isPaired: Bool = false
  ) -> Gap {
    let moments = MomentEstimator(
      seed: seed, alpha: alpha, beta: Self.miss, threads: threads)
    return Gap(
      moments: moments,
      value: { phase in
        moments.phase = phase
        let evaluator = evaluator(candidate, bits: 128)
        evaluator.moments = moments
        let list = try sides.map { try balls($0, evaluator) }
        guard let first = list.first, let last = list.last, first.count == last.count,
          !first.isEmpty
        else { throw EvaluationFailure.shapes }
        if list.count == 1 { return first.map { ($0, abs($0.midpoint)) } }
        return zip(first, last).map { ($0 - $1, max(abs($0.midpoint), abs($1.midpoint))) }
      }, isPaired: isPaired)
  }

  private func evaluator(_ candidate: Candidate, bits: Int) -> SurfaceEvaluator {
    let evaluator = SurfaceEvaluator(
      table: table, instance: candidate.instance, bits: bits, fuel: Fuel(1_000_000))
    evaluator.granted = candidate.granted
    return evaluator
  }

  /// The expectations of both sides under one law as one, where there are such.
  private func paired(
    _ left: Expression, _ right: Expression, at candidate: Candidate, alpha: Double
  ) -> Gap? {
    let pairing = Pairing(left, right, table)
    guard pairing.isProper else { return nil }
    let one = Expression(.number(1), at: left.place)
    for mass in pairing.masses {
      let statement = Expression(.relation(.equal, mass, one), at: left.place)
      guard let judgement = try? evaluator(candidate, bits: 160).judge(statement),
        judgement.truth == .yes
      else { return nil }
    }
    return gap([pairing.difference], at: candidate, alpha: alpha, isPaired: true)
  }

  /// Judges at one instance; `nil` where nothing is random there.
  private func judge(
    _ relation: Relation, _ left: Expression, _ right: Expression, at candidate: Candidate,
    alpha: Double, share: Int, isConstant: Bool = false
  ) throws -> Result? {
    var gap = gap([left, right], at: candidate, alpha: alpha)
    let pilot = try gap.value(.pilot)
    guard !gap.moments.estimates.isEmpty else { throw EvaluationFailure.shapes }
    let spread = gap.moments.spread
    if spread == 0, !isConstant { return nil }
    let size = max(pilot.map(\.size).max() ?? 0, isConstant ? 0x1p-20 : 0)
    // Sides that are lost in the noise of the pilot are measured by the spread.
    let noise = 5 * spread / Double(SampleProgram.batch).squareRoot()
    let scale = size > noise ? size : spread
    func most(_ gap: Gap) -> Int {
      let batches = max(
        1, min(samples, 3 * budget / max(1, gap.operations)) / share / SampleProgram.batch)
      gap.moments.chooseMethods(batches: batches)
      return batches
    }
    var limit = most(gap)
    if let other = paired(left, right, at: candidate, alpha: alpha),
      (try? other.value(.pilot)) != nil, !other.moments.estimates.isEmpty
    {
      let batches = most(other)
      if let radius = try? other.radius(batches), try radius < gap.radius(limit) {
        (gap, limit) = (other, batches)
      }
    }
    // The fewest samples, by doubling, that show a relevant difference.
    var batches = 1
    var difference = try gap.radius(batches)
    while difference > relevant * scale, batches < limit {
      batches = min(2 * batches, limit)
      difference = try gap.radius(batches)
    }
    guard difference <= max(scale, spread) else {
      throw EvaluationFailure.notEvaluable(
        "\(batches * SampleProgram.batch) samples show no difference as small as the sides; `--samples` allows more"
      )
    }
    let pilotGap = try gap.value(.pilot).map(\.gap)
    let result = try gap.value(.run(batches: batches)).map(\.gap)
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
      samples: gap.moments.estimates.count * batches * SampleProgram.batch, seconds: 0,
      isRejected: isRejected,
      instance: candidate.text,
      bounds: Set(gap.moments.estimates.map(\.method.rawValue)).sorted().joined(separator: ", "),
      isPaired: gap.isPaired, samplewise: samplewise(relation, gap, pilotGap),
      operations: gap.cost)
  }

  /// Whether an equation or an inequality between expectations that were brought together holds of every
  /// sample; `nil` where that is no question.
  private func samplewise(_ relation: Relation, _ gap: Gap, _ pilot: [Ball]) -> Bool? {
    guard gap.isPaired, pilot.count == 1, let range = gap.moments.onlyRange else { return nil }
    // What is added to the one expectation.
    let shift = pilot[0].midpoint - range.pilotMean
    switch relation {
    // That two expectations are equal says nothing of the samples; that these are, does.
    case .equal:
      let most = max(abs(range.greatest + shift), abs(range.least + shift))
      return most <= range.slack ? true : nil
    case .less, .lessOrEqual: return range.greatest + shift <= range.slack
    default: return range.least + shift >= -range.slack
    }
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
}

extension Expression {
  /// What an implication concludes.
  fileprivate var conclusion: Expression {
    if case .implies(_, let b) = form { b.conclusion } else { self }
  }
}

extension Expression {
  /// Why the line cannot be compared with samples.
  fileprivate var reasonAgainstSampling: String {
    switch form {
    case .implies(_, let b): b.reasonAgainstSampling
    case .iff: "it is an equivalence: no interval shows that two sides are equal"
    case .forAll, .exists, .almostEvery:
      "it concludes something of all values of a variable, not of one mean"
    default: "the line is no equation and no inequality"
    }
  }
}

extension EvaluationFailure {
  /// Why nothing was sampled.
  fileprivate var reason: String {
    switch self {
    case .undefined(let reason, _), .notEvaluable(let reason): reason
    case .brokenLaw: "a recurrence or differential equation has no value"
    case .unknown: "the samples do not settle a case"
    case .outOfFuel: "the budget is spent"
    }
  }
}
