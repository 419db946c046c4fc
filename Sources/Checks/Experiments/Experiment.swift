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
  /// Whether the formula is an inequality whose left side is measured and whose right side is predicted, so
  /// that the measured number has to stand to the predicted one as the formula says.
  let isBound: Bool
  /// The line of the claim that predicts; its last where none is said. A control with fewer lines gives its
  /// last.
  let line: Int?

  init(
    claim: String, control: String, quantity: String, isBound: Bool = false, line: Int? = nil,
    setting: @escaping @Sendable (inout RandomStream) -> Setting,
    predict: @escaping @Sendable (Formula) throws -> [Double],
    measure: @escaping @Sendable (Setting) -> [Measurement]
  ) {
    (self.claim, self.control, self.quantity) = (claim, control, quantity)
    (self.isBound, self.line) = (isBound, line)
    (self.setting, self.predict, self.measure) = (setting, predict, measure)
  }

  /// An experiment with values alone.
  init(
    claim: String, control: String, quantity: String, isBound: Bool = false, line: Int? = nil,
    values: @escaping @Sendable (inout RandomStream) -> [String: SurfaceValue],
    predict: @escaping @Sendable (Formula) throws -> [Double],
    measure: @escaping @Sendable (Setting) -> [Measurement]
  ) {
    self.init(
      claim: claim, control: control, quantity: quantity, isBound: isBound, line: line,
      setting: { Setting(values(&$0)) }, predict: predict, measure: measure)
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

    /// The relation; of an implication, that of its conclusion.
    var relation: Relation { get throws { try parts.relation } }

    private var parts: (relation: Relation, left: Expression, right: Expression) {
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
    let prediction = try prediction(experiment, claim, setting)
    // The control may predict nothing finite; then it is rejected for that.
    let control = bank.claim(experiment.control).flatMap {
      try? self.prediction(experiment, $0, setting)
    }
    let predicted = prediction.numbers
    guard predicted.count == measured.count, !measured.isEmpty else {
      throw EvaluationFailure.shapes
    }
    let gaps = measured.indices.map {
      excess(measured[$0], predicted[$0], prediction.relation)
        / tolerance(measured[$0], predicted[$0])
    }
    let worst = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    let agrees = explains(prediction, measured)
    let controlAgrees = control.map { explains($0, measured) } ?? false
    let place = setting.text
    return Evidence.Model(
      predicted: predicted[worst], measured: measured[worst].value,
      tolerance: tolerance(measured[worst], predicted[worst]),
      control: controlAgrees ? "accepted" : "rejected",
      verdict: agrees && !controlAgrees ? "agrees" : "disagrees",
      quantity: experiment.quantity + (place.isEmpty ? "" : " at \(place)"))
  }

  /// Numbers, and how what is measured has to stand to them.
  private typealias Prediction = (numbers: [Double], relation: Relation)

  private static func prediction(_ experiment: Experiment, _ claim: Claim, _ setting: Setting)
    throws -> Prediction
  {
    let formula = try formula(claim, setting, line: experiment.line)
    return (try experiment.predict(formula), experiment.isBound ? try formula.relation : .equal)
  }

  /// How far a measured number is on the wrong side of the predicted one, or from it; NaN where one of them is.
  private static func excess(
    _ measurement: Measurement, _ prediction: Double, _ relation: Relation
  ) -> Double {
    let difference = measurement.value - prediction
    switch relation {
    case .less, .lessOrEqual: return difference
    case .greater, .greaterOrEqual: return -difference
    default: return abs(difference)
    }
  }

  /// Whether every number is finite and within its tolerance of what the relation allows.
  private static func explains(_ prediction: Prediction, _ measured: [Measurement]) -> Bool {
    prediction.numbers.count == measured.count
      && zip(prediction.numbers, measured).allSatisfy { number, measurement in
        number.isFinite
          && excess(measurement, number, prediction.relation) <= tolerance(measurement, number)
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
