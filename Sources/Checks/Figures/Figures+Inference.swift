import Foundation
import Models
import Numeric

/// Figures of latent variable models, flows and regression.
extension Figures {
  static let inference: [FigureBuilder] = [
    FigureBuilder(questions: ["winter2020/q1"]) { _, _ in dropout() },
    FigureBuilder(questions: ["fall2023/q3"]) { _, seed in importanceBound(seed) },
    FigureBuilder(questions: ["fall2023/q2", "winter2020/q3", "answers/q3"]) { _, _ in fits() },
  ]

  private static func dropout() -> Figure {
    let model = DropoutRegression(
      inputs: [[1, 2], [3, -1], [0.5, 0.5]], outputs: [2, 1, -1])
    let keep = (1...49).map { Double($0) / 50 }
    let penalty = keep.map { [$0, (1 - $0) / $0] }
    let implied = stride(from: 0.1, through: 1, by: 0.1).map {
      [$0, model.impliedPenalty(keeping: $0)]
    }
    let paths = (0...100).map { n -> [Double] in
      let λ = 0.05 * Double(n)
      // λ = (1 − p)/p.
      let p = 1 / (1 + λ)
      let w = model.weights(keeping: p).map { p * $0 }
      return [λ] + w + model.ridgeWeights(penalty: λ)
    }
    return Figure(
      name: "dropout-ridge", title: "Dropout is a ridge regression with a weight for each feature",
      caption: """
        Left: the claimed λ(p) = (1 − p)/p (line) and the λ that the minimiser of the \
        expected loss over all masks implies (points). Right: the weights p·w under dropout \
        against ridge regression with the same λ, which penalises both features alike. X = \
        (1, 2; 3, −1; 0.5, 0.5), y = (2, 1, −1); all masks are listed, no random numbers.
        """,
      claims: ["winter2020/q1.1/expected-loss", "winter2020/q1.2/minimiser"], width: 1000,
      height: 420, data: [("penalty", penalty), ("implied", implied), ("paths", paths)],
      commands: """
        set multiplot layout 1,2 margins 0.07,0.98,0.15,0.95 spacing 0.09
        set xlabel "p, the probability to keep an entry"
        set ylabel "λ" offset 1,0
        set xrange [0:1.02]
        set yrange [0:10]
        set key top right
        plot $penalty with lines linetype 2 title "predicted", $implied with points linetype 1 title "from all masks"
        set xlabel "λ"
        set ylabel "weight" offset 1,0
        set xrange [0:5]
        set yrange [0:0.9]
        set xzeroaxis linetype -1
        plot $paths using 1:2 with lines linetype 1 title "dropout, p·w_1", \\
          $paths using 1:3 with lines linetype 3 title "dropout, p·w_2", \\
          $paths using 1:4 with lines linetype 1 dashtype 2 title "ridge, w_1", \\
          $paths using 1:5 with lines linetype 3 dashtype 2 title "ridge, w_2"
        unset multiplot
        """)
  }

  private static func importanceBound(_ seed: UInt64) -> Figure {
    let model = ImportanceBound(x: 2, mean: 0.5, deviation: 0.9)
    let samples = 20_000
    let counts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]
    let estimates = model.estimates(of: counts, samples: samples, seed: seed)
    let rows = estimates.map { [Double($0.k), $0.value, 4 * $0.error] }
    let gaps = estimates.map {
      [Double($0.k), model.logEvidence - $0.value, 4 * $0.error]
    }
    let limit = model.relativeVariance / 2
    let line = counts.map { [Double($0), limit / Double($0)] }
    return Figure(
      name: "importance-bound", title: "The importance-weighted bound rises to log p(x)",
      caption: """
        Left: estimates of L_k from \(samples) samples each, bars of four standard errors, \
        and the known log p(x) = \(short(model.logEvidence)) (dashed). Right: the gap log \
        p(x) − L_k against its limit Var(w)/(2 p(x)² k), here \(short(limit))/k, which holds \
        for large k. p(z) = N(0, 1), p(x|z) = N(z, 1), x = 2, q(z|x) = N(0.5, 0.81); seed \
        \(seed).
        """,
      claims: ["fall2023/q3.4a/two", "fall2023/q3.4b/better"], width: 1000, height: 420,
      data: [("bound", rows), ("gap", gaps), ("limit", line)],
      commands: """
        set multiplot layout 1,2 margins 0.09,0.98,0.15,0.95 spacing 0.11
        set logscale x 2
        set xrange [0.8:80]
        set xlabel "k"
        set ylabel "L_k" offset 1,0
        set key bottom right
        plot \(model.logEvidence) with lines linetype 7 dashtype 2 title "log p(x)", \\
          $bound using 1:2:3 with yerrorbars linetype 1 title "estimates"
        set logscale y
        set format y "10^{%T}"
        set ylabel "log p(x) − L_k"
        set key top right
        plot $limit with lines linetype 2 title "limit", $gap using 1:2:3 with yerrorbars linetype 1 title "estimates"
        unset multiplot
        """)
  }

  private static func fits() -> Figure {
    let model = NormalFit(modes: 3)
    let forward = model.forward
    let right = model.reverse(from: .init(mean: 2, deviation: 1))
    let left = model.reverse(from: .init(mean: -2, deviation: 1))
    let rows = (-120...120).map { n -> [Double] in
      let x = Double(n) / 15
      let laws = [forward, right, left].map {
        NormalFit.density(x, mean: $0.mean, deviation: $0.deviation)
      }
      return [x, model.target(x)] + laws
    }
    return Figure(
      name: "kl-fits", title: "Forward and reverse divergence fit different things",
      caption: """
        The normal law that minimises KL(target ‖ q) covers both modes: mean \
        \(short(forward.mean)), variance \(short(forward.deviation * forward.deviation)). \
        Gradient descent on KL(q ‖ target) ends at one mode, at the right from mean 2 (mean \
        \(short(right.mean)), deviation \(short(right.deviation))) and at the left from mean \
        −2. Target ½N(−3, 1) + ½N(3, 1); quadrature, no random numbers.
        """,
      claims: ["fall2023/q2.2"], width: 800, height: 420, data: [("rows", rows)],
      commands: """
        set xlabel "x"
        set ylabel "density"
        set xrange [-8:8]
        set yrange [0:0.44]
        set key top right
        plot $rows using 1:2 with filledcurves y1=0 fillstyle solid 0.2 noborder linecolor rgb "#555555" title "target", \\
          $rows using 1:3 with lines linetype 1 title "forward fit", \\
          $rows using 1:4 with lines linetype 2 title "reverse fit from +2", \\
          $rows using 1:5 with lines linetype 5 dashtype 2 title "reverse fit from −2"
        """)
  }

  /// Four significant digits.
  static func short(_ x: Double) -> String {
    let text = String(format: "%.4g", abs(x) < 1e-12 ? 0 : x)
    return text.replacing("-", with: "−")
  }
}
