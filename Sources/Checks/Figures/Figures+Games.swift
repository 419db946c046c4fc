import Exact
import Models
import Numeric

/// Figures of the Dirac-GAN: the predictions are made from the Jacobian and the spectrum in the notes.
extension Figures {
  static let games: [FigureBuilder] = [
    FigureBuilder(questions: ["winter2020/q5"]) { bank, _ in try portraits(bank) },
    FigureBuilder(questions: ["winter2020/q5"]) { bank, _ in try eigenvaluePaths(bank) },
    FigureBuilder(questions: ["winter2020/q5"]) { bank, _ in try stability(bank) },
  ]

  /// The linear field that the notes predict near the equilibrium.
  private static func linearisation(_ bank: Bank, gamma: Rational) throws -> LinearField {
    let prediction = try Prediction(
      "winter2020/q5.5/jacobian", in: bank, ["\\gamma": SurfaceValue(gamma)])
    return try LinearField(prediction.matrix(3))
  }

  private static func portraits(_ bank: Bank) throws -> Figure {
    let gammas = [Rational.zero, Rational(3, 10), 1, 3]
    let (start, step, count) = ([0.3, 0, 0.3], 0.1, 300)
    var data: [(String, [[Double]])] = []
    var plots: [String] = []
    for play in DiracGAN.Play.allCases {
      for (index, gamma) in gammas.enumerated() {
        let model = DiracGAN(gamma: gamma.double)
        var linear = try linearisation(bank, gamma: gamma)
        let simulated = DiracGAN.run(
          gamma: gamma.double, play: play, from: start, step: step, count: count)
        let predicted = Trajectory(
          model.scheme(play), from: start, step: step, count: count, in: &linear)
        let name = "\(play)\(index)"
        let (slope, generator) = (DiracGAN.coordinates.slope, DiracGAN.coordinates.generator)
        data.append(
          (
            name + "s",
            stride(from: 0, through: count, by: 2).map {
              [simulated.states[$0][slope], simulated.states[$0][generator]]
            }
          ))
        data.append((name + "p", predicted.states.map { [$0[slope], $0[generator]] }))
        // The legend stands where no path goes.
        let key = index == 3 ? "set key bottom left" : "unset key"
        plots.append(
          """
          \(key)
          set title "γ = \(gamma.double), \(play)"
          plot $\(name)s with points pointsize 0.45 linetype 6 title "simulated", \\
            $\(name)p with lines linetype 2 linewidth 1.5 title "predicted"
          """)
      }
    }
    return Figure(
      name: "dirac-gan-portraits", title: "Training the Dirac-GAN",
      caption: """
        The claimed Jacobian predicts a spiral (line) for the first \(count) steps of the \
        simulated nonlinear game (points) in the plane of critic slope and generator. \
        Without the penalty (γ = 0) simultaneous steps drift outwards and alternating ones \
        stay on a closed orbit; with it both converge. Step size \(step), start (ψ₀, ψ₁, θ) \
        = (0.3, 0, 0.3); no random numbers.
        """,
      claims: ["winter2020/q5.2/jacobian", "winter2020/q5.5/jacobian"], width: 1040, height: 620,
      data: data,
      commands: """
        set multiplot layout 2,4 margins 0.06,0.99,0.09,0.93 spacing 0.04,0.15
        set xrange [-0.72:0.72]
        set yrange [-0.72:0.72]
        set size square
        set xtics 0.5
        set ytics 0.5
        set xlabel "ψ_0" offset 0,0.6
        set ylabel "θ" offset 1.5,0
        \(plots.joined(separator: "\nunset ylabel\n"))
        unset multiplot
        """)
  }

