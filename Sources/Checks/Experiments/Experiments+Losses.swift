import Exact
import Models
import Notation
import Numeric

extension Experiments {
  /// The losses of autoencoders as programs compute them, and those of linear siamese networks.
  static let losses: [Experiment] = codes + siamese

  private static let codes: [Experiment] = [
    Experiment(
      claim: "hw5/q2b.i/one", control: "hw5/q2b.i/one-deviation",
      quantity: "the program's log-density of a normal law",
      values: { ["z": number(&$0), "\\mu": number(&$0), "v": positive(&$0)] }, predict: right,
      measure: {
        [ProgrammedLosses.measureLogDensity($0["z"], mean: $0["\\mu"], variance: $0["v"])]
      }),
    Experiment(
      claim: "hw5/q2c/divergence", control: "hw5/q2c/divergence-sign",
      quantity: "the program's divergence of a diagonal encoder",
      values: { stream in
        [
          "d": SurfaceValue(3), "m": vector(3) { fraction(&stream) },
          "s": vector(3) { positiveFraction(&stream) },
        ]
      },
      predict: right,
      measure: {
        [ProgrammedLosses.measureDivergence(means: $0.numbers("m"), variances: $0.numbers("s"))]
      }),
    Experiment(
      claim: "hw5/q1a/log-likelihood", control: "hw5/q1a/log-likelihood-half",
      quantity: "minus the program's binary cross-entropy",
      values: { stream in
        [
          "G": SurfaceValue(6), "x": vector(6) { Rational(stream.integer(in: 0...1)) },
          "\\hat{y}": vector(6) { Rational(stream.integer(in: 4...28), 32) },
        ]
      },
      predict: right,
      measure: {
        [
          ProgrammedLosses.measureLogLikelihood(
            bits: $0.numbers("x"), probabilities: $0.numbers("\\hat{y}"))
        ]
      }),
    Experiment(
      claim: "april18/q2.1/loss", control: "april18/q2.1/loss-weight",
      quantity: "the program's loss with the divergence times β",
      values: { stream in
        [
          "\\beta": SurfaceValue(3), "y": number(&stream), "m": number(&stream),
          "v": positive(&stream),
        ]
      },
      predict: right,
      measure: {
        [
          ProgrammedLosses.measureWeightedLoss(
            observation: $0["y"], beta: $0["\\beta"], mean: $0["m"], variance: $0["v"])
        ]
      }),
    Experiment(
      claim: "foundations/gaussians/elbo", control: "foundations/gaussians/elbo-sign",
      quantity: "the bound by samples z = m + √v ε",
      values: { stream in
        [
          "x": number(&stream), "m": SurfaceValue(2), "v": positive(&stream),
          "w": positive(&stream),
        ]
      },
      predict: right,
      measure: {
        [
          ProgrammedLosses.measureBound(
            observation: $0["x"], noise: $0["w"], mean: $0["m"], variance: $0["v"],
            samples: 50_000 * $0.effort, seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "hw5/q1e/variance", control: "hw5/q1e/variance-none",
      quantity: "the variance of the sampled log-likelihood",
      values: { _ in [:] }, predict: right,
      measure: {
        [
          ProgrammedLosses.measureVariance(
            observation: 2, noise: 1, mean: 1, variance: 0.5, samples: 50_000 * $0.effort,
            seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q2/planar-determinant", control: "fall2023/q2/planar-determinant-sign",
      quantity: "the determinant of a planar layer trained by the reverse divergence",
      values: { stream in
        let layer = planar(&stream)
        let t = layer.measureDeterminant(at: 0.5).slope
        let names = ["a_1", "a_2", "w_1", "w_2", "t"]
        let exact = (layer.moved + layer.direction + [t]).compactMap { Ball($0).exactRational }
        return Dictionary(uniqueKeysWithValues: zip(names, exact.map { SurfaceValue($0) }))
      },
      predict: right,
      measure: { setting in
        // The layer is made again: its a is not what was moved.
        var stream = RandomStream(seed: setting.seed, stream: 1)
        return [planar(&stream).measureDeterminant(at: 0.5).determinant]
      }),
  ]

  private static let siamese: [Experiment] = [
    Experiment(
      claim: "answers/q5.1/loss", control: "answers/q5.1/loss-half",
      quantity: "the mean loss of a batch of pairs of features",
      values: pairs, predict: right,
      measure: { [features($0).measureLoss(square($0, "P"))] }),
    Experiment(
      claim: "answers/q5.2/gradient", control: "answers/q5.2/gradient-transposed",
      quantity: "minus the gradient of that loss by automatic differentiation",
      values: pairs, predict: right,
      measure: { features($0).measureVelocity(square($0, "P")) }),
    Experiment(
      claim: "answers/q5.3a/arranged", control: "answers/q5.3a/arranged-sign",
      quantity: "the encoder's velocity with a predictor and without stop-gradient",
      values: moments, predict: right,
      measure: { network($0, hasPredictor: true).measureVelocity() }),
    Experiment(
      claim: "answers/q5.4/gradient", control: "answers/q5.4/gradient-half",
      quantity: "the encoder's velocity without predictor and stop-gradient",
      values: moments, predict: right,
      measure: { network($0, hasPredictor: false).measureVelocity() }),
  ]

  // MARK: Values

  private static func fraction(_ stream: inout RandomStream) -> Rational {
    Rational(stream.integer(in: -64...64), 32)
  }

  private static func positiveFraction(_ stream: inout RandomStream) -> Rational {
    Rational(stream.integer(in: 8...64), 32)
  }

  private static func number(_ stream: inout RandomStream) -> SurfaceValue {
    SurfaceValue(fraction(&stream))
  }

  private static func positive(_ stream: inout RandomStream) -> SurfaceValue {
    SurfaceValue(positiveFraction(&stream))
  }

  private static func vector(_ count: Int, _ entry: () -> Rational) -> SurfaceValue {
    .vector((0..<count).map { _ in DualNumber(entry()) })
  }

  private static func matrix(_ rows: Int, _ columns: Int, _ entries: [Rational]) -> SurfaceValue {
    .matrix(Grid(rows: rows, columns: columns, entries.map { DualNumber($0) }))
  }

  /// A layer that was trained from numbers which the stream gives.
  private static func planar(_ stream: inout RandomStream) -> PlanarFlow {
    func pair() -> [Double] { (0..<2).map { _ in Double(stream.integer(in: 8...64)) / 32 } }
    let (a, w) = (pair(), pair())
    return PlanarFlow(w: w, a: a).trained(steps: 50, seed: stream.next())
  }

  /// Four pairs of features of two numbers, their moments F, G, Q, and a predictor P.
  @Sendable private static func pairs(_ stream: inout RandomStream) -> [String: SurfaceValue] {
    func entries(_ count: Int) -> [Rational] { (0..<count).map { _ in fraction(&stream) } }
    let (first, second) = (entries(8), entries(8))
    func entry(_ a: ArraySlice<Rational>, _ b: ArraySlice<Rational>) -> Rational {
      zip(a, b).reduce(Rational.zero) { sum, pair in sum + pair.0 * pair.1 } / 4
    }
    func moment(_ a: [Rational], _ b: [Rational]) -> SurfaceValue {
      let (a0, a1, b0, b1) = (a[..<4], a[4...], b[..<4], b[4...])
      return matrix(2, 2, [entry(a0, b0), entry(a0, b1), entry(a1, b0), entry(a1, b1)])
    }
    return [
      "n": SurfaceValue(2), "P": matrix(2, 2, entries(4)), "F": moment(first, first),
      "G": moment(first, second), "Q": moment(second, second),
      // For the model alone.
      "first": matrix(2, 4, first), "second": matrix(2, 4, second),
    ]
  }

  private static func features(_ setting: Setting) -> FeaturePairs {
    FeaturePairs(
      first: Tensor([2, 4], setting.numbers("first")),
      second: Tensor([2, 4], setting.numbers("second")))
  }

  private static func square(_ setting: Setting, _ name: String) -> Tensor<Double> {
    Tensor([2, 2], setting.numbers(name))
  }

  /// Symmetric moments X and X′, an encoder and a predictor, of eighths.
  @Sendable private static func moments(_ stream: inout RandomStream) -> [String: SurfaceValue] {
    func eighth() -> Rational { Rational(stream.integer(in: -16...16), 8) }
    func symmetric() -> SurfaceValue {
      let b = eighth()
      return matrix(2, 2, [eighth(), b, b, eighth()])
    }
    func square() -> SurfaceValue { matrix(2, 2, (0..<4).map { _ in eighth() }) }
    return [
      "m": SurfaceValue(2), "n": SurfaceValue(2), "X": symmetric(), "X'": symmetric(),
      "W": square(), "P": square(),
    ]
  }

  private static func network(_ setting: Setting, hasPredictor: Bool) -> SiameseMatrices {
    SiameseMatrices(
      common: square(setting, "X"), augmentation: square(setting, "X'"),
      encoder: square(setting, "W"), predictor: square(setting, "P"), hasPredictor: hasPredictor,
      stopsGradient: false)
  }
}
