import Exact
import Models
import Notation
import Numeric

extension Experiments {
  /// Autoencoders: codes of bits, of digits, and of numbers in one and two dimensions.
  static let autoencoders: [Experiment] =
    discreteCodes + digitCodes + amortised + weighted + rotated

  // MARK: Codes of bits

  private static let discreteCodes: [Experiment] = [
    Experiment(
      claim: "april18/q1.1/difference", control: "april18/q1.1/difference-sign",
      quantity:
        "the expected complete log-likelihood less the bound, while the decoder alone is trained",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = discreteAutoencoder(seed)
        var setting = Setting(["x": .point("X", 0), "seed": SurfaceValue(Rational(seed))])
        setting.add(space: "X", points: 6)
        setting.add(space: "Z", points: 3)
        setting.setDensity("q", model.encoderTable.flatMap { $0 })
        return setting
      },
      predict: { Array(repeating: try right($0), count: 5).flatMap { $0 } },
      measure: { setting in
        discreteAutoencoder(Int(setting["seed"])).measureDifferences(pieces: 4, steps: 50)
      }),
    trainedEncoder(of: "april18/q1.3/gaps"),
    trainedEncoder(of: "answers/q1.3/gaps"),
    Experiment(
      claim: "april18/q2.3/gap", control: "april18/q2.3/gap-sign",
      quantity: "the mutual information of patterns of five bits and their codes, by counting",
      setting: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = patternAutoencoder(seed)
        var setting = Setting([
          "x": .point("X", 0), "c": .point("Y", 0), "seed": SurfaceValue(Rational(seed)),
        ])
        setting.add(space: "X", points: 32)
        setting.add(space: "Y", points: 4)
        let (q, r) = (model.encoderTable, model.decoderTable)
        setting.setDensity("p", (0..<32).flatMap { x in (0..<4).map { q[$0][x] / 32 } })
        setting.setDensity("r", r.flatMap { $0 })
        return setting
      },
      predict: right,
      measure: { [patternAutoencoder(Int($0["seed"])).measureInformation()] }),
  ]

  /// The gap of a trained encoder, for a claim that two documents make.
  private static func trainedEncoder(of claim: String) -> Experiment {
    Experiment(
      claim: claim, control: claim + "-sign",
      quantity: "what the bound of a trained encoder falls short of the evidence by",
      setting: gaps, predict: right,
      measure: { [discreteAutoencoder(Int($0["seed"])).measureGap()] })
  }

  /// Six patterns of four bits and three codes, after some training.
  private static func discreteAutoencoder(_ seed: Int) -> DiscreteAutoencoder {
    var model = DiscreteAutoencoder(bits: 4, count: 6, codes: 3, seed: UInt64(seed))
    model.train(steps: 40, beta: 0.25)
    return model
  }

  /// All patterns of five bits and four codes, trained on the reconstruction alone.
  private static func patternAutoencoder(_ seed: Int) -> DiscreteAutoencoder {
    var model = DiscreteAutoencoder(bits: 5, codes: 4, seed: UInt64(seed))
    model.train(steps: 300, beta: 0)
    return model
  }

  /// The joint law of patterns and codes, the encoder, and what a short ascent for the first pattern finds.
  @Sendable private static func gaps(_ stream: inout RandomStream) -> Setting {
    let seed = stream.integer(in: 0...1 << 20)
    let model = discreteAutoencoder(seed)
    var setting = Setting(["x": .point("X", 0), "seed": SurfaceValue(Rational(seed))])
    setting.add(space: "X", points: 6)
    setting.add(space: "Z", points: 3)
    let q = model.encoderTable
    let own = model.instanceEncoder(steps: 10)
    setting.setDensity("p_\\theta", model.decoderTable.flatMap { $0.map { $0 / 3 } })
    setting.setDensity("q_\\phi", q.flatMap { $0 })
    setting.setDensity("r", (0..<3).flatMap { z in (0..<6).map { $0 == 0 ? own[z] : q[z][$0] } })
    return setting
  }

  // MARK: Codes of digits

  private static let digitCodes: [Experiment] = [
    Experiment(
      claim: "april18/q1.3/amortisation-gap", control: "april18/q1.3/amortisation-gap-negative",
      quantity:
        "by how much the bounds of six digits rise when their own codes ascend them, at least the prediction",
      reading: .left, values: { _ in [:] },
      predict: { Array(repeating: try right($0), count: 6).flatMap { $0 } },
      measure: { setting in
        var model = DigitAutoencoder(seed: setting.seed)
        model.train(steps: 150)
        return model.measureAscent(images: 6, steps: 100, samples: 1000 * setting.effort)
      }),
    Experiment(
      claim: "april18/q2.2/gaussian-only", control: "april18/q2.2/gaussian-only-one",
      quantity:
        "means and variances of an encoder of digits that was trained on the divergence alone",
      values: { _ in [:] },
      predict: { formula in
        guard case .implies(_, let equivalence) = formula.statement.form,
          case .iff(_, let place) = equivalence.form,
          case .and(let mean, let variance) = place.form,
          case .relation(_, _, let m) = mean.form, case .relation(_, _, let v) = variance.form
        else { throw EvaluationFailure.notEvaluable("no place") }
        let one = try formula.numbers(m) + formula.numbers(v)
        return (0..<8).flatMap { _ in one + one }
      },
      measure: { DigitAutoencoder(seed: $0.seed).measureForgetting(steps: 200, images: 8) }),
    Experiment(
      claim: "april18/q2.5b/diagonal", control: "april18/q2.5b/diagonal-still",
      quantity: "the covariance of rotated samples of a digit's code",
      values: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let model = rotatedAutoencoder(seed)
        let image = model.mostUneven(of: 50)
        let v = model.encoding(of: image).variances
        return [
          "\\rho": SurfaceValue(Rational(3, 5)), "\\sigma": SurfaceValue(Rational(4, 5)),
          "a": SurfaceValue(exactly: v[0]), "b": SurfaceValue(exactly: v[1]),
          "image": SurfaceValue(Rational(image)), "seed": SurfaceValue(Rational(seed)),
        ]
      },
      predict: right,
      measure: { setting in
        rotatedAutoencoder(Int(setting["seed"])).measureRotatedCovariance(
          of: Int(setting["image"]), cosine: 0.6, sine: 0.8, samples: 20_000 * setting.effort)
      }),
  ]

  private static func rotatedAutoencoder(_ seed: Int) -> DigitAutoencoder {
    var model = DigitAutoencoder(images: 200, seed: UInt64(seed))
    model.train(steps: 60)
    return model
  }

  // MARK: One observation

  private static let amortised: [Experiment] =
    ["april18", "answers"].flatMap { document in
      [
        Experiment(
          claim: "\(document)/q1.2/example-best", control: "\(document)/q1.2/example-best-zero",
          quantity: "the mean of a constant encoder, trained on both data", values: { _ in [:] },
          predict: right,
          measure: { _ in [BetaVAE.measureSharedMean(observations: [2, -1])] }),
        Experiment(
          claim: "\(document)/q1.2/example-gap", control: "\(document)/q1.2/example-gap-half",
          quantity: "the bound of an encoder trained for one datum less that of one for both",
          values: { _ in
            let mean = BetaVAE.measureSharedMean(observations: [2, -1]).value
            return ["m": SurfaceValue(exactly: mean), "y": SurfaceValue(2)]
          },
          predict: right,
          measure: {
            [BetaVAE(observation: $0["y"], beta: 1).measureGap(mean: $0["m"], variance: 0.5)]
          }),
      ]
    } + [
      Experiment(
        claim: "answers/q1.2b/gap", control: "answers/q1.2b/displayed",
        quantity: "the bound of an encoder trained for the datum less that of the given one",
        values: { _ in [:] }, predict: { try $0.numbers($0.sides.left) },
        measure: { _ in [BetaVAE(observation: 2, beta: 1).measureGap(mean: 0.5, variance: 0.5)] }),
      Experiment(
        claim: "april18/q1.1-remark/narrow", control: "april18/q1.1-remark/narrow-shift",
        quantity: "the mean of a linear decoder that was trained with an encoder of variance 1/16",
        values: { _ in
          let slope = NarrowEncoder.train(
            observations: [2, -0.5], codes: [0.75, -1.25], variance: 0.0625
          ).slope
          return [
            "x_1": SurfaceValue(2), "x_2": SurfaceValue(Rational(-1, 2)),
            "m_1": SurfaceValue(Rational(3, 4)), "m_2": SurfaceValue(Rational(-5, 4)),
            "w": SurfaceValue(exactly: slope), "v": SurfaceValue(Rational(1, 16)),
          ]
        },
        predict: right,
        measure: { _ in
          [
            NarrowEncoder.train(observations: [2, -0.5], codes: [0.75, -1.25], variance: 0.0625)
              .shift
          ]
        }),
    ]

  // MARK: The weight of the divergence

  private static let betas = [
    Rational(1, 4), Rational(1, 2), Rational(1), Rational(2), Rational(4),
  ]

  private static let weighted: [Experiment] = [
    Experiment(
      claim: "april18/q2.1/best-loss", control: "april18/q2.1/best-loss-weight",
      quantity: "the loss of trained encoders for β = 1/4, 1/2, 1, 2, 4",
      values: { ["y": fraction(&$0)] },
      predict: { try $0.numbers($0.sides.right, with: "b", in: betas) },
      measure: { setting in
        betas.map {
          BetaVAE(observation: setting["y"], beta: $0.double).measureLeastLoss()
        }
      }),
    Experiment(
      claim: "april18/q2.1/best-loss-slope", control: "april18/q2.1/best-loss-slope-double",
      quantity: "the slope in β of the loss of trained encoders, for β = 1/2, 1, 2",
      values: { ["y": fraction(&$0)] },
      predict: { try $0.numbers($0.sides.right, with: "b", in: Array(betas[1...3])) },
      measure: { setting in
        betas[1...3].map {
          BetaVAE(observation: setting["y"], beta: $0.double).measureSlope()
        }
      }),
    Experiment(
      claim: "april18/q2.1/approached", control: "april18/q2.1/approached-whole",
      quantity: "the loss of an encoder that is trained without the divergence, its variance v",
      values: { stream in
        let y = Rational(stream.integer(in: 16...48), 32)
        let run = BetaVAE(observation: y.double, beta: 0).measureUnfinished(steps: 200)
        return ["y": SurfaceValue(y), "v": SurfaceValue(exactly: run.variance)]
      },
      predict: right,
      measure: { [BetaVAE(observation: $0["y"], beta: 0).measureUnfinished(steps: 200).loss] }),
  ]

  // MARK: Latents of other runs

  private static let rotated: [Experiment] = [
    Experiment(
      claim: "april18/q2.5a/codes", control: "april18/q2.5a/codes-same",
      quantity:
        "the code of a second training, behind its own decoder, from the first one's decoder",
      values: { stream in
        let seed = stream.integer(in: 0...1 << 20)
        let (first, second) = twoRuns(seed)
        return [
          "m": SurfaceValue(3), "K": SurfaceValue(2), "W": SurfaceValue(exactly: first.decoder),
          "R": SurfaceValue(exactly: first.rotation(to: second)),
          "x": SurfaceValue(exactly: first.example(0)), "s": SurfaceValue(exactly: first.noise),
          "seed": SurfaceValue(Rational(seed)),
        ]
      },
      predict: { try $0.numbers($0.sides.left) },
      measure: { setting in
        let (first, second) = twoRuns(Int(setting["seed"]))
        return second.measureCode(of: 0, from: first)
      })
  ]

  /// Two trainings of a linear autoencoder on the same examples, from different starts.
  private static func twoRuns(_ seed: Int) -> (LinearPlaneVAE, LinearPlaneVAE) {
    let data = LinearPlaneVAE.examples(60, seed: UInt64(seed))
    let runs = [1, 2].map { start in
      var model = LinearPlaneVAE(data: data, seed: UInt64(seed + start))
      model.train()
      return model
    }
    return (runs[0], runs[1])
  }
}
