import Exact
import Models
import Notation
import Numeric

/// A measurement of a trained or simulated model that a claim of the bank predicts.
///
/// The prediction is computed from the claim's own formula in the note, the control from that of
/// its false neighbour; the model knows neither.
struct Experiment: Sendable {
  /// The claim, and the false neighbour whose formula the same run must reject.
  let claim: String
  let control: String
  /// What is measured, for the report.
  let quantity: String
  /// Values for the declared symbols, drawn from the seed.
  let setting: @Sendable (inout RandomStream) -> Setting
  /// The numbers that a formula predicts; `nil` when it predicts none.
  let predict: @Sendable (Formula) throws -> [Double]
  let measure: @Sendable (Setting) -> [Measurement]
  let reading: Reading
  /// The line of the claim that predicts; its last where none is said. A control with fewer lines gives its
  /// last.
  let line: Int?

  /// What the relation of a claim says of the measured number.
  enum Reading: Sendable {
    /// It is the predicted one.
    case value
    /// It is the left side of a bound, or the right one; predicted is the other side, and of all numbers
    /// that the relation permits the one nearest to the measured number is compared.
    case left, right
  }

  init(
    claim: String, control: String, quantity: String, reading: Reading = .value,
    line: Int? = nil,
    setting: @escaping @Sendable (inout RandomStream) -> Setting,
    predict: @escaping @Sendable (Formula) throws -> [Double],
    measure: @escaping @Sendable (Setting) -> [Measurement]
  ) {
    (self.claim, self.control, self.quantity) = (claim, control, quantity)
    (self.setting, self.predict, self.measure) = (setting, predict, measure)
    (self.reading, self.line) = (reading, line)
  }

  /// An experiment with values alone.
  init(
    claim: String, control: String, quantity: String, reading: Reading = .value,
    line: Int? = nil,
    values: @escaping @Sendable (inout RandomStream) -> [String: SurfaceValue],
    predict: @escaping @Sendable (Formula) throws -> [Double],
    measure: @escaping @Sendable (Setting) -> [Measurement]
  ) {
    self.init(
      claim: claim, control: control, quantity: quantity, reading: reading, line: line,
      setting: { Setting(values(&$0)) }, predict: predict, measure: measure)
  }

  /// Whether the relation of a claim bounds the measured number from below or from above.
  private func bound(_ formula: Formula) throws -> Bound? {
    if reading == .value { return nil }
    switch try formula.relation {
    case .greater, .greaterOrEqual: return reading == .left ? .below : .above
    case .less, .lessOrEqual: return reading == .left ? .above : .below
    default: throw EvaluationFailure.notEvaluable("no bound")
    }
  }

  private enum Bound { case below, above }

  /// What a formula predicts beside measured numbers; of a bound also the evaluated side, for the report.
  func predictions(_ formula: Formula, beside measured: [Measurement]) throws -> (
    numbers: [Double], notes: [String]
  ) {
    let numbers = try predict(formula)
    guard let bound = try bound(formula) else { return (numbers, numbers.map { _ in "" }) }
    guard numbers.count == measured.count else { throw EvaluationFailure.shapes }
    let pairs = zip(numbers, measured)
    switch bound {
    case .below: return (pairs.map { max($0, $1.value) }, numbers.map { ", at least \($0)" })
    case .above: return (pairs.map { min($0, $1.value) }, numbers.map { ", at most \($0)" })
    }
  }

  /// A claim's last statement, with values for its symbols.
  struct Formula {
    let statement: Expression
    let evaluator: SurfaceEvaluator

    /// The two sides of the relation; of an implication, those of its conclusion.
    var sides: (left: Expression, right: Expression) {
      get throws {
        let (_, left, right) = try parts
        return (left, right)
      }
    }

    /// The relation itself.
    var relation: Relation { get throws { try parts.0 } }

    private var parts: (Relation, Expression, Expression) {
      get throws {
        var statement = self.statement
        if case .implies(_, let conclusion) = statement.form { statement = conclusion }
        guard case .relation(let relation, let left, let right) = statement.form else {
          throw EvaluationFailure.notEvaluable("no relation")
        }
        return (relation, left, right)
      }
    }

