import Exact
import Glibc
import Models
import Numeric

extension Experiments {
  /// Networks, trained or counted.
  static let networks: [Experiment] = [
    Experiment(
      claim: "winter2020/q1.1/expected-loss", control: "winter2020/q1.1/expected-loss-p",
      quantity: "the mean loss of a regression under dropout over 20,000 masks",
      values: { stream in
        [
          "n": SurfaceValue(6), "d": SurfaceValue(3), "p": SurfaceValue(Rational(3, 4)),
          "X": matrix(6, 3, &stream), "y": vector(6, &stream), "w": vector(3, &stream),
        ]
      },
      predict: right,
      measure: { setting in
        let model = DropoutTraining(
          inputs: Tensor([6, 3], setting.numbers("X")),
          targets: Tensor([6, 1], setting.numbers("y")), keep: setting["p"])
        return [
          model.measureLoss(
            weights: Tensor([3, 1], setting.numbers("w")), masks: 20_000 * setting.effort,
            seed: setting.seed)
        ]
      }),
    Experiment(
      claim: "winter2020/q1.2/minimiser", control: "winter2020/q1.2/minimiser-scale",
      quantity: "the mean of the weights that descent with fresh masks goes through",
      values: { stream in
        design(&stream).merging(["p": SurfaceValue(Rational(3, 4))]) { $1 }
      },
      predict: { try $0.numbers($0.sides.left) },
      measure: { setting in
        DropoutTraining(
          inputs: Tensor([4, 2], setting.numbers("X")),
          targets: Tensor([4, 1], setting.numbers("y")), keep: setting["p"]
        ).train(steps: 20_000 * setting.effort, seed: setting.seed)
      }),
    parameters(
      of: "hw5/q2a/decoder", control: "hw5/q2a/decoder-no-bias", "the decoder's parameters"
    ) { VariationalAutoencoder(seed: 0).decoder.parameterCount },
    parameters(
      of: "hw5/q2a/encoder", control: "hw5/q2a/encoder-mean-only", "the encoder's parameters"
    ) { VariationalAutoencoder(seed: 0).encoder.parameterCount },
    parameters(
      of: "hw5/q4a/parameters", control: "hw5/q4a/no-bias", "the discriminator's parameters"
    ) { GenerativeAdversarialNetwork(latents: 2, seed: 0).discriminator.parameterCount },
    parameters(of: "hw5/q4b/64", control: "hw5/q4b/100", "the generator's parameters") {
      GenerativeAdversarialNetwork(latents: 64, seed: 0).generator.parameterCount
    },
    Experiment(
      claim: "fall2023/q1.2/number", control: "fall2023/q1.2/twelve",
      quantity: "how many pixels the centre's gradient reaches",
      values: { _ in [:] }, predict: right,
      measure: { _ in
        let paths = CopyTask(first: CopyTask.maskA, second: CopyTask.maskB).pathCounts()
        return [exact(Double(paths.count { $0 != 0 }))]
      }),
    Experiment(
      claim: "fall2023/q1.1/total", control: "fall2023/q1.1/total-15",
      quantity: "the sum of the centre's gradient with all weights 1",
      values: { _ in [:] }, predict: right,
      measure: { _ in
        let paths = CopyTask(first: CopyTask.maskA, second: CopyTask.maskA).pathCounts()
        return [exact(paths.reduce(0, +))]
      }),
    Experiment(
      claim: "fall2023/q1.2/25", control: "fall2023/q1.2/25-seen",
      quantity: "the loss of a network trained to copy the pixel (2, 5) to the centre",
      values: { _ in [:] },
      // A pixel that is not seen costs log 2, and one that is seen nothing.
      predict: { formula in
        if case .relation(.member, _, _) = formula.statement.form { return [0] }
        return [Glibc.log(2)]
      },
      measure: { setting in
        let task = CopyTask(first: CopyTask.maskA, second: CopyTask.maskB)
        return [task.measureLoss(copying: 1, 4, seed: setting.seed)]
      }),
    Experiment(
      claim: "fall2023/q1.4/itself", control: "fall2023/q1.4/autoregressive",
      quantity:
        "the loss of a network with the mask B twice that copies the pixel (3, 3) to itself",
      values: { _ in [:] },
      predict: { formula in
        // What is seen costs nothing, and what is not, log 2.
        if case .not = formula.statement.form { return [Glibc.log(2)] }
        return [0]
      },
      measure: { setting in
        let task = CopyTask(first: CopyTask.maskB, second: CopyTask.maskB)
        return [task.measureLoss(copying: 2, 2, seed: setting.seed)]
      }),
    Experiment(
      claim: "april18/q4.2a/decomposition", control: "april18/q4.2a/decomposition-sign",
      quantity: "the loss of a batch of trained encoders",
      setting: { stream in
        let model = ContrastiveEncoders(seed: stream.next())
        let (anchors, partners) = model.embeddings(6, seed: stream.next())
        return Setting([
          "N": SurfaceValue(6), "M": SurfaceValue(6), "d": SurfaceValue(2),
          "\\mathbf{z}": matrix(anchors), "\\mathbf{x}": matrix(partners),
          "\\mathbf{y}": matrix(partners),
        ])
      },
      predict: right,
      measure: { setting in
        func rows(_ name: String) -> Tensor<Double> { Tensor([6, 2], setting.numbers(name)) }
        return [
          ContrastiveEncoders.measureLoss(
            anchors: rows("\\mathbf{z}"), positives: rows("\\mathbf{x}"),
            candidates: rows("\\mathbf{y}"))
        ]
      }),
    Experiment(
      claim: "april18/q4.3/decomposition", control: "april18/q4.3/decomposition-log-of-mean",
      quantity: "the loss of a batch with the scores of a trained joint encoder",
      values: { stream in
        let model = JointEncoder(steps: 100, seed: stream.next())
        let (scores, partners) = model.scores(6, seed: stream.next())
        return [
          "N": SurfaceValue(6), "M": SurfaceValue(6), "s": matrix(scores),
          "p": .vector(partners.map { DualNumber(rounded($0)) }),
        ]
      },
      predict: right,
      measure: { setting in
        let s = setting.numbers("s")
        let scores = (0..<6).map { Array(s[(6 * $0)..<(6 * $0 + 6)]) }
        return [ContrastiveEncoders.measureLoss(scores: scores, positives: setting.numbers("p"))]
      }),
    Experiment(
      claim: "fall2023/q5.1/collapse", control: "fall2023/q5.1/collapse-all",
      quantity: "the contrastive loss of constant embeddings, two views of eight images",
      values: { ["c": SurfaceValue(15), "s": fraction(&$0), "\\tau": fraction(&$0)] },
      predict: right,
      measure: {
        let score = $0["s"] / $0["\\tau"]
        let others = [Double](repeating: score, count: 15)
        return [
          ContrastiveEncoders.measureLoss(
            scores: Array(repeating: others, count: 16),
            positives: Array(repeating: score, count: 16))
        ]
      }),
  ]

