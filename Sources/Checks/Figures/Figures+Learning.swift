import Exact
import Foundation
import Models
import Numeric

/// Figures of discriminators, contrastive and self-supervised learning, and masked convolutions.
extension Figures {
  static let learning: [FigureBuilder] = [
    FigureBuilder(questions: ["fall2023/q4", "winter2020/q4", "hw5/q3"]) { _, seed in
      try discriminator(seed)
    },
    FigureBuilder(questions: ["fall2023/q1", "answers/q2"]) { _, _ in receptiveFields() },
    FigureBuilder(questions: ["april18/q4"]) { _, seed in contrastive(seed) },
    FigureBuilder(questions: ["answers/q5"]) { _, _ in collapse() },
  ]

  private static func discriminator(_ seed: UInt64) throws -> Figure {
    // Real: ½N(−2, ½²) + ½N(2, 1); made: N(0, 1).
    func normal(_ x: Double, _ m: Double, _ s: Double) -> Double {
      NormalFit.density(x, mean: m, deviation: s)
    }
    let real = { (x: Double) in (normal(x, -2, 0.5) + normal(x, 2, 1)) / 2 }
    let made = { (x: Double) in normal(x, 0, 1) }
    let half = Rational(1, 2)
    guard
      let law = GaussianMixture([
        .init(weight: half, mean: -2, deviation: half), .init(weight: half, mean: 2, deviation: 1),
      ]), let other = GaussianMixture([.init(weight: 1, mean: 0, deviation: 1)])
    else { throw EvaluationFailure.shapes }
    let divergence = law.jensenShannonDivergence(from: other, bits: 40).midpoint
    var learnt = ScalarDiscriminator(seed: seed)
    var stream = RandomStream(seed: seed, stream: 2)
    let (steps, batch) = (3000, 64)
    var curve: [[Double]] = []
    for step in 0...steps {
      if step % 25 == 0 { curve.append([Double(step), learnt.divergence(real: real, made: made)]) }
      let points = (0..<batch).map { _ in
        stream.uniform() < 0.5 ? -2 + 0.5 * stream.gaussian() : 2 + stream.gaussian()
      }
      let others = (0..<batch).map { _ in stream.gaussian() }
      learnt.train(real: points, made: others, rate: 0.01)
    }
    let rows = (-100...100).map { n -> [Double] in
      let x = Double(n) / 20
      return [x, real(x) / (real(x) + made(x)), learnt.value(x), real(x), made(x)]
    }
    return Figure(
      name: "discriminator", title: "The optimal discriminator and one that was trained",
      caption: """
        Left: the claimed optimum D* = f₁/(f₀ + f₁) and a network of 16 hidden units after \
        \(steps) steps of Adam on samples. Right: what the network estimates of the \
        Jensen–Shannon divergence while it is trained; the claim says that the estimate \
        never exceeds the true value, \(short(divergence)) (dashed). f₁ = ½N(−2, ¼) + ½N(2, \
        1), f₀ = N(0, 1), batches of \(batch), rate 0.01; seed \(seed).
        """,
      claims: ["fall2023/q4.6/optimal", "fall2023/q4.6a/value", "winter2020/q4.1/lower"],
      width: 1000, height: 420, data: [("rows", rows), ("curve", curve)],
      commands: """
        set multiplot layout 1,2 margins 0.06,0.97,0.15,0.95 spacing 0.1
        set xlabel "x"
        set xrange [-5:5]
        set yrange [0:1.3]
        set ytics 0,0.25,1
        set key top center horizontal maxrows 2
        plot $rows using 1:4 with filledcurves y1=0 fillstyle solid 0.15 noborder linetype 1 title "real, f_1", \\
          $rows using 1:5 with filledcurves y1=0 fillstyle solid 0.15 noborder linetype 5 title "made, f_0", \\
          $rows using 1:2 with lines linetype 2 linewidth 3 title "D*", \\
          $rows using 1:3 with lines linetype 7 dashtype 2 title "trained D"
        set xlabel "step"
        set ylabel "estimate of the divergence" offset 1,0
        set xrange [0:\(steps)]
        set yrange [-0.02:*]
        set ytics autofreq
        set key bottom right
        plot \(divergence) with lines linetype 7 dashtype 2 title "true value", $curve with lines linetype 1 title "estimate"
        unset multiplot
        """)
  }

  private static func receptiveFields() -> Figure {
    let first = [[1, 1, 1], [1, 0, 0], [0, 0, 0]]
    let second = [[1, 1, 1], [1, 1, 0], [0, 0, 0]]
    let stacks: [(String, [[[Int]]])] = [
      ("A, then A", [first, first]), ("A, then B", [first, second]),
      ("B, then A", [second, first]), ("B, then B", [second, second]),
    ]
    var data: [(String, [[Double]])] = []
    var plots: [String] = []
    for (index, (title, masks)) in stacks.enumerated() {
      let counts = MaskedConvolution.pathCounts(masks: masks, size: 5, from: 2, 2)
      var rows: [[Double]] = []
      for r in 0..<5 {
        for c in 0..<5 {
          rows.append([Double(c), Double(r), Double(counts[r][c]), Double(10 * (r + 1) + c + 1)])
        }
      }
      data.append(("field\(index)", rows))
      let seen = counts.joined().count { $0 > 0 }
      plots.append(
        """
        set title "\(title): \(seen) pixels"
        plot $field\(index) using 1:2:(0.5):(0.5):($3 > 0 ? 0x56b4e9 : 0xffffff) with boxxyerror fillstyle solid 1 border rgb "#555555" linecolor rgb variable linewidth 1, \\
          $field\(index) using 1:2:(sprintf("%d", $4)) with labels offset 0,0.45 textcolor rgb "#000000" font ",13", \\
          $field\(index) using 1:2:($3 > 0 ? sprintf("%d×", $3) : "") with labels offset 0,-0.75 textcolor rgb "#000000" font ",10"
        """)
    }
    return Figure(
      name: "receptive-fields", title: "Receptive fields of two masked convolutions",
      caption: """
        The input pixels on which output pixel 33 can depend (shaded), as two stacked 3×3 \
        convolutions with the masks of PixelCNN give them by back propagation with weights \
        1. Below each pixel's number stands the number of paths to it. Pixel 25 comes before \
        33 and is never seen. No random numbers.
        """,
      claims: [
        "fall2023/q1.1/field", "fall2023/q1.2/field", "fall2023/q1.3/field", "fall2023/q1.4/field",
      ], width: 1040, height: 320, data: data,
      commands: """
        set multiplot layout 1,4 margins 0.01,0.99,0.03,0.88 spacing 0.02
        set size square
        set xrange [-0.55:4.55]
        set yrange [4.55:-0.55]
        unset border
        unset tics
        unset grid
        \(plots.joined(separator: "\n"))
        unset multiplot
        """)
  }

