import Exact
import Glibc
import Models
import Numeric

extension Experiments {
  /// Generators, decoders without encoders, regressions with dropout, and fits of normal laws.
  static let generators: [Experiment] = [
    slopes(
      "fall2023/q4.2/saturating", "fall2023/q4.2/saturating-other",
      "the slope of log(1 − D) by the logit, in the gradients of a fresh generator",
      generatorMoves: false
    ) { $0.saturating },
    slopes(
      "fall2023/q4.2/non-saturating", "fall2023/q4.2/non-saturating-sign",
      "the slope of −log D by the logit, in the gradients of a fresh generator",
      generatorMoves: false
    ) { $0.nonSaturating },
    slopes(
      "fall2023/q4.4/ratio", "fall2023/q4.4/ratio-sign",
      "the ratio of the norms of both gradients in the first steps of training",
      generatorMoves: true
    ) { $0.ratio },
    Experiment(
      claim: "hw5/q3a/cost", control: "hw5/q3a/cost-sign",
      quantity: "minus the discriminator's loss of a batch",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let batch = GeneratorGradients.cost(seed: UInt64(seed))
        return Setting([
          "n": SurfaceValue(Rational(batch.data.count)), "a": vector(batch.data),
          "b": vector(batch.made), "seed": SurfaceValue(Rational(seed)),
        ])
      },
      predict: right,
      measure: { [GeneratorGradients.cost(seed: UInt64($0["seed"])).cost] }),
    Experiment(
      claim: "hw5/q1f/pixel", control: "hw5/q1f/pixel-black",
      quantity:
        "the least and the largest probability of a pixel over z, decoded without an encoder",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = PriorDecoder(steps: 0, seed: UInt64(seed))
        return Setting([
          "a": SurfaceValue(Rational(model.white)), "b": SurfaceValue(Rational(model.black)),
          "seed": SurfaceValue(Rational(seed)),
        ])
      },
      predict: { formula in
        let value = try right(formula)
        return value + value
      },
      measure: { PriorDecoder(seed: UInt64($0["seed"])).measureExtremes() }),
    Experiment(
      claim: "hw5/q1b/diagonal", control: "hw5/q1b/diagonal-shared",
      quantity: "how many numbers the encoder puts out",
      values: { _ in ["K": SurfaceValue(2)] },
      predict: { try $0.numbers($0.sides.left) },
      measure: { _ in
        let shape = VariationalAutoencoder(latents: 2, seed: 0).encoder.shapes(input: [784]).last
        return [Measurement(value: Double(shape?.first ?? 0), tolerance: 0, seconds: 0)]
      }),
    Experiment(
      claim: "hw5/q1e/closed-form", control: "hw5/q1e/closed-form-sign",
      quantity: "the sampled divergence of the encoder's law of an image, for both latents",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        return Setting(["seed": SurfaceValue(Rational(seed))])
      },
      predict: { formula in
        let seed = formula.evaluator.instance.values["seed"]?.numbers?.first?.primal.real(bits: 64)
        let model = ImageWeights(seed: UInt64(seed?.midpoint ?? 0))
        return try model.moments(of: 0).flatMap { moment in
          try formula.evaluator.binding("\\mu", to: SurfaceValue(exact(moment.mean))) {
            try formula.evaluator.binding("v", to: SurfaceValue(exact(moment.variance))) {
              try right(formula)
            }
          }
        }
      },
      measure: { setting in
        ImageWeights(seed: UInt64(setting["seed"])).measureDivergences(
          of: 0, samples: 20_000 * setting.effort)
      }),
    Experiment(
      claim: "hw5/q1e/variance-narrow-sampled", control: "hw5/q1e/variance-narrow-sampled-same",
      quantity:
        "the variance of the sampled bound, for an encoder that is narrower than the posterior",
      values: { _ in [:] }, predict: right,
      measure: {
        [
          ProgrammedLosses.measureBoundVariance(
            observation: 2, noise: 1, mean: 1, variance: 0.1, samples: 50_000 * $0.effort,
            seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q4.3/gap", control: "fall2023/q4.3/gap-none",
      quantity: "how much larger the loss is on fresh outputs, of a regression with dropout",
      values: { _ in
        [
          "p": SurfaceValue(Rational(1, 2)), "v": SurfaceValue(Rational(1, 4)),
          "m": SurfaceValue(1),
        ]
      },
      predict: right,
      measure: {
        [
          GeneralisationGap.measure(
            keeping: $0["p"], variance: $0["v"], samples: 20_000 * $0.effort, seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q4.5/any", control: "fall2023/q4.5/half",
      quantity:
        "the discriminator's loss in training, with a quarter of the distance and slope times 4",
      values: { stream in
        let start = [-0.5, Double(stream.integer(in: 16...32)) / 32, 2]
        let state = DiracGAN.trained(steps: 10, from: start).map(exact)
        return [
          "\\psi_0": SurfaceValue(state[0]), "\\psi_1": SurfaceValue(state[1]),
          "\\theta": SurfaceValue(state[2]), "c": SurfaceValue(4),
        ]
      },
      // The game at the state itself is predicted from the other one, and the other one from it.
      predict: { try $0.numbers($0.sides.left) + right($0) },
      measure: { setting in
        let (slope, offset, theta) = (setting["\\psi_0"], setting["\\psi_1"], setting["\\theta"])
        let own = DiracGAN.measureLoss(at: [slope, offset, theta])
        return [DiracGAN.measureLoss(at: [slope * 4, offset, theta / 4]), own]
      }),
    Experiment(
      claim: "fall2023/q2.2-fwd/entropy", control: "fall2023/q2.2-fwd/entropy-half",
      quantity: "the loss of an affine flow that was fitted to a normal law by maximum likelihood",
      values: { stream in
        [
          "m": SurfaceValue(Rational(stream.integer(in: -16...16), 8)),
          "v": SurfaceValue(Rational(stream.integer(in: 8...32), 8)),
        ]
      },
      predict: right,
      measure: {
        [
          NormalFlowFits.measureEntropy(
            mean: $0["m"], variance: $0["v"], samples: 20_000 * $0.effort, seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q2.2-rev/unnormalised", control: "fall2023/q2.2-rev/unnormalised-same",
      quantity: "the objective of a flow that was trained on a density times 3",
      values: { stream in
        let flow = NormalFlowFits.trained(
          mean: 1, variance: 2, factor: 3, steps: 40, seed: stream.next())
        return [
          "m": SurfaceValue(1), "v": SurfaceValue(2), "k": SurfaceValue(3),
          "c": SurfaceValue(exact(flow.scale)), "b": SurfaceValue(exact(flow.shift)),
        ]
      },
      predict: right,
      measure: {
        [
          NormalFlowFits.measureObjective(
            scale: $0["c"], shift: $0["b"], mean: $0["m"], variance: $0["v"], factor: $0["k"],
            samples: 20_000 * $0.effort, seed: $0.seed)
        ]
      }),
    Experiment(
      claim: "fall2023/q3.2a/components", control: "fall2023/q3.2a/components-noise",
      quantity: "wwᵀ + s²I of a linear autoencoder after training",
      values: { _ in [:] }, predict: { try $0.numbers($0.sides.left) },
      measure: { _ in LinearGaussianVAE.measureComponents().covariance }),
    Experiment(
      claim: "fall2023/q3.2a/components-evidence",
      control: "fall2023/q3.2a/components-evidence-half",
      quantity: "the bound of a linear autoencoder after training",
      values: { _ in [:] }, predict: right,
      measure: { _ in [LinearGaussianVAE.measureComponents().bound] }),
    flow(
      "fall2023/q2-ctx/own-samples", "fall2023/q2-ctx/own-samples-sign",
      "the logarithm of the density of a trained planar flow, by inverting it"
    ) { FlowSamples.planar(3, seed: $0) },
    flow(
      "fall2023/q2.1/sample", "fall2023/q2.1/sample-no-jacobian",
      "log p_X − log p_{F(U)} at samples of the data, by four couplings (Real NVP)"
    ) { FlowSamples.couplings(4, seed: $0) },
  ]

  /// A claim about the slopes of the generator's costs by the logit a.
  private static func slopes(
    _ claim: String, _ control: String, _ quantity: String, generatorMoves: Bool,
    _ value: @escaping @Sendable (GeneratorGradients.Sample) -> Double
  ) -> Experiment {
    Experiment(
      claim: claim, control: control, quantity: quantity,
      setting: { stream in
        let samples = GeneratorGradients.samples(
          iterations: generatorMoves ? 40 : 20, generatorMoves: generatorMoves,
          seed: stream.next())
        return Setting([
          "logits": vector(samples.map(\.logit)), "measured": vector(samples.map(value)),
        ])
      },
      predict: { formula in
        try (formula.evaluator.instance.values["logits"]?.numbers ?? []).flatMap { logit in
          try formula.evaluator.binding("a", to: .number(logit)) { try right(formula) }
        }
      },
      measure: { $0.numbers("measured").map(GeneratorGradients.measurement) })
  }

  /// A claim about points of a flow: u and x = F(u) in spaces of these points and one point more, whose
  /// measures have the determinants for quotients.
  private static func flow(
    _ claim: String, _ control: String, _ quantity: String,
    _ points: @escaping @Sendable (UInt64) -> [FlowSamples.Point]
  ) -> Experiment {
    Experiment(
      claim: claim, control: control, quantity: quantity,
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let list = points(UInt64(seed))
        var setting = Setting([
          "seed": SurfaceValue(Rational(seed)), "points": SurfaceValue(Rational(list.count)),
        ])
        let share = Rational(1, 1 << 20)
        let determinants = list.map { exact($0.determinant) * share }
        func add(_ space: String, _ density: String, _ measure: [Rational], _ values: [Double]) {
          let values = values.map(exact)
          let left = zip(measure, values).reduce(Rational(1)) { $0 - $1.0 * $1.1 }
          setting.instance.spaces[space] = measure + [1]
          setting.instance.densities[density] = values + [left]
        }
        add("U", "p_U", list.map { _ in share }, list.map(\.base))
        add("X", "p_X", determinants, list.map(\.data))
        setting.instance.bijections["F"] = Bijection(
          source: "U", target: "X", images: Array(0...list.count), isReversing: false)
        return setting
      },
      predict: { formula in
        let count = formula.evaluator.instance.spaces["U"]?.count ?? 1
        return try (0..<(count - 1)).flatMap { place in
          try formula.evaluator.binding("u", to: .point("U", place)) {
            try formula.evaluator.binding("x", to: .point("X", place)) { try right(formula) }
          }
        }
      },
      measure: { points(UInt64($0["seed"])).map(\.measured) })
  }

  // MARK: Values

  private static func vector(_ numbers: [Double]) -> SurfaceValue {
    .vector(numbers.map { DualNumber(exact($0)) })
  }

  private static func exact(_ x: Double) -> Rational { Ball(x).exactRational ?? 0 }
}
