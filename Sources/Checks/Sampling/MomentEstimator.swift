import Exact
import Notation
import Numeric

/// An expectation in a formula.
enum Moment: Hashable {
  case mean([String: Law], Expression)
  case covariance(Expression, Expression)
  /// ∫ over lists of so many points.
  case samples(String, Int, Expression)
  /// ∫ over the points of a space.
  case integral(String, Expression)

  var parts: [Expression] {
    switch self {
    case .mean(_, let body), .integral(_, let body), .samples(_, _, let body): [body]
    case .covariance(let a, let b): a == b ? [a] : [a, b]
    }
  }

  /// The parameters of its laws.
  var parameters: [Expression] {
    guard case .mean(let laws, _) = self else { return [] }
    return laws.sorted { $0.key < $1.key }.flatMap(\.value.parameters)
  }
}

/// Puts confidence intervals in the place of the expectations of a formula, as the evaluator meets them.
///
/// Used three times: a pilot run of its own samples, intervals as wide as a number of samples would
/// give them, and the run itself. The intervals of the run hold all at once but for probability `alpha`.
final class MomentEstimator {
  enum Phase {
    case pilot
    case plan(batches: Int)
    case run(batches: Int)
  }

  struct Failure: Error {
    let reason: String
  }

  var phase = Phase.pilot
  private(set) var estimates: [Estimate] = []
  private var known: [Key: Int] = [:]
  private let seed: UInt64
  private let alpha: Double
  private let beta: Double
  private let threads: Int?

  init(seed: UInt64, alpha: Double, beta: Double, threads: Int? = nil) {
    self.threads = threads
    self.seed = seed
    self.alpha = alpha
    self.beta = beta
  }

  private struct Key: Hashable {
    let moment: Moment
    let bindings: String
  }

  /// One expectation, with what is known of its samples.
  struct Estimate {
    let program: SampleProgram
    let shape: SampleValue
    let truncation: Double
    let bounds: [SampleProgram.Bounds]
    let pilot: [SampleMoments]
    var method = Concentration.empiricalBernstein
    var result: [SampleMoments]?

    var outputs: [Int] { shape.places ?? [] }
  }

  /// The number of confidence intervals.
  var intervals: Int { max(1, estimates.reduce(0) { $0 + $1.outputs.count }) }

  /// The largest standard deviation of the pilots.
  var spread: Double {
    estimates.flatMap(\.pilot).map { $0.variance.squareRoot() }.max() ?? 0
  }

  /// The range of the samples of the run, where one number alone is random.
  var onlyRange: (least: Double, greatest: Double, pilotMean: Double, slack: Double)? {
    let random = estimates.filter { $0.pilot.contains { $0.variance > 0 } }
    guard random.count == 1, let result = random[0].result, result.count == 1 else { return nil }
    let b = random[0].bounds[0]
    return (
      result[0].least, result[0].greatest, random[0].pilot[0].mean,
      b.rounding + 0x1p-45 * max(abs(b.lower), abs(b.lower + b.width))
    )
  }

  func value(_ moment: Moment, _ evaluator: SurfaceEvaluator) throws -> SurfaceValue {
    let index = try self.index(of: moment, evaluator)
    switch phase {
    case .pilot:
      return Self.value(estimates[index].shape, estimates[index].pilot.map { ($0.mean, 0) })
    case .plan(let batches):
      let estimate = estimates[index]
      return Self.value(
        estimate.shape,
        estimate.outputs.indices.map { (estimate.pilot[$0].mean, planned(estimate, $0, batches)) })
    case .run(let batches):
      let result = try self.result(index, batches)
      let estimate = estimates[index]
      return Self.value(
        estimate.shape, result.indices.map { (result[$0].mean, radius(estimate, $0, result[$0])) })
    }
  }

  private func index(of moment: Moment, _ evaluator: SurfaceEvaluator) throws -> Int {
    let names = (moment.parts + moment.parameters).reduce(into: Set<String>()) {
      $0.formUnion(evaluator.table.dependencies(of: $1))
    }.sorted()
    var bindings = ""
    for name in names {
      guard let value = evaluator.bindings[name] else { continue }
      guard value.numbers?.allSatisfy({ $0.tag == 0 }) ?? true else {
        throw EvaluationFailure.notEvaluable("samples of a derivative")
      }
      bindings += "\(name)=\(value.text);"
    }
    let key = Key(moment: moment, bindings: bindings)
    if let index = known[key] { return index }
    // The rates are shared by the intervals of the pilot; a later one would break them.
    guard case .pilot = phase else { throw EvaluationFailure.unknown }
    estimates.append(try prepare(moment, evaluator))
    known[key] = estimates.count - 1
    return estimates.count - 1
  }

