import Exact
import Glibc
import Models
import Numeric

extension Experiments {
  /// Discriminators that are trained, on equal and on different laws, on cells, points and digits.
  static let discriminators: [Experiment] = [
    Experiment(
      claim: "fall2023/q2.1-noteB/jsd", control: "fall2023/q2.1-noteB/jsd-no-jacobian",
      quantity: "the divergence by discriminators that are trained on both sides of a bijection",
      setting: carriedLaws,
      predict: { formula in
        let value = try right(formula)
        return value + value
      },
      measure: { setting in
        let (u, x) = (setting.instance.spaces["U"] ?? [], setting.instance.spaces["X"] ?? [])
        let images = setting.instance.bijections["F"]?.images ?? []
        func masses(_ name: String, _ weights: [Rational]) -> [Double] {
          zip(setting.density(name), weights).map { $0 * $1.double }
        }
        let (base, data) = (masses("p_U", u), masses("p_X", x))
        let made = x.indices.map { place in
          images.firstIndex(of: place).map { base[$0] } ?? 0
        }
        return [
          FiniteDiscriminator(data: data, noise: made).measureDivergence(),
          FiniteDiscriminator(data: images.map { data[$0] }, noise: base).measureDivergence(),
        ]
      }),
    Experiment(
      claim: "fall2023/q4.1/loss", control: "fall2023/q4.1/loss-two",
      quantity: "the loss of a discriminator of digits from others of the same law",
      setting: { stream in
        var setting = laws(of: ["f_0"], points: 4, &stream)
        setting.instance.densities["f_1"] = setting.instance.densities["f_0"]
        return setting
      },
      predict: right,
      measure: { [ClassDiscriminator(seed: $0.seed).measureBestLoss()] }),
    Experiment(
      claim: "fall2023/q4.1/ranking", control: "fall2023/q4.1/ranking-sure",
      quantity: "how often such a discriminator prefers held data to held digits of the same law",
      setting: { stream in
        // The points are held images, and D is what the discriminator says of them.
        let seed = stream.integer(in: 0...1 << 20)
        let model = ClassDiscriminator(seed: UInt64(seed))
        let logits = model.heldLogits.data.prefix(64)
        let ranking = model.measureRanking()
        var setting = Setting([
          "seed": SurfaceValue(Rational(seed)), "share": SurfaceValue(exact(ranking.value)),
          "error": SurfaceValue(exact(ranking.tolerance)),
        ])
        setting.add(space: "X", points: logits.count)
        setting.instance.densities["f_1"] = logits.map { _ in Rational(1, logits.count) }
        setting.instance.densities["D"] = logits.map { exact(1 / (1 + Glibc.exp(-$0))) }
        return setting
      },
      predict: right,
      measure: { [Measurement(value: $0["share"], tolerance: $0["error"], seconds: 0)] }),
    Experiment(
      claim: "fall2023/q4.1/outside", control: "fall2023/q4.1/outside-data",
      quantity: "what the objective changes with the answer at a point where neither law is",
      values: { ["t": SurfaceValue(Rational($0.integer(in: 2...14), 16))] },
      predict: { try $0.numbers($0.sides.left) },
      measure: { setting in
        let logit = Glibc.log(setting["t"] / (1 - setting["t"]))
        return [FiniteDiscriminator.measureChange(outside: logit)]
      }),
    Experiment(
      claim: "fall2023/q4.6/normal-logit", control: "fall2023/q4.6/normal-logit-half",
      quantity: "the logit of a perceptron between N(1, 1) and N(0, 1) on a grid, at −1, 0, 1, 2",
      values: { _ in [:] },
      predict: { formula in
        try (-1...2).flatMap { place in
          try formula.evaluator.binding("y", to: SurfaceValue(Rational(place))) {
            try right(formula)
          }
        }
      },
      measure: { NormalGrid.measureLogits(seed: $0.seed) }),
    Experiment(
      claim: "fall2023/q4.6a/bound", control: "fall2023/q4.6a/bound-above",
      quantity: "½G[D] + log 2 on fresh examples, for D trained on 20 and on 2000 examples",
      reading: .left, setting: { laws(of: ["f_0", "f_1"], points: 8, &$0) },
      predict: { formula in
        let value = try right(formula)
        return value + value
      },
      measure: { setting in
        [20, 2000].map { count in
          FiniteDiscriminator.trained(
            data: setting.density("f_1"), noise: setting.density("f_0"), examples: count,
            seed: setting.seed
          ).measureHeldDivergence(examples: 50_000 * setting.effort, seed: setting.seed)
        }
      }),
    Experiment(
      claim: "fall2023/q4.6a/value", control: "fall2023/q4.6a/value-half",
      quantity: "the value of a perceptron that was trained as a discriminator of points",
      setting: { laws(of: ["f_0", "f_1"], points: 4, &$0) }, predict: right,
      measure: { setting in
        let model = FiniteDiscriminator(
          data: setting.density("f_1"), noise: setting.density("f_0"),
          perceptronAt: [-1.5, -0.5, 0.5, 1.5], seed: setting.seed)
        return [model.measureValue()]
      }),
    cells("hw5/q3e.1/jsd", "hw5/q3e.1/jsd-disjoint", first: [1, 1, 0], second: [0, 1, 1]),
    cells("hw5/q3e.2/jsd", "hw5/q3e.2/jsd-half", first: [1, 0], second: [0, 1]),
    Experiment(
      claim: "hw5/q3d/equilibrium", control: "hw5/q3d/equilibrium-two",
      quantity: "the value at the end of an adversarial game on the line",
      setting: { stream in
        var setting = laws(of: ["p_g"], points: 4, &stream)
        setting.instance.densities["p_d"] = setting.instance.densities["p_g"]
        return setting
      },
      predict: right,
      measure: {
        [LineEquilibrium(seed: $0.seed).measureValue(samples: 20_000 * $0.effort)]
      }),
  ]

