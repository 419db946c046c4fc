import Exact
import Glibc
import Models
import Numeric

extension Experiments {
  /// Bounds of the evidence by autoencoders that were trained on drawn digits.
  static let weights: [Experiment] = [
    Experiment(
      claim: "fall2023/q3.3/change", control: "fall2023/q3.3/change-sign",
      quantity: "what the bound of an image gains while the encoder alone is trained",
      setting: categorical, predict: right,
      measure: { setting in
        let model = FiniteLatentModel(joint: joint(setting))
        let (before, after) = (
          model.measureBound(encoder: encoder(setting, "q_\\phi")),
          model.measureBound(encoder: encoder(setting, "r"))
        )
        return [
          Measurement(
            value: after.value - before.value, tolerance: after.tolerance + before.tolerance,
            seconds: after.seconds + before.seconds)
        ]
      }),
    Experiment(
      claim: "hw5/q1i/posterior", control: "hw5/q1i/posterior-prior",
      quantity: "the bound of an image at the best weights of its latents, by gradient ascent",
      setting: categorical, predict: { try $0.numbers($0.sides.left) },
      measure: { [FiniteLatentModel(joint: joint($0)).trainEncoder().bound] }),
    Experiment(
      claim: "fall2023/q3.4a/bound", control: "fall2023/q3.4a/bound-above",
      quantity: "the importance-weighted bound of an image with five weights, by sampling",
      reading: .left, setting: categorical, predict: right,
      measure: { [importanceBound($0, weights: 5)] }),
    Experiment(
      claim: "fall2023/q3.4-mono/step", control: "fall2023/q3.4-mono/reversed",
      quantity: "the importance-weighted bounds of an image with one, two and three weights",
      reading: .left, setting: categorical,
      predict: { try bounds($0, counts: 1...3) },
      measure: { setting in (1...3).map { importanceBound(setting, weights: $0) } }),
    Experiment(
      claim: "fall2023/q3.4-limit/rate", control: "fall2023/q3.4-limit/rate-square",
      quantity: "the bounds with 1, 4, 16 and 64 weights that are 3/5 or 1/5",
      reading: .left, setting: twoWeights, predict: { try bounds($0, counts: rateCounts) },
      measure: { setting in
        let (q, w) = (setting.density("q"), setting.density("w"))
        let model = FiniteLatentModel(joint: zip(q, w).map { $0 * $1 })
        return rateCounts.map {
          model.measureImportanceBound(
            encoder: q, weights: $0, samples: 20_000 * setting.effort, seed: setting.seed)
        }
      }),
    Experiment(
      claim: "fall2023/q3.2b/bound", control: "fall2023/q3.2b/above",
      quantity: "the bound of the held image for which it is nearest to its evidence",
      reading: .right, setting: { image(&$0) }, predict: { try $0.numbers($0.sides.left) },
      measure: imageBound),
    Experiment(
      claim: "hw5/q1c/bound", control: "hw5/q1c/above",
      quantity: "the bound of the held image for which it is nearest to its evidence",
      reading: .right, setting: { image(&$0) }, predict: { try $0.numbers($0.sides.left) },
      measure: imageBound),
    Experiment(
      claim: "fall2023/q3.4b/samplewise", control: "fall2023/q3.4b/samplewise-below",
      quantity:
        "the logarithm of the mean of two weights of an image, for the most equal pair and the first",
      reading: .left, setting: pairs,
      predict: { formula in
        try [0, 2].flatMap { place in
          try formula.evaluator.binding("z_1", to: .point("Z", place)) {
            try formula.evaluator.binding("z_2", to: .point("Z", place + 1)) {
              try right(formula)
            }
          }
        }
      },
      measure: { setting in
        let list = pairWeights(seed: UInt64(setting["seed"]))
        return [0, 2].map { ImageWeights.measurePair(list[$0], list[$0 + 1]) }
      }),
  ]

  private static let rateCounts = [1, 4, 16, 64]

  /// The right sides for some numbers k of weights.
  private static func bounds(_ formula: Experiment.Formula, counts: some Sequence<Int>) throws
    -> [Double]
  {
    try counts.flatMap { count in
      try formula.evaluator.binding("k", to: SurfaceValue(Rational(count))) { try right(formula) }
    }
  }

  // MARK: Autoencoders with four latent digits

  /// Two observations, an image and all others; the encoder before and after it was trained alone.
  @Sendable private static func categorical(_ stream: inout RandomStream) -> Setting {
    var model = CategoricalAutoencoder(seed: stream.next())
    model.train(steps: 20, decoderMoves: true)
    let image = model.hardest
    let before = model.laws(of: image)
    model.train(steps: 100, decoderMoves: false)
    let after = model.laws(of: image)
    let count = CategoricalAutoencoder.latents
    var setting = Setting(["x": .point("X", 0), "k": SurfaceValue(1)])
    setting.add(space: "X", points: 2)
    setting.add(space: "Z", points: count)
    let joint = before.joint.map(rational)
    setting.instance.densities["p_\\theta"] =
      joint + joint.map { Rational(1, count) - $0 }
    for (name, law) in [("q_\\phi", before.encoder), ("r", after.encoder)] {
      let weights = law.map(rational)
      let total = weights.reduce(0) { $0 + $1 }
      setting.instance.densities[name] = weights.flatMap { [$0 / total, Rational(1, count)] }
    }
    return setting
  }