  private static func eigenvaluePaths(_ bank: Bank) throws -> Figure {
    var paths: [[Double]] = []
    for step in 0...300 {
      let gamma = Rational(step, 100)
      let points = try Prediction(
        "winter2020/q5.6/eigenvalues", in: bank, ["\\gamma": SurfaceValue(gamma)]
      ).points()
      for point in points { paths.append([point.x, point.y, gamma.double]) }
    }
    var measured: [[Double]] = []
    for step in 0...12 {
      let gamma = Double(step) / 4
      let jacobian = DiracGAN.measureJacobian(gamma: gamma).map { $0.map(\.value) }
      let exact = jacobian.map { $0.compactMap { Ball($0).exactRational } }
      for root in Eigenvalues.enclosures(of: exact) {
        measured.append([root.value.re.midpoint, root.value.im.midpoint])
      }
    }
    return Figure(
      name: "dirac-gan-eigenvalues", title: "The eigenvalues as the penalty grows",
      caption: """
        The claimed spectrum at the equilibrium for γ from 0 to 3 (coloured by γ), and the \
        eigenvalues of the Jacobian that automatic differentiation finds, at thirteen values \
        of γ (circles). The pair leaves the imaginary axis at once, meets in −1/2 at γ = 1, \
        and one of the two then comes back towards 0. No random numbers.
        """,
      claims: ["winter2020/q5.6/eigenvalues"], width: 760, height: 460,
      data: [("predicted", paths), ("measured", measured)],
      commands: """
        set xlabel "Re λ"
        set ylabel "Im λ"
        set xrange [-3.1:0.7]
        set yrange [-0.65:0.65]
        set xzeroaxis linetype -1
        set arrow 1 from 0,-0.65 to 0,0.65 nohead linecolor rgb "#d55e00" dashtype 2
        set label 1 "unstable" at 0.04,0.6 textcolor rgb "#a04000"
        set cblabel "γ"
        set cbrange [0:3]
        set palette defined (0 "#08306b", 1 "#009e73", 3 "#e69f00")
        set key bottom left
        plot $predicted using 1:2:3 with points pointtype 7 pointsize 0.5 linecolor palette title "predicted", \\
          $measured with points pointtype 6 pointsize 1.4 linecolor rgb "#000000" title "measured"
        """)
  }

  private static func stability(_ bank: Bank) throws -> Figure {
    // Close to 0 the border of alternating steps rises steeply.
    let gammas = [.zero, Rational(1, 1000), Rational(1, 100)] + (1...60).map { Rational($0, 20) }
    var data: [(String, [[Double]])] = []
    var plots: [String] = []
    for play in DiracGAN.Play.allCases {
      var border: [[Double]] = []
      for gamma in gammas {
        let linear = try linearisation(bank, gamma: gamma)
        let scheme = DiracGAN(gamma: gamma.double).scheme(play)
        border.append([gamma.double, largestStep(linear, scheme)])
      }
      data.append(("\(play)b", border))
      for converges in [true, false] {
        var points: [[Double]] = []
        for column in 0...15 {
          for row in 1...15 {
            let (gamma, step) = (0.02 + 0.1973 * Double(column), 0.3 * Double(row))
            if DiracGAN.converges(gamma: gamma, play: play, step: step) == converges {
              points.append([gamma, step])
            }
          }
        }
        data.append(("\(play)\(converges ? "yes" : "no")", points))
      }
      plots.append(
        """
        set title "\(play) steps"
        plot $\(play)b with filledcurves y1=0 fillstyle solid 0.15 noborder linetype 3 title "predicted stable", \\
          $\(play)b with lines linetype 3 notitle, \\
          $\(play)yes with points pointtype 7 pointsize 0.7 linetype 1 title "simulation converges", \\
          $\(play)no with points pointtype 6 pointsize 0.7 linetype 2 title "does not"
        unset ylabel
        unset key
        """)
    }
    return Figure(
      name: "dirac-gan-stability", title: "Which step sizes are stable",
      caption: """
        Shaded: the step sizes η at which the spectral radius of one step, made from the \
        claimed Jacobian, is below 1. Points: whether 400 simulated steps of the nonlinear \
        game from a distance of 10⁻³ along every axis come closer to the equilibrium. No \
        random numbers.
        """,
      claims: ["winter2020/q5.5/jacobian", "winter2020/q5.6/stable"], width: 1000, height: 460,
      data: data,
      commands: """
        set multiplot layout 1,2 margins 0.06,0.99,0.23,0.9 spacing 0.05
        set xlabel "γ"
        set ylabel "η"
        set xrange [0:3.05]
        set yrange [0:4.6]
        set key at screen 0.5,0.03 center bottom horizontal
        \(plots.joined(separator: "\n"))
        unset multiplot
        """)
  }

  /// The border of stability: the least η at which the spectral radius of a step reaches 1, found on
  /// a grid and then by bisection.
  private static func largestStep(_ linear: LinearField, _ scheme: Scheme) -> Double {
    func isStable(_ step: Double) -> Bool {
      spectralRadius(of: linear.step(scheme, by: step)) < 1 - 1e-9
    }
    var low = 0.0
    var high = 0.05
    while high < 5, isStable(high) { (low, high) = (high, high + 0.05) }
    for _ in 0..<30 {
      let middle = (low + high) / 2
      if isStable(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
