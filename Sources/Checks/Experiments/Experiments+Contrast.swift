import Exact
import Models
import Notation
import Numeric

extension Experiments {
  /// Contrastive encoders that were trained on classes.
  static let contrasts: [Experiment] = [
    Experiment(
      claim: "april18/q4.2b/bias", control: "april18/q4.2b/bias-above",
      quantity: "the uniformity term of batches of 4, 16 and 64 candidates, at most the prediction",
      reading: .left, setting: candidates,
      predict: { Array(repeating: try right($0), count: 3).flatMap { $0 } },
      measure: uniformity),
    Experiment(
      claim: "april18/q4.2b/rate", control: "april18/q4.2b/rate-none",
      quantity:
        "the uniformity term of batches of 4, 16 and 64 candidates, at least the prediction",
      reading: .left,
      setting: { stream in
        var setting = candidates(&stream)
        let (s, p) = (setting.density("s"), setting.density("p"))
        let exponentials = s.map { Ball($0).exp().midpoint }
        let mean = zip(exponentials, p).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(exponentials, p).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        setting.instance.values["\\mu"] = SurfaceValue(exactly: mean)
        setting.instance.values["V"] = SurfaceValue(exactly: variance)
        return setting
      },
      predict: { try $0.numbers($0.sides.right, with: "M", in: sizes) }, measure: uniformity),
    Experiment(
      claim: "april18/q4.2c/alignment", control: "april18/q4.2c/alignment-distance",
      quantity: "the inner product of an anchor with another class's partner, after training",
      values: { stream in
        let model = MatchedClasses(classes: 10, seed: stream.next())
        return [
          "d": SurfaceValue(2), "u": SurfaceValue(exactly: model.anchors[0]),
          "v": SurfaceValue(exactly: model.partners[2]),
        ]
      },
      predict: right,
      measure: { setting in
        let (u, v) = (setting.numbers("u"), setting.numbers("v"))
        // Vectors that were divided by their length have it but for three roundings.
        return [
          Measurement(value: u[0] * v[0] + u[1] * v[1], tolerance: 0x1p-49, seconds: 0)
        ]
      }),
    Experiment(
      claim: "april18/q4.2c/square", control: "april18/q4.2c/square-two",
      quantity: "the loss of encoders trained on four classes", values: { _ in [:] },
      predict: right,
      measure: { [MatchedClasses(classes: 4, steps: 1000, seed: $0.seed).measureEvenLoss()] }),
    Experiment(
      claim: "april18/q4.2d/cap", control: "april18/q4.2d/cap-half",
      quantity: "log 10 less the loss of encoders trained on ten classes, at most the prediction",
      reading: .left,
      values: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = MatchedClasses(classes: 10, seed: UInt64(seed))
        return [
          "N": SurfaceValue(10), "M": SurfaceValue(10), "d": SurfaceValue(2),
          "\\mathbf{z}": SurfaceValue(exactly: model.anchors),
          "\\mathbf{x}": SurfaceValue(exactly: model.partners),
          "\\mathbf{y}": SurfaceValue(exactly: model.partners),
          "seed": SurfaceValue(Rational(seed)),
        ]
      },
      predict: right,
      measure: {
        [MatchedClasses(classes: 10, seed: UInt64($0["seed"])).measureInformation()]
      }),
    Experiment(
      claim: "april18/q4.3/infimum", control: "april18/q4.3/infimum-one",
      quantity:
        "the loss less log 10 of a joint encoder with one partner for all classes, at least the prediction",
      reading: .left, values: { _ in [:] }, predict: right,
      measure: {
        [JointEncoder.measureCollapsedLoss(classes: 10, steps: 300, seed: $0.seed)]
      }),
  ]

  private static let sizes = [Rational(4), Rational(16), Rational(64)]

  /// Twelve classes of unequal probability, and the scores of the first anchor with them after training.
  @Sendable private static func candidates(_ stream: inout RandomStream) -> Setting {
    let model = MatchedClasses(classes: 12, steps: 200, seed: stream.next())
    let scores = model.partners.map {
      $0[0] * model.anchors[0][0] + $0[1] * model.anchors[0][1]
    }
    let weights = (0..<12).map { _ in stream.integer(in: 1...16) }
    let total = weights.reduce(0, +)
    var setting = Setting(["M": SurfaceValue(4)])
    setting.add(space: "Y", points: 12)
    setting.setDensity("s", scores)
    setting.instance.densities["p"] = weights.map { Rational($0, total) }
    return setting
  }

  @Sendable private static func uniformity(_ setting: Setting) -> [Measurement] {
    guard
      let batches = CandidateBatches(
        scores: setting.density("s"), probabilities: setting.density("p"))
    else { return [] }
    return sizes.map {
      batches.measureUniformity(
        candidates: Int($0.double), batches: 20_000 * setting.effort, seed: setting.seed)
    }
  }
}