  private static func joint(_ setting: Setting) -> [Double] {
    Array(setting.density("p_\\theta").prefix(CategoricalAutoencoder.latents))
  }

  private static func encoder(_ setting: Setting, _ name: String) -> [Double] {
    let law = setting.density(name)
    return stride(from: 0, to: law.count, by: 2).map { law[$0] }
  }

  private static func importanceBound(_ setting: Setting, weights: Int) -> Measurement {
    FiniteLatentModel(joint: joint(setting)).measureImportanceBound(
      encoder: encoder(setting, "q_\\phi"), weights: weights, samples: 50_000 * setting.effort,
      seed: setting.seed)
  }

  /// Weights 3/5 and 1/5, one as likely as the other: μ = 2/5, V = 1/25, and none is below 1/5.
  @Sendable private static func twoWeights(_ stream: inout RandomStream) -> Setting {
    var setting = Setting([
      "k": SurfaceValue(1), "\\mu": SurfaceValue(Rational(2, 5)),
      "V": SurfaceValue(Rational(1, 25)), "c": SurfaceValue(Rational(1, 5)),
    ])
    setting.add(space: "Y", points: 2)
    setting.instance.densities["q"] = [Rational(1, 2), Rational(1, 2)]
    setting.instance.densities["w"] = [Rational(3, 5), Rational(1, 5)]
    return setting
  }

  // MARK: Autoencoders with two latent numbers

  /// The space of latents as 500 points of the encoder's law of an image, each of the measure that gives it
  /// the same probability: integrals over it are importance-weighted sums.
  private static func image(_ stream: inout RandomStream) -> Setting {
    let seed = UInt64(stream.integer(in: 0...1 << 20))
    let model = ImageWeights(seed: seed)
    let image = model.tightest(weights: 500)
    var setting = latentPoints(model.weights(of: image, count: 500, stream: 1))
    setting.instance.values["seed"] = SurfaceValue(Rational(Int(seed)))
    setting.instance.values["image"] = SurfaceValue(Rational(image))
    return setting
  }

  @Sendable private static func imageBound(_ setting: Setting) -> [Measurement] {
    [
      ImageWeights(seed: UInt64(setting["seed"])).measureBound(
        of: Int(setting["image"]), samples: 5000 * setting.effort)
    ]
  }

  /// The most equal pair of weights of an image among a thousand pairs, and the first pair.
  private static func pairWeights(seed: UInt64) -> [ImageWeights.Weight] {
    let weights = ImageWeights(seed: seed).weights(of: 0, count: 2000, stream: 3)
    let pairs = stride(from: 0, to: weights.count, by: 2).map { [weights[$0], weights[$0 + 1]] }
    let equal = pairs.min { abs($0[0].log - $0[1].log) < abs($1[0].log - $1[1].log) }
    return (equal ?? pairs[0]) + pairs[0]
  }

  @Sendable private static func pairs(_ stream: inout RandomStream) -> Setting {
    let seed = stream.integer(in: 0...1 << 20)
    var setting = latentPoints(pairWeights(seed: UInt64(seed)))
    setting.instance.values["seed"] = SurfaceValue(Rational(seed))
    return setting
  }

  /// Latent points with the densities of an image at them, and one point more with what is left of the
  /// probabilities; two observations, the image and all others.
  private static func latentPoints(_ weights: [ImageWeights.Weight]) -> Setting {
    var setting = Setting(["x": .point("X", 0)])
    setting.add(space: "X", points: 2)
    let q = weights.map { rational(exponential($0.logEncoder)) }
    let p = weights.map { rational(exponential($0.logJoint)) }
    let share = (1 - 0x1p-30) / Double(weights.count)
    let measure = zip(weights, q).map { rational(share / exponential($0.0.logEncoder)) }
    func total(_ density: [Rational]) -> Rational {
      zip(measure, density).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let (left, tiny) = (Rational(1) - total(q), rational(0x1p-1000))
    setting.instance.spaces["Z"] = measure + [1]
    setting.instance.densities["p_\\theta"] =
      p + [tiny] + p + [Rational(1) - total(p) * 2 - tiny]
    setting.instance.densities["q_\\phi"] = (q + [left]).flatMap { [$0, $0] }
    return setting
  }

  private static func exponential(_ x: Double) -> Double { Glibc.exp(x) }

  /// A double exactly.
  private static func rational(_ x: Double) -> Rational { Ball(x).exactRational ?? 0 }
}