    /// The real numbers of a vector or a matrix, by rows.
    func numbers(_ e: Expression) throws -> [Double] {
      guard let numbers = try evaluator.value(e).numbers else {
        throw EvaluationFailure.notEvaluable("no number")
      }
      return try numbers.map { number in
        guard let ball = number.primal.real(bits: 128) else {
          throw EvaluationFailure.notEvaluable("no real number")
        }
        return ball.midpoint
      }
    }

    /// The complex values of a set, a ± b giving two.
    func values(_ e: Expression) throws -> [ComplexBall] {
      evaluator.arithmetic = Arithmetic(bits: evaluator.bits, complex: true)
      guard case .set(let values) = try evaluator.value(e) else {
        throw EvaluationFailure.notEvaluable("no set")
      }
      return values.compactMap { $0.numbers?.first?.primal.enclosure(bits: 128) }
    }
  }
}

/// The experiments of the bank.
enum Experiments {
  static func run(
    for claim: Claim, in bank: Bank?, among experiments: [Experiment] = all, seed: UInt64,
    effort: Int = 1
  ) -> Evidence.Model {
    guard let bank, let experiment = experiments.first(where: { $0.claim == claim.id }),
      bank.claim(claim.id) == claim
    else {
      return Evidence.Model(notApplicable: "no model belongs to this claim")
    }
    do {
      return try run(experiment, claim, bank, seed, effort)
    } catch {
      return Evidence.Model(notApplicable: "the formula predicts no number: \(error)")
    }
  }

  private static func run(
    _ experiment: Experiment, _ claim: Claim, _ bank: Bank, _ seed: UInt64, _ effort: Int
  ) throws -> Evidence.Model {
    var stream = RandomStream(seed: seed, stream: 1)
    var setting = experiment.setting(&stream)
    (setting.seed, setting.effort) = (seed, effort)
    let measured = experiment.measure(setting)
    let (predicted, notes) = try experiment.predictions(
      formula(claim, setting, line: experiment.line), beside: measured)
    // The control may predict nothing finite; then it is rejected for that.
    let control = bank.claim(experiment.control).flatMap { claim in
      try? experiment.predictions(formula(claim, setting, line: experiment.line), beside: measured)
        .numbers
    }
    guard predicted.count == measured.count, !measured.isEmpty else {
      throw EvaluationFailure.shapes
    }
    let gaps = zip(predicted, measured).map { abs($0 - $1.value) / tolerance($1, $0) }
    let worst = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    let agrees = explains(predicted, measured)
    let controlAgrees = control.map { explains($0, measured) } ?? false
    let place = setting.text
    return Evidence.Model(
      predicted: predicted[worst], measured: measured[worst].value,
      tolerance: tolerance(measured[worst], predicted[worst]),
      control: controlAgrees ? "accepted" : "rejected",
      verdict: agrees && !controlAgrees ? "agrees" : "disagrees",
      quantity: experiment.quantity + notes[worst] + (place.isEmpty ? "" : " at \(place)"))
  }

  /// Whether every number is finite and within its tolerance.
  private static func explains(_ predicted: [Double], _ measured: [Measurement]) -> Bool {
    predicted.count == measured.count
      && zip(predicted, measured).allSatisfy { prediction, measurement in
        prediction.isFinite
          && abs(prediction - measurement.value) <= tolerance(measurement, prediction)
      }
  }

  /// The measurement's own tolerance, and one rounding of the prediction to a double.
  private static func tolerance(_ measurement: Measurement, _ prediction: Double) -> Double {
    measurement.tolerance + abs(prediction) * 0x1p-52
  }

  static func formula(_ claim: Claim, _ values: [String: SurfaceValue]) throws
    -> Experiment.Formula
  {
    try formula(claim, Setting(values))
  }

  private static func formula(_ claim: Claim, _ setting: Setting, line: Int? = nil) throws
    -> Experiment.Formula
  {
    let lines = try claim.content.get()
    guard let statement = lines.prefix(line ?? lines.count).last?.statement else {
      throw EvaluationFailure.notEvaluable("no line")
    }
    var instance = setting.instance
    for (name, value) in setting.instance.values {
      if case .sequence? = claim.scope.declaration(of: name)?.type {
        instance.sequences[name] = [value]
        instance.values[name] = nil
      }
    }
    let evaluator = SurfaceEvaluator(
      table: ScopeTable(scope: claim.scope), instance: instance, bits: 192, fuel: Fuel(1_000_000))
    return Experiment.Formula(statement: statement, evaluator: evaluator)
  }
}