  /// A claim about JSD of the uniform laws on two intervals, cut into cells of equal length.
  private static func cells(
    _ claim: String, _ control: String, first: [Double], second: [Double]
  ) -> Experiment {
    Experiment(
      claim: claim, control: control,
      quantity: "½G[D] + log 2 for a discriminator that was trained on the cells of both intervals",
      values: { _ in [:] }, predict: right,
      measure: { _ in
        func law(_ cells: [Double]) -> [Double] { cells.map { $0 / cells.reduce(0, +) } }
        return [
          FiniteDiscriminator(data: law(first), noise: law(second)).measureDivergence()
        ]
      })
  }

  // MARK: Settings

  /// Points x, the first of them at hand, and probabilities on them.
  private static func laws(of names: [String], points: Int, _ stream: inout RandomStream)
    -> Setting
  {
    var setting = Setting(["x": .point("X", 0)])
    setting.add(space: "X", points: points)
    for name in names { setting.instance.densities[name] = law(points, &stream) }
    return setting
  }

  private static func law(_ count: Int, _ stream: inout RandomStream) -> [Rational] {
    let weights = (0..<count).map { _ in Rational(stream.integer(in: 1...24)) }
    let total = weights.reduce(0) { $0 + $1 }
    return weights.map { $0 / total }
  }

  /// Two spaces of four points of different measures, a bijection, and a density on either space.
  @Sendable private static func carriedLaws(_ stream: inout RandomStream) -> Setting {
    var setting = Setting(["u": .point("U", 0), "x": .point("X", 0)])
    for (space, density) in [("U", "p_U"), ("X", "p_X")] {
      let weights = (0..<4).map { _ in Rational(stream.integer(in: 1...8), 4) }
      let masses = law(4, &stream)
      setting.instance.spaces[space] = weights
      setting.instance.densities[density] = zip(masses, weights).map { $0 / $1 }
    }
    setting.instance.bijections["F"] = Bijection(
      source: "U", target: "X", images: Bijection.permutation(stream.integer(in: 1...23), of: 4),
      isReversing: false)
    return setting
  }

  private static func exact(_ x: Double) -> Rational { Ball(x).exactRational ?? 0 }
}