  /// Compiles an expectation, bounds its samples and draws the pilot.
  private func prepare(_ moment: Moment, _ evaluator: SurfaceEvaluator) throws -> Estimate {
    evaluator.moments = nil
    defer { evaluator.moments = self }
    let compiler = SampleCompiler(evaluator)
    let shape: SampleValue
    switch moment {
    case .mean(let laws, let body): shape = try compiler.sample(body, laws)
    case .integral(let name, let body):
      shape = try compiler.integral(over: [name], of: body)
    case .samples(let name, let count, let body):
      shape = try compiler.list(name, count, body)
    case .covariance(let a, let b):
      shape = try compiler.covariance(a, b)
    }
    guard let outputs = shape.places else { throw EvaluationFailure.shapes }
    let program = compiler.program
    guard let (truncation, bounds) = Self.bounds(program, outputs) else {
      throw EvaluationFailure.notEvaluable(
        "no bound is known for the values under the expectation, so that no number of samples would do"
      )
    }
    let stream = UInt64(2 * estimates.count) << 32
    guard
      let pilot = program.moments(
        of: outputs, batches: 1, truncation: truncation, seed: seed, firstStream: stream,
        threads: threads,
        isCancelled: { Interruption.isRequested })
    else { throw EvaluationFailure.notEvaluable(Interruption.reason) }
    try Self.requireNumbers(pilot)
    return Estimate(
      program: program, shape: shape, truncation: truncation, bounds: bounds, pilot: pilot)
  }

  /// The truncation that lets the interval of some hundred thousand samples be the narrowest.
  private static func bounds(
    _ program: SampleProgram, _ outputs: [Int]
  ) -> (Double, [SampleProgram.Bounds])? {
    let candidates = program.inputs.contains(.gaussian) ? SampleProgram.truncations : [8.5]
    var best: (cost: Double, truncation: Double, bounds: [SampleProgram.Bounds])?
    for truncation in candidates {
      let rows = outputs.compactMap { program.bounds(of: $0, truncation: truncation) }
      guard rows.count == outputs.count else { continue }
      let cost = rows.map { $0.tail + $0.width * 0x1p-12 }.max() ?? 0
      if best.map({ cost < $0.cost }) ?? true { best = (cost, truncation, rows) }
    }
    return best.map { ($0.truncation, $0.bounds) }
  }

  // MARK: Intervals

  /// The part of the false alarms, and of the misses, that one interval may use.
  private var share: (alpha: Double, beta: Double) {
    (alpha / Double(intervals), beta / Double(intervals))
  }

  /// What does not shrink with the number of samples: the tail, the rounding of the samples and of their sum,
  /// and the rounding of the probabilities of the inputs to 2⁻⁵².
  private func bias(_ estimate: Estimate, _ k: Int) -> Double {
    let b = estimate.bounds[k]
    let magnitude = max(abs(b.lower), abs(b.lower + b.width))
    return b.tail + b.rounding + 0x1p-45 * magnitude
      + 0x1p-52 * Double(estimate.program.inputs.count) * b.width
  }

  private func radius(_ estimate: Estimate, _ k: Int, _ moments: SampleMoments) -> Double {
    estimate.method.radius(
      samples: moments.count, variance: moments.variance, width: estimate.bounds[k].width,
      alpha: share.alpha) + bias(estimate, k)
  }

  /// The half width with which a run of so many batches sees a difference but for probability `beta`: the
  /// radius that it will print, and how far its mean may lie off.
  private func planned(_ estimate: Estimate, _ k: Int, _ batches: Int) -> Double {
    let n = batches * SampleProgram.batch
    let (width, pilot) = (estimate.bounds[k].width, estimate.pilot[k])
    // Three events may fail: the bound on σ, the sample variance, the mean.
    let part = share.beta / 3
    let deviation = Concentration.deviationBound(
      samples: pilot.count, variance: pilot.variance, width: width, alpha: part)
    let sample = min(
      width,
      deviation
        + Concentration.deviationBound(
          samples: n, variance: 0, width: width, alpha: part))
    return estimate.method.radius(
      samples: n, variance: sample * sample, width: width, alpha: share.alpha)
      + Concentration.fluctuation(samples: n, deviation: deviation, width: width, alpha: part)
      + bias(estimate, k)
  }

  /// Chooses the narrower bound for each expectation, from the pilot alone.
  func chooseMethods(batches: Int) {
    for index in estimates.indices {
      func widest(_ method: Concentration) -> Double {
        var estimate = estimates[index]
        estimate.method = method
        return estimate.outputs.indices.map { planned(estimate, $0, batches) }.max() ?? 0
      }
      estimates[index].method =
        widest(.hoeffding) < widest(.empiricalBernstein) ? .hoeffding : .empiricalBernstein
    }
  }

  private func result(_ index: Int, _ batches: Int) throws -> [SampleMoments] {
    if let result = estimates[index].result { return result }
    let estimate = estimates[index]
    guard
      let result = estimate.program.moments(
        of: estimate.outputs, batches: batches, truncation: estimate.truncation, seed: seed,
        firstStream: UInt64(2 * index + 1) << 32, threads: threads,
        isCancelled: { Interruption.isRequested })
    else { throw EvaluationFailure.notEvaluable(Interruption.reason) }
    try Self.requireNumbers(result)
    estimates[index].result = result
    return result
  }

  private static func requireNumbers(_ moments: [SampleMoments]) throws {
    guard moments.allSatisfy({ $0.mean.isFinite }) else {
      throw EvaluationFailure.notEvaluable("a sample on the edge of a bracket, up to rounding")
    }
  }

  private static func value(
    _ shape: SampleValue, _ balls: [(mean: Double, radius: Double)]
  ) -> SurfaceValue {
    let numbers = balls.map {
      DualNumber.plain(.ball(Ball(around: $0.mean, radius: $0.radius, precision: 128)))
    }
    switch shape {
    case .number, .identity: return .number(numbers[0])
    case .vector: return .vector(numbers)
    case .row: return .row(numbers)
    case .matrix(let n, let m, _): return .matrix(Grid(rows: n, columns: m, numbers))
    }
  }
}