  /// A claim that says how many numbers a network has.
  private static func parameters(
    of claim: String, control: String, _ quantity: String, _ count: @escaping @Sendable () -> Int
  ) -> Experiment {
    Experiment(
      claim: claim, control: control, quantity: quantity, values: { _ in [:] },
      // What is left is what the right side counts; a false sum is on the left.
      predict: { [try $0.numbers($0.sides.left).first ?? .nan] },
      measure: { _ in [exact(Double(count()))] })
  }

  private static func exact(_ value: Double) -> Measurement {
    Measurement(value: value, tolerance: 0, seconds: 0)
  }

  // MARK: Values

  /// A dyadic fraction in [−2, 2].
  private static func number(_ stream: inout RandomStream) -> Rational {
    Rational(stream.integer(in: -64...64), 32)
  }

  private static func vector(_ n: Int, _ stream: inout RandomStream) -> SurfaceValue {
    .vector((0..<n).map { _ in DualNumber(number(&stream)) })
  }

  private static func matrix(_ m: Int, _ n: Int, _ stream: inout RandomStream) -> SurfaceValue {
    grid((0..<m).map { _ in (0..<n).map { _ in number(&stream) } })
  }

  private static func grid(_ rows: [[Rational]]) -> SurfaceValue {
    .matrix(
      Grid(
        rows: rows.count, columns: rows.first?.count ?? 0,
        rows.flatMap { $0.map { DualNumber($0) } }))
  }

  /// A matrix of numbers of the size of 1, rounded to multiples of 2⁻⁴⁰, which doubles hold exactly.
  private static func matrix(_ rows: [[Double]]) -> SurfaceValue {
    grid(rows.map { $0.map(rounded) })
  }

  private static func rounded(_ x: Double) -> Rational {
    Rational(Int((x * 0x1p40).rounded()), 1 << 40)
  }
}
