import Exact
import Models
import Numeric

extension Experiments {
  /// Models of densities: discriminators, energies, encoders on finite spaces, critics on the line.
  static let densities: [Experiment] = [
    discriminator("hw5/q3d/value", "hw5/q3d/value-sign", data: "p_d", noise: "p_g"),
    discriminator("april18/q4.1/value", "april18/q4.1/value-half", data: "p_d", noise: "p_n"),
    Experiment(
      claim: "april18/q4.1/weights", control: "april18/q4.1/weights-data",
      quantity: "the mean of e to the trained energy under the noise",
      setting: { laws(of: ["p_d", "p_n"], &$0) },
      predict: left,
      measure: { setting in
        [
          FiniteDiscriminator(data: setting.density("p_d"), noise: setting.density("p_n"))
            .measureWeights()
        ]
      }),
    Experiment(
      claim: "fall2023/q4.6b/ratio", control: "fall2023/q4.6b/ratio-inverse",
      quantity: "the generator's density times e to the trained logit",
      setting: { laws(of: ["f_0", "f_1"], &$0) }, predict: right,
      measure: { setting in
        let model = FiniteDiscriminator(data: setting.density("f_1"), noise: setting.density("f_0"))
        return [model.measureDensity(at: 0)]
      }),
    Experiment(
      claim: "fall2023/q3.3/tight", control: "fall2023/q3.3/tight-prior",
      quantity: "the bound of an encoder trained at one observation",
      setting: latentModel, predict: left,
      measure: { [FiniteLatentModel(joint: joint($0)).trainEncoder().bound] }),
    Experiment(
      claim: "hw5/q1i/objective", control: "hw5/q1i/objective-prior",
      quantity: "the bound of an encoder, by enumeration",
      setting: latentModel, predict: right,
      measure: { [FiniteLatentModel(joint: joint($0)).measureBound(encoder: encoder($0))] }),
    Experiment(
      claim: "fall2023/q3.2a/identity", control: "fall2023/q3.2a/sign",
      quantity: "the bound of the best encoder, which is trained",
      setting: latentModel, predict: right,
      measure: { [FiniteLatentModel(joint: joint($0)).trainEncoder().bound] }),
    Experiment(
      claim: "fall2023/q3.4a/two", control: "fall2023/q3.4b/sum",
      quantity: "the importance-weighted bound with two weights, by sampling",
      setting: latentModel, predict: left,
      measure: { setting in
        let model = FiniteLatentModel(joint: joint(setting))
        return [
          model.measureImportanceBound(
            encoder: encoder(setting), weights: 2, samples: 200_000 * setting.effort,
            seed: setting.seed)
        ]
      }),
    Experiment(
      claim: "april18/q2.0/gap", control: "april18/q2.0/gap-weight",
      quantity: "what the bound with the divergence times β falls short by, by enumeration",
      setting: { stream in
        var setting = latentModel(&stream)
        setting.instance.densities["q"] = setting.instance.densities["q_\\phi"]
        setting.instance.densities["q_\\phi"] = nil
        setting.instance.values["\\beta"] = SurfaceValue(3)
        return setting
      },
      predict: right,
      measure: { setting in
        let p = setting.density("p_\\theta")
        return [
          FiniteLatentModel(joint: joint(setting)).measureWeightedGap(
            encoder: encoder(setting, "q"), prior: (0..<3).map { p[$0] + p[$0 + 3] },
            beta: setting["\\beta"])
        ]
      }),
    critic("hw5/q3e.3/distance", "hw5/q3e.3/distance-one", shift: 0.5),
    critic("hw5/q3e.4/distance", "hw5/q3e.4/distance-half", shift: 1),
  ]

  /// A claim about W₁ of the unit interval and the same moved.
  private static func critic(_ claim: String, _ control: String, shift: Double) -> Experiment {
    Experiment(
      claim: claim, control: control,
      quantity: "the distance that a trained 1-Lipschitz critic finds", values: { _ in [:] },
      predict: right,
      measure: { setting in
        [
          WassersteinCritic.measureDistance(
            shift: shift, samples: 20_000 * setting.effort, seed: setting.seed)
        ]
      })
  }

  /// A claim about the value of the best discriminator of two densities.
  private static func discriminator(
    _ claim: String, _ control: String, data: String, noise: String
  ) -> Experiment {
    Experiment(
      claim: claim, control: control, quantity: "the value of a trained discriminator",
      setting: { laws(of: [data, noise], &$0) }, predict: right,
      measure: { setting in
        let model = FiniteDiscriminator(data: setting.density(data), noise: setting.density(noise))
        return [model.measureValue()]
      })
  }

  @Sendable private static func left(_ formula: Experiment.Formula) throws -> [Double] {
    try formula.numbers(formula.sides.left)
  }

  // MARK: Settings

  /// Four points x, the first of them at hand, and probabilities on them.
  private static func laws(of names: [String], _ stream: inout RandomStream) -> Setting {
    var setting = Setting(["x": .point("X", 0)])
    setting.add(space: "X", points: 4)
    for name in names { setting.instance.densities[name] = law(4, &stream) }
    return setting
  }

  /// Two observations x, the first at hand, three latent points z, the joint law and an encoder.
  @Sendable private static func latentModel(_ stream: inout RandomStream) -> Setting {
    var setting = Setting(["x": .point("X", 0)])
    setting.add(space: "X", points: 2)
    setting.add(space: "Z", points: 3)
    setting.instance.densities["p_\\theta"] = law(6, &stream)
    let (first, second) = (law(3, &stream), law(3, &stream))
    setting.instance.densities["q_\\phi"] = zip(first, second).flatMap { [$0, $1] }
    return setting
  }

  /// Positive probabilities that are unequal enough for wrong formulas to show.
  private static func law(_ count: Int, _ stream: inout RandomStream) -> [Rational] {
    let weights = (0..<count).map { _ in Rational(stream.integer(in: 1...24)) }
    let total = weights.reduce(0) { $0 + $1 }
    return weights.map { $0 / total }
  }

  /// The joint law at the first observation.
  private static func joint(_ setting: Setting) -> [Double] {
    Array(setting.density("p_\\theta").prefix(3))
  }

  /// The encoder at the first observation.
  private static func encoder(_ setting: Setting, _ name: String = "q_\\phi") -> [Double] {
    stride(from: 0, to: 6, by: 2).map { setting.density(name)[$0] }
  }
}