  private static func contrastive(_ seed: UInt64) -> Figure {
    let anchors = 4
    let sizes = (2...12).map { 1 << $0 }
    let rows = sizes.map { size -> [Double] in
      let loss = ContrastiveLoss(dimension: 2, anchors: anchors, candidates: size, seed: seed)
      let logarithm = Foundation.log(Double(size))
      return [
        Double(size), loss.alignment, loss.uniformity, loss.loss, loss.loss - logarithm,
        -loss.alignment + loss.uniformity + logarithm,
      ]
    }
    let limit = ContrastiveLoss.uniformityOnCircle
    return Figure(
      name: "alignment-uniformity", title: "Alignment, uniformity and the contrastive loss",
      caption: """
        With more candidates M the loss grows like log M (left), and the claimed −align + \
        unif + log M is on it exactly. Right: the alignment stays 1, the uniformity tends to \
        log 𝔼 exp(z·y) = \(short(limit)), and the loss less log M to \(short(limit - 1)) \
        (dashed). Perfectly aligned, uniform points on the circle, \(anchors) anchors; seed \
        \(seed).
        """,
      claims: ["april18/q4.2a/decomposition"], width: 1000, height: 420, data: [("rows", rows)],
      commands: """
        set multiplot layout 1,2 margins 0.07,0.97,0.15,0.95 spacing 0.1
        set logscale x 2
        set xrange [3.5:4700]
        set xlabel "M"
        set key top left
        plot $rows using 1:6 with lines linetype 2 title "−align + unif + log M", \\
          $rows using 1:4 with points linetype 1 title "loss"
        set yrange [-1:2]
        set key top right
        plot \(limit) with lines linetype 7 dashtype 2, \(limit - 1) with lines linetype 7 dashtype 2 title "limits", \\
          $rows using 1:2 with linespoints linetype 3 title "alignment", \\
          $rows using 1:3 with linespoints linetype 5 title "uniformity", \\
          $rows using 1:5 with linespoints linetype 1 title "loss − log M"
        unset multiplot
        """)
  }

  private static func collapse() -> Figure {
    let (signal, noise, time) = (1.0, 0.5, 20.0)
    let cases = [
      (true, true, "stop-gradient and predictor"), (true, false, "stop-gradient alone"),
      (false, true, "predictor alone"), (false, false, "neither"),
    ]
    var data: [(String, [[Double]])] = []
    var plots: [String] = []
    for (index, (stops, predicts, title)) in cases.enumerated() {
      var model = LinearSiamese(
        signal: signal, noise: noise, stopsGradient: stops, hasPredictor: predicts)
      let start = [1, predicts ? 0.5 : 1]
      let path = Trajectory(
        .rungeKutta4, from: start, step: 0.01, count: Int(time / 0.01), recordEvery: 20, in: &model)
      data.append(("run\(index)", zip(path.times, path.states).map { [$0, abs($1[0])] }))
      plots.append("$run\(index) with lines linetype \(index + 1) title \"\(title)\"")
    }
    // w² = c + p² with c = w₀² − p₀², p = X/(X + X′); without a predictor the rates are X′ and 2X′.
    let p = signal / (signal + noise)
    let rest = (1 - 0.25 + p * p).squareRoot()
    return Figure(
      name: "siamese-collapse", title: "What keeps a siamese network from collapsing",
      caption: """
        The weight |w| of a linear network under gradient flow. With stop-gradient and a \
        predictor it tends to the claimed √(c + p*²) = \(short(rest)), p* = X/(X + X′), c = \
        w₀² − p₀² (dashed); without a predictor it decays like e^{−X′t} or e^{−2X′t} \
        (dotted), and with a predictor alone it collapses too. X = 1, X′ = ½, start w = 1, p \
        = ½ (1 without a predictor); no random numbers.
        """,
      claims: ["answers/q5.4", "answers/q5.5"], width: 800, height: 440, data: data,
      commands: """
        set logscale y
        set format y "10^{%T}"
        set xlabel "time"
        set ylabel "|w|" offset 1,0
        set xrange [0:\(time)]
        set yrange [1e-9:30]
        set samples 200
        set key bottom left
        plot \(rest) with lines linetype 7 dashtype 2 title "predicted limit", \\
          exp(-\(noise) * x) with lines linetype 7 dashtype 3 title "predicted rates", \\
          exp(-2 * \(noise) * x) with lines linetype 7 dashtype 3, \\
          \(plots.joined(separator: ", \\\n  "))
        """)
  }
}
